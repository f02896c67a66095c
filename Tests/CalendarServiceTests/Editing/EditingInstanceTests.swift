import ICalendar
import Testing

@testable import CalendarService

/// `mod=1`: one instance of a series.
@Suite struct EditingInstanceTests {
    private let weekly = EditingSample.object([
        "DTSTAMP:20260101T000000Z", "DTSTART;TZID=Europe/Berlin:20260302T090000", "DTEND;TZID=Europe/Berlin:20260302T100000",
        "RRULE:FREQ=WEEKLY;COUNT=6", "SUMMARY:Team", "X-NOTE;X-P=1:kept  as is",
    ])

    @Test func madeFromTheMasterWithItsOwnTimes() throws {
        let outcome = try EditingSample.editor().apply(
            EditingSample.edit(summary: "Guests"), to: weekly, at: EditingSample.value("20260330T070000Z"), modifier: .thisInstance,
            changesRules: true
        )
        let object = try #require(outcome.object)
        #expect(object.components.count == 2)
        #expect(object.components[0] == weekly.components[0])
        let override = object.components[1]
        #expect(
            EditingSample.lines(override) == [
                "UID:item", "DTSTAMP:20260528T202640Z", "RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000",
                "DTSTART;TZID=Europe/Berlin:20260330T090000", "DTEND;TZID=Europe/Berlin:20260330T100000", "SUMMARY:Guests",
                "X-NOTE;X-P=1:kept  as is", "LAST-MODIFIED:20260528T202640Z", "SEQUENCE:1",
            ]
        )
        #expect(outcome.deletions.isEmpty)
    }

    @Test func movingKeepsRecurrenceIDAndLength() throws {
        let editor = try EditingSample.editor()
        let moved = try editor.apply(
            EditingSample.edit(start: "20260310T130000Z"), to: weekly, at: EditingSample.value("20260309T080000Z"), modifier: .thisInstance,
            changesRules: false
        )
        let override = try #require(moved.object?.components.last)
        #expect(EditingSample.line(.recurrenceID, of: override) == "RECURRENCE-ID;TZID=Europe/Berlin:20260309T090000")
        #expect(EditingSample.line(.dtstart, of: override) == "DTSTART;TZID=Europe/Berlin:20260310T140000")
        #expect(EditingSample.line(.dtend, of: override) == "DTEND;TZID=Europe/Berlin:20260310T150000")
    }

    @Test func theFirstInstanceMovesThereAndBack() throws {
        let editor = try EditingSample.editor()
        let first = try EditingSample.value("20260302T080000Z")
        let there = try editor.apply(
            EditingSample.edit(start: "20260302T090000Z", end: "20260302T110000Z"), to: weekly, at: first, modifier: .thisInstance,
            changesRules: true
        )
        let back = try editor.apply(
            EditingSample.edit(start: "20260302T080000Z", end: "20260302T090000Z"), to: #require(there.object), at: first,
            modifier: .thisInstance, changesRules: true
        )
        let override = try #require(back.object?.components.last)
        #expect(EditingSample.line(.dtstart, of: override) == "DTSTART;TZID=Europe/Berlin:20260302T090000")
        #expect(EditingSample.line(.dtend, of: override) == "DTEND;TZID=Europe/Berlin:20260302T100000")
    }

    @Test func sameAgainIsNoChange() throws {
        let outcome = try EditingSample.editor().apply(
            EditingSample.edit(summary: "Team", start: "20260309T080000Z", end: "20260309T090000Z", rules: ["FREQ=DAILY"]), to: weekly,
            at: EditingSample.value("20260309T080000Z"), modifier: .thisInstance, changesRules: true
        )
        #expect(!outcome.isChanged)
        #expect(outcome.object == weekly)
    }

    @Test(arguments: [
        ("20260316T120000Z", CalendarError.Code.instanceSkipsAnother), ("20260301T080000Z", .instanceSkipsAnother),
        ("20260302T120000Z", .instancesOnOneDay), ("20260316T070000Z", .instancesOnOneDay),
    ])
    func staysBetweenItsNeighbours(start: String, code: CalendarError.Code) throws {
        let editor = try EditingSample.editor()
        let error = #expect(throws: CalendarError.self) {
            try editor.apply(
                EditingSample.edit(start: start), to: weekly, at: EditingSample.value("20260309T080000Z"), modifier: .thisInstance,
                changesRules: true
            )
        }
        #expect(error?.code == code)
    }

    @Test func classBelongsToTheSeries() throws {
        let editor = try EditingSample.editor()
        let rid = try EditingSample.value("20260309T080000Z")
        let error = #expect(throws: CalendarError.self) {
            try editor.apply(
                EditingSample.edit { $0.set(Property(.classification, value: "PRIVATE")) }, to: weekly, at: rid, modifier: .thisInstance,
                changesRules: true
            )
        }
        #expect(error?.code == .instancePrivacyDiffers)
        let same = try editor.apply(
            EditingSample.edit { $0.set(Property(.classification, value: "PUBLIC")) }, to: weekly, at: rid, modifier: .thisInstance,
            changesRules: true
        )
        #expect(same.isChanged)
    }

    @Test func unknownInstance() throws {
        let editor = try EditingSample.editor()
        let error = #expect(throws: CalendarError.self) {
            try editor.apply(
                EditingSample.edit(summary: "x"), to: weekly, at: EditingSample.value("20260310T080000Z"), modifier: .thisInstance,
                changesRules: true
            )
        }
        #expect(error?.code == .instanceNotFound)
    }

    @Test func allDayInstancesAreNamedInAnyForm() throws {
        let daily = EditingSample.object(["DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;COUNT=5", "SUMMARY:Fair"])
        for name in ["20260107", "20260107T000000Z", "20260107T000000"] {
            let outcome = try EditingSample.editor().apply(
                EditingSample.edit(summary: "Closed"), to: daily, at: EditingSample.value(name), modifier: .thisInstance, changesRules: true
            )
            #expect(EditingSample.line(.recurrenceID, of: outcome.object?.components.last) == "RECURRENCE-ID;VALUE=DATE:20260107")
        }
    }

    @Test func endBeforeStartIsRefused() throws {
        let editor = try EditingSample.editor()
        let error = #expect(throws: CalendarError.self) {
            try editor.apply(
                EditingSample.edit(start: "20260309T080000Z", end: "20260309T070000Z"), to: weekly,
                at: EditingSample.value("20260309T080000Z"), modifier: .thisInstance, changesRules: true
            )
        }
        #expect(error?.code == .invalidArgument)
    }

    @Test func newItemWithARecurrenceIDIsOneInstance() throws {
        let object = try EditingSample.editor().make(
            EditingSample.edit(summary: "uuuu", start: "19990301T112233Z", end: "19990301T122233Z", rules: ["FREQ=DAILY"]), uid: "333",
            recurrenceID: EditingSample.value("19990331T112233Z")
        )
        #expect(try EditingSample.instances(object) == ["19990301T112233Z uuuu"])
        #expect(EditingSample.line(.recurrenceID, of: object.components[0]) == "RECURRENCE-ID:19990331T112233Z")
        #expect(!object.components[0].has(.rrule))
    }
}
