import ICalendar
import Testing

/// What the texts of an object make of its instances: exclusions, additions, overrides, lengths, zones.
@Suite struct RecurrenceSetTests {
    private let everything = Instant.distantPast..<Instant.distantFuture

    private func spans(_ expansion: Expansion) -> [String] { RecurrenceSample.spans(expansion.occurrences(overlapping: everything)) }

    // MARK: Start and end

    @Test func startIsAlwaysTheFirstInstance() throws {
        // January 5, 2026 is a Monday.
        let expansion = try RecurrenceSample.expansion(["DTSTART:20260105T090000Z", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3"])
        #expect(spans(expansion) == ["20260105T090000Z", "20260106T090000Z", "20260113T090000Z"])
        #expect(expansion.hull?.end == (try RecurrenceSample.instant("20260113T090000Z")))
    }

    @Test(arguments: [
        (["DTSTART:20260105T090000Z"], "20260105T090000Z"),
        (["DTSTART:20260105T090000Z", "DTEND:20260105T100000Z"], "20260105T090000Z/20260105T100000Z"),
        (["DTSTART:20260105T090000Z", "DTEND:20260105T080000Z"], "20260105T090000Z"),
        (["DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", "DURATION:PT5H"], "20260105T090000Z/20260105T100000Z"),
        (["DTSTART:20260105T090000Z", "DURATION:P1DT1H"], "20260105T090000Z/20260106T100000Z"),
        (["DTSTART:20260105T090000Z", "DURATION:-PT1H"], "20260105T090000Z"),
        (["DTSTART;VALUE=DATE:20260105"], "20260105T000000Z/20260106T000000Z"),
        (["DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260105"], "20260105T000000Z/20260106T000000Z"),
        (["DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260108"], "20260105T000000Z/20260108T000000Z"),
        (["DTSTART;VALUE=DATE:20260105", "DURATION:P1W"], "20260105T000000Z/20260112T000000Z"),
        (
            ["DTSTART;TZID=America/New_York:20260105T090000", "DTEND;TZID=Europe/Berlin:20260105T200000"],
            "20260105T140000Z/20260105T190000Z"
        ),
    ])
    func lengths(lines: [String], span: String) throws {
        let expansion = try RecurrenceSample.expansion(lines)
        #expect(spans(expansion) == [span])
        #expect(expansion.occurrences(overlapping: everything).list.first?.recurrenceID == nil)
    }

    @Test func toDos() throws {
        let due = try RecurrenceSample.expansion(["DUE:20260105T090000Z"], kind: "VTODO")
        #expect(spans(due) == ["20260105T090000Z"])
        let nothing = try RecurrenceSample.expansion(["SUMMARY:some day"], kind: "VTODO")
        #expect(spans(nothing).isEmpty)
        #expect(nothing.hull == nil)
        let open = try RecurrenceSample.expansion(["DTSTART:20260105T090000Z"], kind: "VTODO")
        #expect(open.occurrences(overlapping: everything).list.first?.end == nil)
        let both = try RecurrenceSample.expansion(
            ["DTSTART:20260105T090000Z", "DUE:20260106T090000Z", "RRULE:FREQ=DAILY;COUNT=2"], kind: "VTODO"
        )
        #expect(spans(both) == ["20260105T090000Z/20260106T090000Z", "20260106T090000Z/20260107T090000Z"])
    }

    /// RFC 5545 section 3.8.5.3: DTEND gives the same exact length, DURATION the same nominal one.
    @Test func lengthsOverAChangeOfTheClocks() throws {
        let start = "DTSTART;TZID=Europe/Berlin:20260327T220000"
        let exact = try RecurrenceSample.expansion([start, "DTEND;TZID=Europe/Berlin:20260328T220000", "RRULE:FREQ=DAILY;COUNT=2"])
        #expect(spans(exact) == ["20260327T210000Z/20260328T210000Z", "20260328T210000Z/20260329T210000Z"])
        let nominal = try RecurrenceSample.expansion([start, "DURATION:P1D", "RRULE:FREQ=DAILY;COUNT=2"])
        #expect(spans(nominal) == ["20260327T210000Z/20260328T210000Z", "20260328T210000Z/20260329T200000Z"])
        let days = try RecurrenceSample.expansion(["DTSTART;VALUE=DATE:20260328", "RRULE:FREQ=DAILY;COUNT=2"], floating: "Europe/Berlin")
        #expect(spans(days) == ["20260327T230000Z/20260328T230000Z", "20260328T230000Z/20260329T220000Z"])
    }

    @Test func endInAnotherZoneKeepsItsZone() throws {
        let expansion = try RecurrenceSample.expansion([
            "DTSTART;TZID=America/New_York:20260302T180000", "DTEND;TZID=Europe/London:20260303T060000", "RRULE:FREQ=WEEKLY;COUNT=3",
        ])
        let ends = expansion.occurrences(overlapping: everything).list.map(\.end)
        // New York changes on March 8, London on March 29: seven hours after 18:00 it is 05:00 in London.
        #expect(ends.compactMap { $0?.tzid } == ["Europe/London", "Europe/London", "Europe/London"])
        #expect(
            ends.compactMap { $0.map { RecurrenceSample.text($0.local) } } == ["20260303T060000", "20260310T050000", "20260317T050000"])
    }

    // MARK: Gaps and doubled times

    /// The cases on which the RFC is explicit (section 3.3.5): New York, 2025.
    @Test func gapsAndDoubledTimes() throws {
        let gap = try RecurrenceSample.expansion(["DTSTART;TZID=America/New_York:20250308T023000", "RRULE:FREQ=DAILY;COUNT=3"])
        #expect(spans(gap) == ["20250308T073000Z", "20250309T073000Z", "20250310T063000Z"])
        let doubled = try RecurrenceSample.expansion(["DTSTART;TZID=America/New_York:20251101T013000", "RRULE:FREQ=DAILY;COUNT=3"])
        #expect(spans(doubled) == ["20251101T053000Z", "20251102T053000Z", "20251103T063000Z"])
    }

    @Test func timesInAGapComeInOrderAndOnce() throws {
        let expansion = try RecurrenceSample.expansion([
            "DTSTART;TZID=America/New_York:20250309T013000", "RRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=12",
        ])
        let found = spans(expansion)
        #expect(found == found.sorted())
        // 02:00 to 02:45 fall on 03:00 to 03:45, which the rule gives as well.
        #expect(found == ["0630", "0645", "0700", "0715", "0730", "0745", "0800", "0815"].map { "20250309T\($0)00Z" })
    }

    // MARK: UNTIL

    @Test(arguments: [
        ("DTSTART;TZID=America/New_York:20260105T200000", "20260107", 3),
        ("DTSTART;TZID=America/New_York:20260105T200000", "20260108T010000Z", 3),
        ("DTSTART;TZID=America/New_York:20260105T200000", "20260108T005959Z", 2),
        ("DTSTART;TZID=America/New_York:20260105T200000", "20260107T200000", 3),
        ("DTSTART;TZID=America/New_York:20260105T200000", "20260107T195959", 2), ("DTSTART;VALUE=DATE:20260105", "20260107T000000Z", 3),
        ("DTSTART;VALUE=DATE:20260105", "20260107", 3), ("DTSTART:20260105T200000", "20260107T200000Z", 3),
        ("DTSTART:20260105T200000Z", "20260107", 3),
        ("DTSTART:20260105T200000Z", "20260107T20", 3), ("DTSTART:20260105T200000Z", "20260107T20;COUNT=2", 2),
        ("DTSTART:20260105T200000Z", "20260106T20;COUNT=3", 2),
    ])
    func until(start: String, until: String, count: Int) throws {
        let expansion = try RecurrenceSample.expansion([start, "RRULE:FREQ=DAILY;UNTIL=\(until)"])
        let list = expansion.occurrences(overlapping: everything).list
        #expect(list.count == count)
        #expect(expansion.hull?.end == list.last?.endInstant)
    }

    // MARK: RDATE and EXDATE

    @Test func additionsAndExclusions() throws {
        let expansion = try RecurrenceSample.expansion([
            "DTSTART;TZID=Europe/Berlin:20260105T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=5", "RRULE:FREQ=WEEKLY;COUNT=2",
            "RDATE;VALUE=PERIOD:20260120T080000Z/PT3H,20260121T080000Z/20260121T083000Z", "RDATE;TZID=Europe/Berlin:20260106T090000",
            "EXDATE:20260107T080000Z", "EXDATE;VALUE=DATE:20260108", "EXDATE:", "EXRULE:FREQ=DAILY;INTERVAL=4",
        ])
        // Out go January 5 and 9 (EXRULE), 7 (UTC) and 8 (DATE).
        #expect(
            spans(expansion) == [
                "20260106T080000Z/20260106T090000Z", "20260112T080000Z/20260112T090000Z", "20260120T080000Z/20260120T110000Z",
            ]
        )
        let all = expansion.occurrences(overlapping: everything).list
        #expect(all.allSatisfy { $0.start.tzid == "Europe/Berlin" })
    }

