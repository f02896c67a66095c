import ICalendar
import Testing

@testable import CalendarService

/// `mod=4` and `rid=0`: the whole series.
@Suite struct EditingSeriesTests {
    private let edited = EditingSample.object(
        [
            "DTSTART;TZID=Europe/Berlin:20260302T090000", "DTEND;TZID=Europe/Berlin:20260302T100000", "RRULE:FREQ=WEEKLY;COUNT=6",
            "EXDATE;TZID=Europe/Berlin:20260316T090000", "SUMMARY:Team", "LOCATION:Hall",
        ],
        [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260323T090000", "DTSTART;TZID=Europe/Berlin:20260324T150000",
            "DTEND;TZID=Europe/Berlin:20260324T160000", "SUMMARY:Moved", "LOCATION:Hall",
        ],
        [
            "RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000", "DTSTART;TZID=Europe/Berlin:20260330T090000",
            "DTEND;TZID=Europe/Berlin:20260330T100000", "SUMMARY:Guests", "LOCATION:Hall",
        ]
    )

    private func whole(_ edit: ComponentEdit, _ object: CalendarObject? = nil) throws -> EditOutcome {
        try EditingSample.editor().apply(edit, to: object ?? edited, at: nil, modifier: .thisAndAll, changesRules: true)
    }

    @Test(arguments: [
        ["count=6;freq=weekly"], ["FREQ=WEEKLY;BYDAY=MO;COUNT=6;INTERVAL=1;WKST=SU"], ["FREQ=WEEKLY;UNTIL=20260406T070000Z"],
        ["FREQ=WEEKLY;UNTIL=20260410"],
    ])
    func theSameRuleInOtherWordsIsNoChange(rules: [String]) throws {
        let outcome = try whole(
            EditingSample.edit(
                summary: "Team", start: "20260302T080000Z", end: "20260302T090000Z", rules: rules, exclusionRules: [], dates: []
            )
        )
        #expect(!outcome.isChanged)
        #expect(outcome.object == edited)
    }

    @Test func theMasterWrittenAgainWithAnotherPlaceKeepsTheWordsOfExceptions() throws {
        let outcome = try whole(
            EditingSample.edit(summary: "Team", start: "20260302T080000Z", end: "20260302T090000Z", rules: ["FREQ=WEEKLY;COUNT=6"]) {
                $0.set(Property(.location, text: "Garden"))
            }
        )
        let object = try #require(outcome.object)
        #expect(object.components.map { $0.first(.summary)?.text } == ["Team", "Moved", "Guests"])
        #expect(object.components.allSatisfy { $0.first(.location)?.text == "Garden" })
        #expect(object.components[0].first(.exdate) == edited.components[0].first(.exdate))
    }

    @Test func clientsFillInTheBoundForEndlessRules() throws {
        let endless = EditingSample.object(["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY"])
        let outcome = try whole(EditingSample.edit(summary: "New", rules: ["FREQ=DAILY;COUNT=60"]), endless)
        #expect(EditingSample.line(.rrule, of: outcome.object?.master) == "RRULE:FREQ=DAILY")
    }

