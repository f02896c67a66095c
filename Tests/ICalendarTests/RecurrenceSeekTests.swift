import ICalendar
import SeededRandom
import Testing

/// Seeking gives what walking gives.
@Suite struct RecurrenceSeekTests {
    /// A rule of random parts that go together, with a start.
    private static func event(_ generator: inout SeededGenerator) -> [String] {
        func pick(_ values: [String]) -> String { values[Int.random(in: 0..<values.count, using: &generator)] }
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
        let frequency = pick(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"])
        var rule = "RRULE:FREQ=" + frequency
        let isSubDaily = ["HOURLY", "MINUTELY", "SECONDLY"].contains(frequency)
        if isSubDaily || chance(60) {
            rule +=
                ";INTERVAL="
                + pick(
                    isSubDaily
                        ? frequency == "HOURLY"
                            ? ["5", "23", "30"] : frequency == "MINUTELY" ? ["777", "1440", "1001"] : ["100001", "86400", "50000"]
                        : ["1", "2", "3", "5", "7"])
        }
        if chance(35) { rule += ";BYMONTH=" + pick(["1", "2,3", "6,7,8,12", "11"]) }
        if frequency == "YEARLY", chance(15) { rule += ";BYWEEKNO=" + pick(["1", "20", "-1,53", "5,6,7"]) }
        if frequency == "YEARLY", chance(15) { rule += ";BYYEARDAY=" + pick(["1,100,200", "-1", "366"]) }
        if ["YEARLY", "MONTHLY", "DAILY"].contains(frequency), chance(30) {
            rule += ";BYMONTHDAY=" + pick(["1", "31", "-1", "13,14,15", "29,-29"])
        }
        if chance(40) {
            rule +=
                ";BYDAY="
                + pick(["YEARLY", "MONTHLY"].contains(frequency) ? ["2TU", "-1FR", "MO,1SU", "SA,SU", "5MO"] : ["MO", "TU,TH,SA", "SU"])
        }
        if chance(25) { rule += ";BYHOUR=" + pick(["9", "2,14", "0,23"]) }
        if chance(15) { rule += ";BYMINUTE=" + pick(["30", "0,15"]) }
        if chance(15), !isSubDaily { rule += ";BYSETPOS=" + pick(["1", "-1", "2,-2"]) }
        if chance(30) { rule += ";WKST=" + pick(["SU", "WE"]) }
        if chance(40) {
            rule += ";COUNT=" + pick(["1", "2", "5", "30", "400", "5000"])
        } else if chance(50) {
            rule += ";UNTIL=" + pick(["20230101T000000Z", "20240705T120000Z", "20220329", "20230326T023000"])
        }
        var lines = [
            "DTSTART"
                + pick([
                    ";TZID=Europe/Berlin:20200131T023000", ";TZID=America/New_York:20211107T013000", ":20200229T120000Z",
                    ";VALUE=DATE:20191230", ":20210101T233000",
                ]),
            rule,
        ]
        if lines[0].contains("DATE:") {
            if chance(50) { lines.append("DURATION:" + pick(["P1D", "P9D"])) }
        } else if chance(70) {
            lines.append("DURATION:" + pick(["PT1H", "P3D", "P1DT30M"]))
        }
        if chance(20) { lines.append("RDATE:20240229T101112Z,20240601T000000Z") }
        if chance(20) { lines.append("EXDATE;VALUE=DATE:20230102,20240310") }
        if chance(10) { lines.append("EXRULE:FREQ=MONTHLY;BYDAY=1MO,2TU,3WE,4TH,-1FR") }
        return lines
    }

    @Test func windowsEqualTheFilteredWhole() throws {
        var generator = SeededGenerator(seed: 20_260_301)
        let whole = try RecurrenceSample.range("20190101T000000Z", "20250101T000000Z")
        for round in 0..<60 {
            let lines = RecurrenceSeekTests.event(&generator)
            var components = [lines]
            if round % 5 == 0 {
                components.append(["RECURRENCE-ID;RANGE=THISANDFUTURE:20230614T000000Z", "DTSTART:20230614T120000Z", "DURATION:PT2H"])
            }
            let text =
                "BEGIN:VCALENDAR\r\n"
                + components.map { "BEGIN:VEVENT\r\nUID:x\r\n" + $0.joined(separator: "\r\n") + "\r\nEND:VEVENT\r\n" }.joined()
                + "END:VCALENDAR\r\n"
            let expansion = try RecurrenceSample.expansion(text: text, floating: round % 2 == 0 ? "Europe/London" : nil)
            let all = expansion.occurrences(overlapping: whole)
            #expect(all.isComplete)
            for _ in 0..<6 {
                let from = Int64.random(in: whole.lowerBound.seconds..<whole.upperBound.seconds, using: &generator)
                let length = Int64([1, 3600, 86_400, 31 * 86_400, 400 * 86_400][Int.random(in: 0..<5, using: &generator)])
                let window = Instant(seconds: from)..<Instant(seconds: min(from + length, whole.upperBound.seconds))
                let expected = all.list.filter {
                    $0.startInstant < window.upperBound && ($0.endInstant > window.lowerBound || $0.startInstant >= window.lowerBound)
                }
                let found = expansion.occurrences(overlapping: window)
                #expect(found.list == expected, "\(lines) in \(window)")
                #expect(found.isComplete)
                let before = expansion.occurrence(before: window.lowerBound)
                #expect(before == all.list.last { $0.startInstant < window.lowerBound }, "\(lines) before \(window.lowerBound)")
                let after = expansion.occurrence(after: window.lowerBound)
                if let after, after.startInstant < whole.upperBound {
                    #expect(after == all.list.first { $0.startInstant > window.lowerBound }, "\(lines) after \(window.lowerBound)")
                } else {
                    #expect(!all.list.contains { $0.startInstant > window.lowerBound })
                }
                if let some = expected.first, let name = some.recurrenceID {
                    #expect(expansion.occurrence(recurrenceID: name) == some, "\(lines)")
                }
            }
            if let hull = expansion.hull {
                if hull.start < whole.upperBound { #expect(hull.start == all.list.first?.startInstant, "\(lines)") }
                if let end = hull.end, end < whole.upperBound { #expect(end == all.list.map(\.endInstant).max(), "\(lines)") }
                if hull.end == nil { #expect(!lines[1].contains("COUNT") && !lines[1].contains("UNTIL"), "\(lines)") }
            } else {
                #expect(all.list.isEmpty)
            }
        }
    }

    @Test func theIteratorGivesTheSameAsTheList() throws {
        let expansion = try RecurrenceSample.expansion([
            "DTSTART;TZID=Europe/Berlin:20200131T023000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1",
        ])
        let range = try RecurrenceSample.range("20200101T000000Z", "20300101T000000Z")
        #expect(Array(expansion.makeIterator(overlapping: range)) == expansion.occurrences(overlapping: range).list)
    }
}
