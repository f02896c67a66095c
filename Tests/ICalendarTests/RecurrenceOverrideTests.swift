import ICalendar
import Testing

/// Components with RECURRENCE-ID (RFC 5545 section 3.8.4.4).
@Suite struct RecurrenceOverrideTests {
    private let everything = Instant.distantPast..<Instant.distantFuture
    private let weekly = ["DTSTART;TZID=Europe/Berlin:20260302T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=6"]

    private func starts(_ expansion: Expansion) -> [String] {
        expansion.occurrences(overlapping: everything).list.map { RecurrenceSample.text($0.startInstant.utc) + "#\($0.componentIndex)" }
    }

    @Test func anOverrideReplacesItsInstance() throws {
        let expansion = try RecurrenceSample.expansion(
            weekly,
            [
                "RECURRENCE-ID;TZID=Europe/Berlin:20260309T100000", "DTSTART;TZID=Europe/Berlin:20260310T150000",
                "DTEND;TZID=Europe/Berlin:20260310T170000",
            ],
            ["RECURRENCE-ID:20260316T090000Z", "DTSTART;TZID=Europe/Berlin:20260316T100000", "STATUS:CANCELLED"]
        )
        #expect(
            starts(expansion) == [
                "20260302T090000#0", "20260310T140000#1", "20260316T090000#2", "20260323T090000#0", "20260330T080000#0",
                "20260406T080000#0",
            ]
        )
        let moved = expansion.occurrences(overlapping: try RecurrenceSample.range("20260310T150000Z", "20260310T150001Z")).list
        #expect(moved.count == 1)
        #expect(moved.first?.recurrenceInstant == (try RecurrenceSample.instant("20260309T090000Z")))
        // Its old place is empty.
        #expect(expansion.occurrences(overlapping: try RecurrenceSample.range("20260309T000000Z", "20260310T000000Z")).list.isEmpty)
        let named = expansion.occurrence(recurrenceID: .utc(try RecurrenceSample.instant("20260309T090000Z").utc))
        #expect(named?.componentIndex == 1)
        #expect(expansion.occurrence(recurrenceID: .utc(try RecurrenceSample.instant("20260310T140000Z").utc)) == nil)
    }

    @Test func sloppyRecurrenceIDs() throws {
        let expansion = try RecurrenceSample.expansion(
            weekly,
            ["RECURRENCE-ID;VALUE=DATE:20260309", "DTSTART;TZID=Europe/Berlin:20260309T110000"],
            ["RECURRENCE-ID:20260316T100000", "DTSTART;TZID=Europe/Berlin:20260316T110000"],
            ["RECURRENCE-ID;TZID=W. Europe Standard Time:20260323T100000", "DTSTART;TZID=Europe/Berlin:20260323T110000"]
        )
        #expect(
            starts(expansion) == [
                "20260302T090000#0", "20260309T100000#1", "20260316T100000#2", "20260323T100000#3", "20260330T080000#0",
                "20260406T080000#0",
            ]
        )
        #expect(expansion.occurrence(recurrenceID: .date(CalendarDate(year: 2026, month: 3, day: 9)))?.componentIndex == 1)
        #expect(expansion.occurrence(recurrenceID: .date(CalendarDate(year: 2026, month: 4, day: 6)))?.componentIndex == 0)
        #expect(expansion.isInstance(.date(CalendarDate(year: 2026, month: 4, day: 6))))
        #expect(!expansion.isInstance(.date(CalendarDate(year: 2026, month: 4, day: 7))))
        let days = try RecurrenceSample.expansion(
            ["DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;COUNT=3"],
            ["RECURRENCE-ID;VALUE=DATE:20260303", "DTSTART;VALUE=DATE:20260310"]
        )
        #expect(starts(days) == ["20260302T000000#0", "20260304T000000#0", "20260310T000000#1"])
    }

    @Test func orphansAreInstances() throws {
        let withMaster = try RecurrenceSample.expansion(
            ["DTSTART:20260302T100000Z", "RRULE:FREQ=DAILY;COUNT=2"], ["RECURRENCE-ID:20260305T100000Z", "DTSTART:20260305T110000Z"]
        )
        #expect(starts(withMaster) == ["20260302T100000#0", "20260303T100000#0", "20260305T110000#1"])
        #expect(withMaster.hull?.end == (try RecurrenceSample.instant("20260305T110000Z")))
        #expect(withMaster.occurrence(recurrenceID: .utc(try RecurrenceSample.instant("20260305T100000Z").utc))?.componentIndex == 1)
        let alone = try RecurrenceSample.expansion(
            ["RECURRENCE-ID:20260305T100000Z", "DTSTART:20260305T110000Z"], ["RECURRENCE-ID:20260304T100000Z", "SUMMARY:no start"]
        )
        #expect(starts(alone) == ["20260304T100000#1", "20260305T110000#0"])
        #expect(alone.hull?.start == (try RecurrenceSample.instant("20260304T100000Z")))
        #expect(alone.occurrence(recurrenceID: .utc(try RecurrenceSample.instant("20260305T100000Z").utc))?.componentIndex == 0)
    }

    @Test func theHigherSequenceCounts() throws {
        let expansion = try RecurrenceSample.expansion(
            ["DTSTART:20260302T100000Z", "RRULE:FREQ=DAILY;COUNT=2"],
            ["RECURRENCE-ID:20260303T100000Z", "SEQUENCE:4", "DTSTART:20260303T110000Z"],
            ["RECURRENCE-ID:20260303T100000Z", "SEQUENCE:3", "DTSTART:20260303T120000Z"]
        )
        #expect(starts(expansion) == ["20260302T100000#0", "20260303T110000#1"])
    }

    @Test func thisAndFuture() throws {
        let expansion = try RecurrenceSample.expansion(
            weekly,
            [
                "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260316T100000", "DTSTART;TZID=Europe/Berlin:20260317T140000",
                "DURATION:PT2H",
            ],
            ["RECURRENCE-ID;TZID=Europe/Berlin:20260323T100000", "DTSTART;TZID=Europe/Berlin:20260323T080000"],
            ["RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260406T100000", "DTSTART;TZID=Europe/Berlin:20260406T090000"]
        )
        // The shift keeps the local time over the change of the clocks on March 29.
        #expect(
            starts(expansion) == [
                "20260302T090000#0", "20260309T090000#0", "20260317T130000#1", "20260323T070000#2", "20260331T120000#1",
                "20260406T070000#3",
            ]
        )
        let shifted = expansion.occurrence(
            recurrenceID: .zoned(try RecurrenceSample.instant("20260330T100000Z").utc, tzid: "Europe/Berlin"))
        #expect(shifted?.endInstant == (try RecurrenceSample.instant("20260331T140000Z")))
        // A window after the place of the rule finds what was shifted into it, and only that.
        let window = expansion.occurrences(overlapping: try RecurrenceSample.range("20260331T130000Z", "20260331T133000Z")).list
        #expect(window.map(\.componentIndex) == [1])
        #expect(expansion.occurrences(overlapping: try RecurrenceSample.range("20260330T000000Z", "20260331T000000Z")).list.isEmpty)
    }

    @Test func thisAndFutureOfAnEndlessSeries() throws {
        let expansion = try RecurrenceSample.expansion(
            ["DTSTART:20260101T090000Z", "RRULE:FREQ=DAILY"],
            ["RECURRENCE-ID;RANGE=THISANDFUTURE:20260201T090000Z", "DTSTART:20260131T080000Z", "DURATION:PT30M"]
        )
        let far = expansion.occurrences(
            overlapping: try RecurrenceSample.range("20300101T000000Z", "20300102T000000Z"), work: WorkLimit(candidates: 100))
        #expect(RecurrenceSample.spans(far) == ["20300101T080000Z/20300101T083000Z"])
        #expect(far.isComplete)
        #expect(expansion.hull?.end == nil)
        // January 31 holds the last old instance and the first new one.
        let border = expansion.occurrences(overlapping: try RecurrenceSample.range("20260131T000000Z", "20260202T000000Z"))
        #expect(
            RecurrenceSample.spans(border) == [
                "20260131T080000Z/20260131T083000Z", "20260131T090000Z", "20260201T080000Z/20260201T083000Z",
            ])
        #expect(
            expansion.occurrence(before: try RecurrenceSample.instant("20300101T080000Z")).map(RecurrenceSample.text) == "20291231T080000Z")
    }

    @Test func thisAndPriorIsNoRange() throws {
        let expansion = try RecurrenceSample.expansion(
            ["DTSTART:20260302T100000Z", "RRULE:FREQ=DAILY;COUNT=3"],
            ["RECURRENCE-ID;RANGE=THISANDPRIOR:20260303T100000Z", "DTSTART:20260303T110000Z"]
        )
        #expect(starts(expansion) == ["20260302T100000#0", "20260303T110000#1", "20260304T100000#0"])
    }
}
