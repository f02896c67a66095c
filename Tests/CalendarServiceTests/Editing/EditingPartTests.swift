import ICalendar
import Testing

@testable import CalendarService

/// `mod=2` and `mod=3`: an instance and those to one side of it.
@Suite struct EditingPartTests {
    private let finite = EditingSample.object([
        "DTSTART:19990101T112233Z", "DTEND:19990101T122233Z", "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=8", "SUMMARY:event",
    ])
    private let endless = EditingSample.object([
        "DTSTART:19990101T112233Z", "DTEND:19990101T122233Z", "RRULE:FREQ=WEEKLY;BYDAY=FR", "SUMMARY:event",
    ])

    private func part(
        _ edit: ComponentEdit, _ object: CalendarObject, _ rid: String, _ modifier: RecurrenceModifier, changesRules: Bool = false
    ) throws -> EditOutcome {
        try EditingSample.editor().apply(
            edit, to: object, at: EditingSample.value(rid), modifier: modifier, changesRules: changesRules
        )
    }

    @Test func fewInstancesBecomeOverrides() throws {
        let outcome = try part(
            EditingSample.edit(summary: "changed-event", start: "19990205T112233Z", rules: ["byday=fr;freq=weekly"]), finite,
            "19990205T112233Z", .thisAndFuture
        )
        #expect(outcome.split == nil)
        #expect(
            try EditingSample.instances(outcome.object).map { $0.hasSuffix("changed-event") }
                == [false, false, false, false, false, true, true, true]
        )
        #expect(outcome.object?.components[0] == finite.components[0])
        let past = try part(EditingSample.edit(summary: "past"), finite, "19990115T112233Z", .thisAndPrior)
        #expect(
            try EditingSample.instances(past.object).map { $0.hasSuffix("past") }
                == [true, true, true, false, false, false, false, false]
        )
    }

    @Test func manyInstancesSplitTheSeries() throws {
        let outcome = try part(EditingSample.edit(summary: "new"), endless, "19990205T112233Z", .thisAndFuture)
        #expect(EditingSample.line(.rrule, of: outcome.object?.master) == "RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=19990129T112233Z")
        let split = try #require(outcome.split)
        #expect(split.uid == "split")
        #expect(EditingSample.line(.rrule, of: split.master) == "RRULE:FREQ=WEEKLY;BYDAY=FR")
        #expect(EditingSample.line(.dtstart, of: split.master) == "DTSTART:19990205T112233Z")
        #expect(EditingSample.line(.dtend, of: split.master) == "DTEND:19990205T122233Z")
        #expect(EditingSample.line(.relatedTo, of: split.master) == "RELATED-TO;RELTYPE=SIBLING:item")
        #expect(EditingSample.line(.relatedTo, of: outcome.object?.master) == "RELATED-TO;RELTYPE=SIBLING:split")
        #expect(try EditingSample.instances(split, limit: 2) == ["19990205T112233Z new", "19990212T112233Z new"])
    }

    @Test func aNewTimeFromAnInstanceOn() throws {
        let outcome = try part(
            EditingSample.edit(start: "19990205T140000Z"), finite, "19990205T112233Z", .thisAndFuture, changesRules: true
        )
        #expect(try EditingSample.instances(outcome.object).count == 5)
        #expect(
            try EditingSample.instances(outcome.split)
                == ["19990205T140000Z event", "19990212T140000Z event", "19990219T140000Z event"]
        )
    }

    /// What an EXRULE took out before a split it takes out of the new half, whatever its beat is there, and also under a new rule.
    @Test(arguments: [
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY;INTERVAL=3;COUNT=20"], "20260304T090000Z"),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY;INTERVAL=2;BYDAY=TU,TH;COUNT=20"], "20260306T090000Z"),
        (["DTSTART:20260303T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR;COUNT=9"], "20260310T090000Z"),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY;BYDAY=WE,FR;COUNT=9"], "20260310T090000Z"),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY;BYDAY=WE,FR"], "20260310T090000Z"),
        (
            ["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20260801T000000Z"],
            "20260310T090000Z"
        ),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=MONTHLY;BYMONTHDAY=5,9;COUNT=2"], "20260311T090000Z"),
    ])
    func whatIsExcludedStaysExcluded(lines: [String], rid: String) throws {
        let object = EditingSample.object(lines)
        let all = try EditingSample.instances(object, limit: 200)
        let place = try #require(all.firstIndex { $0.hasPrefix(rid) })
        for (rules, changes) in [(nil, false), (["FREQ=DAILY;UNTIL=20271231T090000Z"], true)] {
            let outcome = try part(EditingSample.edit(summary: "new", rules: rules), object, rid, .thisAndFuture, changesRules: changes)
            let split = try #require(outcome.split)
            #expect(try EditingSample.instances(outcome.object) == Array(all[..<place]))
            let wanted = all[place...].map { String($0.prefix(16)) + " new" }
            #expect(try EditingSample.instances(split, limit: wanted.count) == wanted, "\(rules ?? [])")
        }
    }

    @Test func exclusionsThatCannotBeCarriedOver() throws {
        let object = EditingSample.object(["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY;INTERVAL=3"])
        let rules = ["FREQ=DAILY;UNTIL=20271231T090000Z"]
        #expect(throws: CalendarError.self) {
            try part(EditingSample.edit(rules: rules), object, "20260304T090000Z", .thisAndFuture, changesRules: true)
        }
        let edit = try EditingSample.edit(rules: rules, exclusionRules: ["FREQ=WEEKLY;BYDAY=TH"])
        let outcome = try part(edit, object, "20260304T090000Z", .thisAndFuture, changesRules: true)
        let starts = try EditingSample.instances(outcome.split, limit: 3)
        #expect(starts.map { String($0.prefix(8)) } == ["20260304", "20260306", "20260307"])
    }

    @Test func aNewRuleFromAnInstanceOn() throws {
        let outcome = try part(
            EditingSample.edit(rules: ["FREQ=MONTHLY;COUNT=3"]), finite, "19990205T112233Z", .thisAndFuture, changesRules: true
        )
        #expect(try EditingSample.instances(outcome.object).count == 5)
        #expect(
            try EditingSample.instances(outcome.split)
                == ["19990205T112233Z event", "19990305T112233Z event", "19990405T112233Z event"]
        )
    }

    @Test func aNewRuleUpToAnInstance() throws {
        let outcome = try part(
            EditingSample.edit(rules: ["FREQ=WEEKLY;INTERVAL=2"]), endless, "19990129T112233Z", .thisAndPrior, changesRules: true
        )
        #expect(
            try EditingSample.instances(outcome.split) == ["19990101T112233Z event", "19990115T112233Z event", "19990129T112233Z event"]
        )
        #expect(try EditingSample.instances(outcome.object, limit: 1) == ["19990205T112233Z event"])
        #expect(outcome.object?.uid == "item")
    }

    @Test func rulesAreNotLookedAtWithoutChange() throws {
        let outcome = try part(
            EditingSample.edit(start: "19990205T140000Z", rules: ["FREQ=DAILY"]), finite, "19990205T112233Z", .thisAndFuture
        )
        #expect(!outcome.isChanged)
    }

    @Test func theWholeSeriesFromItsFirstInstanceOnIsNotSplit() throws {
        let outcome = try part(EditingSample.edit(summary: "all"), endless, "19990101T112233Z", .thisAndFuture)
        #expect(outcome.split == nil)
        #expect(EditingSample.line(.summary, of: outcome.object?.master) == "SUMMARY:all")
    }

    @Test func aClassOfItsOwnSplits() throws {
        let outcome = try part(
            EditingSample.edit { $0.set(Property(.classification, value: "PRIVATE")) }, finite, "19990205T112233Z", .thisAndFuture
        )
        #expect(outcome.split?.components.count == 1)
    }
}
