import ICalendar
import Testing

@testable import CalendarService

/// Edits of many instances that name one of them by its times.
@Suite struct EditingNamedInstanceTests {
    private func apply(_ edit: ComponentEdit, to object: CalendarObject, at rid: String, _ modifier: RecurrenceModifier) throws
        -> EditOutcome
    {
        try EditingSample.editor(floating: "Europe/Berlin")
            .apply(edit, to: object, at: EditingSample.value(rid), modifier: modifier, changesRules: true)
    }

    private let due = EditingSample.object(["DUE;TZID=Europe/Berlin:20260615T220000", "RRULE:FREQ=WEEKLY"], kind: .vtodo)

    @Test(arguments: ["Europe/Berlin:20260629T020000", "Europe/Berlin:20260630T100000"])
    func aToDoThatIsOnlyDueMovesBothWays(to place: String) throws {
        let edit = try EditingSample.edit(end: place, kind: .vtodo)
        let outcome = try apply(edit, to: due, at: "Europe/Berlin:20260629T220000", .thisInstance)
        let shown = try EditingSample.instances(outcome.object, limit: 4)
        #expect(shown.contains(String(place.split(separator: ":")[1])))
        #expect(!shown.contains("20260629T220000"))
        #expect(shown.contains("20260706T220000"))
    }

    @Test func aToDoThatIsOnlyDueTakesTheSeriesAlong() throws {
        let edit = try EditingSample.edit(end: "Europe/Berlin:20260630T220000", kind: .vtodo)
        let outcome = try apply(edit, to: due, at: "Europe/Berlin:20260629T220000", .thisAndAll)
        #expect(EditingSample.line(.due, of: outcome.object?.master) == "DUE;TZID=Europe/Berlin:20260616T220000")
    }

    private let travelling = EditingSample.object(
        ["DTSTART;TZID=Asia/Kolkata:20260105T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=30", "SUMMARY:Team"],
        [
            "RECURRENCE-ID;TZID=Asia/Kolkata:20260713T090000", "DTSTART;TZID=America/New_York:20260713T080000", "DURATION:PT1H",
            "SUMMARY:From New York",
        ]
    )

    @Test(arguments: ["20260713T120000Z", "America/New_York:20260713T080000"])
    func anInstanceInAnotherZoneWrittenAgainMovesNothing(start: String) throws {
        let edit = try EditingSample.edit(start: start)
        #expect(try !apply(edit, to: travelling, at: "20260713T033000Z", .thisAndAll).isChanged)
    }

    @Test func theNamedInstanceGoesWhereItIsPutAndTheSeriesKeepsItsZone() throws {
        let edit = try EditingSample.edit(start: "America/New_York:20260713T081500")
        let object = try #require(try apply(edit, to: travelling, at: "20260713T033000Z", .thisAndAll).object)
        #expect(EditingSample.line(.dtstart, of: object.master) == "DTSTART;TZID=Asia/Kolkata:20260105T091500")
        #expect(EditingSample.line(.dtstart, of: object.overrides.first) == "DTSTART;TZID=America/New_York:20260713T081500")
        #expect(EditingSample.line(.recurrenceID, of: object.overrides.first) == "RECURRENCE-ID;TZID=Asia/Kolkata:20260713T091500")
    }

    @Test func aNewRuleFromAnInstanceOnLeavesNothingOfSeveralOldOnes() throws {
        // From here on the old rules can be told as a list only.
        let several = EditingSample.object([
            "DTSTART:20260308T110000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;COUNT=7", "RRULE:FREQ=DAILY;COUNT=15",
        ])
        let outcome = try apply(EditingSample.edit(rules: ["FREQ=YEARLY;COUNT=2"]), to: several, at: "20260319T110000Z", .thisAndFuture)
        #expect(try EditingSample.instances(outcome.split) == ["20260319T110000Z", "20270319T110000Z"])
    }

    @Test func aNewRuleUpToAnInstanceEndsBeforeTheNextOne() throws {
        let several = EditingSample.object([
            "DTSTART;VALUE=DATE:20260610", "RRULE:FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
            "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO;COUNT=12",
        ])
        let outcome = try apply(EditingSample.edit(rules: ["FREQ=MONTHLY"]), to: several, at: "20261109", .thisAndPrior)
        #expect(
            try EditingSample.instances(outcome.split) == ["20260610", "20260710", "20260810", "20260910", "20261010", "20261110"]
        )
        #expect(try EditingSample.instances(outcome.object, limit: 1) == ["20261111"])
    }

    @Test func anExcludedStartStaysExcludedWhenTheMovedSeriesIsListed() throws {
        let excluded = EditingSample.object([
            "DTSTART;VALUE=DATE:20260308", "RRULE:FREQ=YEARLY;COUNT=4", "EXRULE:FREQ=DAILY;COUNT=3", "EXRULE:FREQ=MONTHLY;BYDAY=3TU,4WE",
        ])
        let outcome = try apply(EditingSample.edit(start: "20270307"), to: excluded, at: "20270308", .thisAndAll)
        #expect(try EditingSample.instances(outcome.object) == ["20270307", "20280307", "20290307"])
    }

    @Test func anOverrideOfNoInstanceGoesAlong() throws {
        let orphan = EditingSample.object(
            ["DTSTART:20260409T093000Z", "RRULE:FREQ=MONTHLY;COUNT=3", "SUMMARY:Series"],
            ["RECURRENCE-ID:20260507T070000Z", "DTSTART:20260507T120000Z", "SUMMARY:Odd"]
        )
        let outcome = try apply(EditingSample.edit(start: "20260409T094500Z"), to: orphan, at: "20260409T093000Z", .thisAndAll)
        #expect(
            try EditingSample.instances(outcome.object)
                == ["20260409T094500Z Series", "20260507T120000Z Odd", "20260509T094500Z Series", "20260609T094500Z Series"]
        )
        #expect(outcome.deletions.isEmpty)
    }
}
