import ICalendar
import SeededRandom
import Testing

/// Rules made to hurt: none may trap, hang, or claim to be whole when it is not.
@Suite struct RecurrenceLimitTests {
    private let everything = Instant.distantPast..<Instant.distantFuture

    /// Only DTSTART remains, and the answer is whole.
    @Test(arguments: [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYSETPOS=32;BYDAY=MO", "FREQ=SECONDLY;INTERVAL=86400;BYHOUR=3", "FREQ=MINUTELY;INTERVAL=1440;BYMINUTE=1",
        "FREQ=SECONDLY;INTERVAL=604800;BYDAY=TU", "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1", "FREQ=YEARLY;BYWEEKNO=30;BYMONTH=1",
        "FREQ=SECONDLY;BYYEARDAY=366;BYMONTH=1", "FREQ=DAILY;INTERVAL=2147483648", "FREQ=SECONDLY;INTERVAL=999999999999999999",
        "FREQ=YEARLY;INTERVAL=2147483648", "FREQ=MONTHLY;INTERVAL=2147483648", "FREQ=WEEKLY;INTERVAL=2147483648",
        "FREQ=MONTHLY;BYDAY=6MO", "FREQ=DAILY;COUNT=1", "FREQ=DAILY;UNTIL=20000101",
    ])
    func rulesWithoutAnyFurtherInstance(rule: String) throws {
        let expansion = try RecurrenceSample.expansion(["DTSTART:20260105T091500Z", "RRULE:" + rule])
        let occurrences = expansion.occurrences(overlapping: everything)
        #expect(RecurrenceSample.spans(occurrences) == ["20260105T091500Z"])
        #expect(occurrences.isComplete)
        #expect(expansion.hull?.end == expansion.hull?.start)
    }

