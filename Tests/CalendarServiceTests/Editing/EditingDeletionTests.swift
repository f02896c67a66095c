import ICalendar
import Testing

@testable import CalendarService

/// Deletions with all modifiers, and by range.
@Suite struct EditingDeletionTests {
    private func delete(_ object: CalendarObject, _ rid: String, _ modifier: RecurrenceModifier) throws -> EditOutcome {
        try EditingSample.editor().delete(from: object, at: EditingSample.value(rid), modifier: modifier)
    }

    private let series = EditingSample.object(
        [
            "DTSTART;TZID=Europe/Berlin:20260302T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=7",
            "RDATE;TZID=Europe/Berlin:20260310T090000,20260401T090000", "EXDATE;TZID=Europe/Berlin:20260318T090000",
        ],
        [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000", "DTSTART;TZID=Europe/Berlin:20260330T150000", "DURATION:PT1H",
            "SUMMARY:Late",
        ]
    )

    @Test func oneInstance() throws {
        let outcome = try delete(series, "20260316T080000Z", .thisInstance)
        let master = try #require(outcome.object?.components[0])
        #expect(master.all(.exdate).map(\.line.string).last == "EXDATE;TZID=Europe/Berlin:20260316T090000")
        #expect(outcome.deletions.map { $0.recurrenceID?.text } == ["20260316T090000"])
        #expect(outcome.deletions[0].stub.first(.dtend)?.line.string == "DTEND;TZID=Europe/Berlin:20260316T100000")
        let override = try delete(series, "20260330T070000Z", .thisInstance)
        #expect(override.object?.components.count == 1)
        #expect(try EditingSample.instances(override.object).contains { $0.contains("20260330") } == false)
    }

    @Test func fromAnInstanceOn() throws {
        let before = try EditingSample.instances(series)
        let outcome = try delete(series, "20260330T070000Z", .thisAndFuture)
        #expect(try EditingSample.instances(outcome.object) == Array(before.prefix { !$0.hasPrefix("20260330") }))
        let master = try #require(outcome.object?.master)
        #expect(EditingSample.line(.rrule, of: master) == "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20260316T080000Z")
        #expect(EditingSample.line(.rdate, of: master) == "RDATE;TZID=Europe/Berlin:20260310T090000")
        #expect(outcome.object?.components.count == 1)
    }

    @Test func upToAnInstance() throws {
        let before = try EditingSample.instances(series)
        let outcome = try delete(series, "20260302T080000Z", .thisAndPrior)
        #expect(try EditingSample.instances(outcome.object) == Array(before.dropFirst()))
        let master = try #require(outcome.object?.master)
        #expect(EditingSample.line(.dtstart, of: master) == "DTSTART;TZID=Europe/Berlin:20260304T090000")
        #expect(EditingSample.line(.rrule, of: master) == "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=6")
    }

    @Test func theLastOneTakesTheItem() throws {
        let one = EditingSample.object(["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20260302T090000Z"])
        let outcome = try delete(one, "20260303T090000Z", .thisInstance)
        #expect(outcome.object == nil)
        #expect(outcome.deletions.map(\.recurrenceID) == [nil])
    }

    @Test(arguments: [
        // The rest begins with an RDATE off the rule's beat: the interval must not lose its phase.
        (
            ["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;INTERVAL=3;COUNT=9", "RDATE:20260306T120000Z"], "20260305T090000Z"
        ),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;INTERVAL=3", "RDATE:20260306T120000Z"], "20260305T090000Z"),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=9", "RRULE:FREQ=WEEKLY;COUNT=5"], "20260304T090000Z"),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;INTERVAL=2", "RRULE:FREQ=DAILY;INTERVAL=5"], "20260306T090000Z"),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY;INTERVAL=3"], "20260304T090000Z"),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=1,-1;COUNT=9"], "20260331T090000Z"),
        (["DTSTART;VALUE=DATE:20260131", "RRULE:FREQ=MONTHLY;COUNT=8"], "20260131"),
        (["DTSTART:20260228T090000Z", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", "EXRULE:FREQ=MONTHLY;BYMONTHDAY=31"], "20260228T090000Z"),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO", "SUMMARY:x"], "20260315T090000Z"),
        // DTSTART that its rule would not give.
        (["DTSTART:20260303T090000Z", "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=5"], "20260303T090000Z"),
    ])
    func whatIsLeftIsExact(lines: [String], rid: String) throws {
        let object = EditingSample.object(lines)
        let all = try EditingSample.instances(object, limit: 300)
        let deleted = try #require(all.firstIndex { $0.hasPrefix(rid) })
        for (modifier, kept) in [(RecurrenceModifier.thisAndPrior, Array(all[(deleted + 1)...])), (.thisAndFuture, Array(all[..<deleted]))]
        {
            let outcome = try delete(object, rid, modifier)
            let given = try EditingSample.instances(outcome.object, limit: max(kept.count, 1))
            #expect(Array(given.prefix(kept.count)) == kept, "\(modifier)")
            #expect(kept.isEmpty == (outcome.object == nil))
        }
    }

    @Test func hostileRulesEnd() throws {
        for rule in ["FREQ=SECONDLY", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;INTERVAL=7"] {
            let object = EditingSample.object(["DTSTART:20260302T090000Z", "RRULE:" + rule])
            let head = try? delete(object, "20260302T090000Z", .thisAndFuture)
            #expect(head?.object == nil)
            _ = try? delete(object, "20260302T090000Z", .thisAndPrior)
        }
        let seconds = EditingSample.object(["DTSTART:20260302T090000Z", "RRULE:FREQ=SECONDLY"])
        let outcome = try delete(seconds, "20280302T090000Z", .thisAndFuture)
        #expect(EditingSample.line(.rrule, of: outcome.object?.master) == "RRULE:FREQ=SECONDLY;UNTIL=20280302T085959Z")
    }

    @Test func byRange() throws {
        let editor = try EditingSample.editor()
        let range = try EditingSample.value("20260309T000000Z").local.asUTC..<EditingSample.value("20260320T000000Z").local.asUTC
        let outcome = try #require(try editor.delete(from: series, within: range))
        #expect(
            try EditingSample.instances(outcome.object).map { $0.prefix(8) } == [
                "20260302", "20260304", "20260330", "20260401", "20260413",
            ]
        )
        #expect(try editor.delete(from: series, within: range.upperBound..<range.upperBound.advanced(bySeconds: 86_400)) == nil)
        #expect(try editor.delete(from: series, within: nil)?.object == nil)
        let endless = EditingSample.object(["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY"])
        let rest = try #require(try editor.delete(from: endless, within: range.lowerBound..<Instant.distantFuture))
        #expect(try EditingSample.instances(rest.object).count == 7)
        let undated = EditingSample.object(["SUMMARY:Someday"], kind: .vtodo)
        #expect(try editor.delete(from: undated, within: range) == nil)
        #expect(try editor.delete(from: undated, within: Instant.distantPast..<Instant.distantFuture)?.object == nil)
    }
}