    @Test func movingByAnHourTakesEverythingAlong() throws {
        let outcome = try whole(EditingSample.edit(start: "20260302T090000Z", end: "20260302T103000Z"))
        let object = try #require(outcome.object)
        #expect(
            try EditingSample.instances(object) == [
                "20260302T100000 Team", "20260309T100000 Team", "20260324T150000 Moved", "20260330T100000 Guests", "20260406T100000 Team",
            ]
        )
        #expect(EditingSample.line(.exdate, of: object.components[0]) == "EXDATE;TZID=Europe/Berlin:20260316T100000")
        #expect(EditingSample.line(.recurrenceID, of: object.components[1]) == "RECURRENCE-ID;TZID=Europe/Berlin:20260323T100000")
        #expect(EditingSample.line(.dtend, of: object.components[2]) == "DTEND;TZID=Europe/Berlin:20260330T113000")
        #expect(outcome.deletions.isEmpty)
    }

    @Test func movingByADayTurnsTheWeekdays() throws {
        let twice = EditingSample.object([
            "DTSTART;TZID=Europe/Berlin:20260302T090000", "DURATION:PT1H",
            "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,FR;UNTIL=20260330T070000Z",
            "EXDATE;TZID=Europe/Berlin:20260306T090000",
        ])
        let before = try EditingSample.instances(twice)
        let outcome = try whole(EditingSample.edit(start: "20260303T080000Z"), twice)
        #expect(before == ["20260302T090000", "20260316T090000", "20260320T090000", "20260330T090000"])
        #expect(
            try EditingSample.instances(outcome.object) == ["20260303T090000", "20260317T090000", "20260321T090000", "20260331T090000"]
        )
        #expect(EditingSample.line(.duration, of: outcome.object?.master) == "DURATION:PT1H")
    }

    @Test func movingAMonthlySeriesByDaysMovesEachInstance() throws {
        let monthly = EditingSample.object(
            ["DTSTART:20260113T090000Z", "RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=4"],
            ["RECURRENCE-ID:20260310T090000Z", "DTSTART:20260310T110000Z", "SUMMARY:Late"]
        )
        let outcome = try whole(EditingSample.edit(start: "20260122T090000Z"), monthly)
        #expect(
            try EditingSample.instances(outcome.object)
                == ["20260122T090000Z", "20260219T090000Z", "20260310T110000Z Late", "20260423T090000Z"]
        )
        #expect(EditingSample.line(.recurrenceID, of: outcome.object?.components[1]) == "RECURRENCE-ID:20260319T090000Z")
        #expect(outcome.deletions.isEmpty)
    }

    @Test func aNewRuleKeepsWhatStillFits() throws {
        let outcome = try whole(EditingSample.edit(rules: ["FREQ=WEEKLY;INTERVAL=2;COUNT=4"]))
        let object = try #require(outcome.object)
        // 2, 16, 30 March and 13 April: the 16th stays deleted, the 30th stays changed, the 23rd is gone.
        #expect(try EditingSample.instances(object) == ["20260302T090000 Team", "20260330T090000 Guests", "20260413T090000 Team"])
        #expect(outcome.deletions.map { $0.recurrenceID?.text } == ["20260323T090000"])
    }

    @Test func clearingTheRuleLeavesASingleItem() throws {
        let outcome = try whole(EditingSample.edit(rules: []))
        let object = try #require(outcome.object)
        #expect(object.components.count == 1)
        #expect(!object.components[0].has(.exdate))
        #expect(try EditingSample.instances(object) == ["20260302T090000 Team"])
        #expect(outcome.deletions.count == 2)
    }

    @Test func fromTimesToDatesAndBack() throws {
        let days = try whole(EditingSample.edit(start: "20260302", end: "20260303"))
        let object = try #require(days.object)
        #expect(EditingSample.line(.dtstart, of: object.components[0]) == "DTSTART;VALUE=DATE:20260302")
        #expect(EditingSample.line(.dtend, of: object.components[0]) == "DTEND;VALUE=DATE:20260303")
        #expect(EditingSample.line(.exdate, of: object.components[0]) == "EXDATE;VALUE=DATE:20260316")
        #expect(EditingSample.line(.recurrenceID, of: object.components[1]) == "RECURRENCE-ID;VALUE=DATE:20260323")
        #expect(EditingSample.line(.dtstart, of: object.components[2]) == "DTSTART;VALUE=DATE:20260330")
        let back = try whole(EditingSample.edit(start: "Europe/Berlin:20260302T090000", end: "Europe/Berlin:20260302T100000"), object)
        #expect(EditingSample.line(.exdate, of: back.object?.components[0]) == "EXDATE;TZID=Europe/Berlin:20260316T090000")
        #expect(back.object?.components.count == 3)
    }

    @Test func anotherZoneTakesEverythingAlong() throws {
        let outcome = try whole(EditingSample.edit(start: "America/New_York:20260302T090000", end: "America/New_York:20260302T100000"))
        let object = try #require(outcome.object)
        #expect(EditingSample.line(.exdate, of: object.components[0]) == "EXDATE;TZID=America/New_York:20260316T090000")
        #expect(EditingSample.line(.recurrenceID, of: object.components[1]) == "RECURRENCE-ID;TZID=America/New_York:20260323T090000")
        #expect(EditingSample.line(.dtstart, of: object.components[2]) == "DTSTART;TZID=America/New_York:20260330T090000")
        #expect(try EditingSample.instances(object).count == 5)
    }

    @Test func untilGetsTheKindOfTheStart() throws {
        let object = try EditingSample.editor().make(
            EditingSample.edit(start: "Europe/Berlin:20260302T090000", rules: ["UNTIL=20260309T090000;freq=daily"]), uid: "new",
            recurrenceID: nil
        )
        #expect(EditingSample.line(.rrule, of: object.master) == "RRULE:FREQ=DAILY;UNTIL=20260309T080000Z")
        let days = try EditingSample.editor().make(
            EditingSample.edit(start: "20260302", rules: ["FREQ=DAILY;UNTIL=20260309T090000Z"]), uid: "new", recurrenceID: nil
        )
        #expect(EditingSample.line(.rrule, of: days.master) == "RRULE:FREQ=DAILY;UNTIL=20260309")
    }

    @Test func theSeedsExamples() throws {
        let editor = try EditingSample.editor()
        let two = try editor.make(
            EditingSample.edit(start: "19990301T112233Z", rules: ["count=10;freq=daily", "freq=weekly;count=4"]), uid: "333",
            recurrenceID: nil
        )
        #expect(try EditingSample.instances(two).count == 12)
        let dates = try editor.make(
            EditingSample.edit(start: "19990301T112233Z", dates: ["19990331T112233Z", "19990531T112233Z"]), uid: "333", recurrenceID: nil
        )
        #expect(try EditingSample.instances(dates) == ["19990301T112233Z", "19990331T112233Z", "19990531T112233Z"])
        let without = try editor.make(
            EditingSample.edit(
                start: "19990301T112233Z", rules: ["count=100;freq=daily"], exclusionRules: ["count=10;freq=daily", "freq=weekly;count=4"]
            ), uid: "333", recurrenceID: nil
        )
        #expect(try EditingSample.instances(without, limit: 200).count == 88)
    }

    @Test func unreadableRulesAreRefused() throws {
        for rule in ["FREQ=SOMETIMES", "COUNT=3", "FREQ=DAILY;INTERVAL=0"] {
            let error = #expect(throws: CalendarError.self) { try whole(EditingSample.edit(rules: [rule])) }
            #expect(error?.code == .invalidArgument)
        }
    }
}