    @Test(arguments: ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    func windowsFarFromTheStart(frequency: String) throws {
        let expansion = try RecurrenceSample.expansion(["DTSTART;TZID=Europe/Berlin:19700101T000000", "RRULE:FREQ=\(frequency)"])
        // The work limit is far below the number of instances before the window.
        let window = try RecurrenceSample.range("20991231T225900Z", "20991231T230100Z")
        let occurrences = expansion.occurrences(overlapping: window, work: WorkLimit(candidates: 8000))
        #expect(occurrences.isComplete)
        #expect(occurrences.list.contains { RecurrenceSample.text($0) == "20991231T230000Z" } == (frequency != "WEEKLY"))
        #expect(expansion.hull?.end == nil)
    }

    @Test(
        arguments: ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"],
        ["", ";COUNT=3", ";UNTIL=20300101T000000Z"])
    func stepsBeyondTheCalendar(frequency: String, end: String) throws {
        for interval in ["1099511627775", "1099511627776", "9223372036854775807"] {
            for start in ["DTSTART:20260105T091500Z", "DTSTART;VALUE=DATE:20260105", "DTSTART:99991231T230000Z"] {
                let expansion = try RecurrenceSample.expansion([start, "RRULE:FREQ=\(frequency);INTERVAL=\(interval)\(end)"])
                #expect(expansion.occurrences(overlapping: everything).list.count == 1)
                #expect(expansion.hull != nil)
                #expect(expansion.occurrence(before: .distantFuture) == expansion.occurrence(after: .distantPast))
            }
        }
    }

    @Test func aCutIsSaid() throws {
        let expansion = try RecurrenceSample.expansion(["DTSTART:20260101T000000Z", "RRULE:FREQ=SECONDLY"])
        let occurrences = expansion.occurrences(overlapping: everything, work: WorkLimit(candidates: 1000))
        #expect(!occurrences.isComplete)
        #expect(occurrences.list.count < 1001 && occurrences.list.count > 900)
        let few = expansion.occurrences(overlapping: everything, limit: 60)
        #expect(few.list.count == 60)
        #expect(!few.isComplete)
        let exact = try RecurrenceSample.expansion(["DTSTART:20260101T000000Z", "RRULE:FREQ=SECONDLY;COUNT=60"])
        #expect(exact.occurrences(overlapping: everything, limit: 60).isComplete)
        #expect(exact.occurrences(overlapping: everything, limit: 0).list.isEmpty)
    }

    @Test func theEndOfTheCalendar() throws {
        for frequency in ["SECONDLY;INTERVAL=3600", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"] {
            let last = try RecurrenceSample.expansion(["DTSTART:99991231T230000Z", "DURATION:PT3H", "RRULE:FREQ=\(frequency)"])
            #expect(last.occurrences(overlapping: everything).list.count == 1)
            let first = try RecurrenceSample.expansion(["DTSTART:00010101T000000", "RRULE:FREQ=\(frequency)"])
            let occurrences = first.occurrences(overlapping: try RecurrenceSample.range("20260101T000000Z", "20260101T010000Z"))
            #expect(occurrences.isComplete)
            #expect(occurrences.list.count == (frequency == "WEEKLY" ? 0 : 1), "\(frequency)")
        }
    }

    @Test(arguments: [
        ("FREQ=DAILY;COUNT=2147483647", "20360101T090000Z"), ("FREQ=WEEKLY;COUNT=2147483647", "20360103T090000Z"),
        ("FREQ=MONTHLY;COUNT=9223372036854775", "20360101T090000Z"), ("FREQ=DAILY;BYMONTH=1;COUNT=2147483647", "20360101T090000Z"),
        ("FREQ=DAILY;BYDAY=TU;COUNT=2147483647", "20360101T090000Z"),
    ])
    func largeCounts(rule: String, first: String) throws {
        let expansion = try RecurrenceSample.expansion(["DTSTART:20260103T090000Z", "RRULE:" + rule, "RDATE:20360101T090000Z"])
        let occurrences = expansion.occurrences(overlapping: try RecurrenceSample.range("20360101T000000Z", "20360104T000000Z"))
        #expect(occurrences.isComplete)
        #expect(!occurrences.list.isEmpty)
        #expect(expansion.hull != nil)
    }

    @Test func aHundredThousandExclusions() throws {
        let start = try RecurrenceSample.instant("20260101T000000Z")
        var lines = ["DTSTART:20260101T000000Z", "RRULE:FREQ=HOURLY;COUNT=100010"]
        let times = (0..<100_000).reversed().map { RecurrenceSample.text(start.advanced(bySeconds: Int64($0) * 3600).utc) + "Z" }
        for index in stride(from: 0, to: times.count, by: 500) {
            lines.append("EXDATE:" + times[index..<(index + 500)].joined(separator: ","))
        }
        let expansion = try RecurrenceSample.expansion(lines)
        let occurrences = expansion.occurrences(overlapping: everything)
        #expect(occurrences.list.count == 10)
        #expect(occurrences.list.first?.startInstant == start.advanced(bySeconds: 100_000 * 3600))
        #expect(expansion.hull?.start == occurrences.list.first?.startInstant)
        #expect(expansion.hull?.end == occurrences.list.last?.endInstant)
    }

    @Test func everythingExcluded() throws {
        let expansion = try RecurrenceSample.expansion(["DTSTART:20260101T090000Z", "RRULE:FREQ=DAILY;COUNT=30", "EXRULE:FREQ=DAILY"])
        #expect(expansion.occurrences(overlapping: everything).list.isEmpty)
        #expect(expansion.hull == nil)
        #expect(expansion.occurrence(after: .distantPast) == nil)
        #expect(expansion.occurrence(before: .distantFuture) == nil)
    }

    /// Rules of random parts, sensible or not: they end, and a bounded answer stays bounded.
    @Test func randomTextNeverTraps() throws {
        var generator = SeededGenerator(seed: 7)
        let names = [
            "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO",
            "BYMONTH",
            "BYSETPOS", "WKST", "SKIP", "RSCALE",
        ]
        let values = [
            "YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY", "1", "-1", "0", "7", "31", "53", "366", "-366",
            "9999",
            "2147483648", "999999999999999999", "MO", "-1FR", "53SU", "1,2,3", "MO,TU,1WE", "20260101", "99991231T235959Z", "00000101",
            "FORWARD",
            "BACKWARD", "GREGORIAN", "", ",", "😀",
        ]
        for _ in 0..<1000 {
            var rule =
                "FREQ="
                + ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"].randomElement(using: &generator, else: "")
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                rule += ";" + names.randomElement(using: &generator, else: "") + "=" + values.randomElement(using: &generator, else: "")
            }
            let start = ["00010101T000000", "20240229T235959Z", "99991231T000000", "20260329T023000"].randomElement(
                using: &generator, else: "")
            let zone = start.hasSuffix("Z") ? "" : ";TZID=Europe/Berlin"
            let expansion = try RecurrenceSample.expansion(["DTSTART\(zone):\(start)", "DURATION:P1D", "RRULE:" + rule])
            let occurrences = expansion.occurrences(overlapping: everything, limit: 50, work: WorkLimit(candidates: 5000))
            #expect(occurrences.list.count <= 50)
            #expect(expansion.occurrences(overlapping: everything, limit: 1).list.first != nil, "\(rule)")
        }
    }
}

extension Array {
    /// A random element, or `fallback` from an empty array.
    fileprivate func randomElement(using generator: inout SeededGenerator, else fallback: Element) -> Element {
        randomElement(using: &generator) ?? fallback
    }
}