    @Test func datesOfOtherKinds() throws {
        let times = try RecurrenceSample.expansion([
            "DTSTART;TZID=Europe/Berlin:20260105T090000", "RDATE;VALUE=DATE:20260110", "RDATE:20260111T090000", "EXDATE:20260105T090000",
        ])
        #expect(spans(times) == ["20260110T080000Z", "20260111T080000Z"])
        let days = try RecurrenceSample.expansion([
            "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;COUNT=3", "RDATE:20260110T120000Z", "EXDATE:20260106T000000Z",
        ])
        #expect(days.occurrences(overlapping: everything).list.map(RecurrenceSample.text) == ["20260105", "20260107", "20260110"])
    }

    @Test func anUnreadableRuleShowsTheItemOnce() throws {
        let expansion = try RecurrenceSample.expansion(["DTSTART:20260105T090000Z", "RRULE:FREQ=DAILY;INTERVAL=0"])
        #expect(spans(expansion) == ["20260105T090000Z"])
        let unknownPart = try RecurrenceSample.expansion(["DTSTART:20260105T090000Z", "RRULE:FREQ=DAILY;COUNT=2;X-WHO=KNOWS"])
        #expect(spans(unknownPart).count == 2)
    }

    // MARK: Windows

    @Test func instancesThatReachIntoTheWindow() throws {
        let expansion = try RecurrenceSample.expansion(["DTSTART:20260101T000000Z", "DURATION:P10D", "RRULE:FREQ=DAILY"])
        let list = expansion.occurrences(overlapping: try RecurrenceSample.range("20270101T000000Z", "20270101T000001Z")).list
        #expect(list.count == 10)
        #expect(list.first.map(RecurrenceSample.text) == "20261223T000000Z")
        let point = try RecurrenceSample.expansion(["DTSTART:20260101T000000Z", "RRULE:FREQ=DAILY"])
        #expect(point.occurrences(overlapping: try RecurrenceSample.range("20270101T000000Z", "20270102T000000Z")).list.count == 1)
    }

    @Test func neighboursOfAnInstant() throws {
        let expansion = try RecurrenceSample.expansion(
            ["DTSTART:20260101T090000Z", "RRULE:FREQ=MONTHLY", "EXDATE:20260601T090000Z"],
            ["RECURRENCE-ID:20260501T090000Z", "DTSTART:20260520T090000Z"]
        )
        func near(_ text: String) throws -> [String?] {
            let instant = try RecurrenceSample.instant(text)
            return [expansion.occurrence(before: instant), expansion.occurrence(after: instant)].map { $0.map(RecurrenceSample.text) }
        }
        #expect(try near("20260101T090000Z") == [nil, "20260201T090000Z"])
        #expect(try near("20260501T090000Z") == ["20260401T090000Z", "20260520T090000Z"])
        #expect(try near("20260615T000000Z") == ["20260520T090000Z", "20260701T090000Z"])
        #expect(try near("25000101T000000Z") == ["24991201T090000Z", "25000101T090000Z"])
    }
}
