import ICalendar
import SeededRandom
import Testing

/// Rules that come back without change are stepped through; others are followed from period to period. Both ways, and zones on top, give the same.
@Suite struct RecurrenceCadenceTests {
    private static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Europe/Dublin", "Asia/Kolkata",
    ]

    /// A rule below a month that looks at neither months nor days of them.
    private static func rule(_ random: inout SeededGenerator) -> String {
        func pick(_ values: [String]) -> String { values[Int.random(in: 0..<values.count, using: &random)] }
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        let frequency = pick(["WEEKLY", "WEEKLY", "DAILY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"])
        var rule = "FREQ=" + frequency
        switch frequency {
        case "MINUTELY": rule += ";INTERVAL=" + pick(["15", "30", "77", "120", "1440", "2001"])
        case "SECONDLY": rule += ";INTERVAL=" + pick(["900", "3600", "5000", "86400", "100001"])
        default: if chance(60) { rule += ";INTERVAL=" + pick(["1", "2", "3", "5", "7", "12", "24", "30"]) }
        }
        if chance(50) { rule += ";BYDAY=" + pick(["MO", "SU", "TU,TH,SA", "MO,TU,WE,TH,FR", "SA,SU", "MO,TU,WE,TH,FR,SA,SU"]) }
        if chance(35) { rule += ";BYHOUR=" + pick(["2", "0,23", "1,2,3", "9,12,15"]) }
        if chance(25) { rule += ";BYMINUTE=" + pick(["0", "30", "0,15,59"]) }
        if chance(10) { rule += ";BYSECOND=" + pick(["0", "30,60"]) }
        if chance(15) { rule += ";BYSETPOS=" + pick(["1", "-1", "2,-2", "1,3", "9"]) }
        if chance(30) { rule += ";WKST=" + pick(["SU", "WE", "SA"]) }
        return rule
    }

    private static func limit(_ random: inout SeededGenerator) -> String {
        let limits = [
            "", "", ";COUNT=1", ";COUNT=2", ";COUNT=7", ";COUNT=40", ";COUNT=1500", ";COUNT=2147483647", ";UNTIL=20220327",
            ";UNTIL=20211031T013000",
            ";UNTIL=20220704T120000Z", ";UNTIL=99991231T235959Z", ";UNTIL=19990101",
        ]
        return limits[Int.random(in: 0..<limits.count, using: &random)]
    }

    /// Every day of a month is allowed: that says nothing, but has to be looked at day by day.
    private static let everyDay = ";BYMONTHDAY=" + (1...31).map(String.init).joined(separator: ",")

    @Test func steppingEqualsFollowingThePeriods() throws {
        var random = SeededGenerator(seed: 20_261_121)
        let starts = [
            ";TZID=Europe/Berlin:20211031T023000", ";TZID=Europe/Berlin:20210328T023000", ";TZID=America/New_York:20211107T013000",
            ";TZID=Australia/Lord_Howe:20211003T021500", ";TZID=Pacific/Apia:20210923T001000", ":20210228T120000Z", ":20210101T233000",
            ";VALUE=DATE:20201230",
        ]
        let whole = try RecurrenceSample.range("20201201T000000Z", "20221201T000000Z")
        for _ in 0..<300 {
            let start = "DTSTART" + starts[Int.random(in: 0..<starts.count, using: &random)]
            let rule = Self.rule(&random) + Self.limit(&random)
            let isExclusion = Int.random(in: 0..<10, using: &random) == 0
            let name = isExclusion ? "RRULE:FREQ=HOURLY;INTERVAL=6\r\nEXRULE:" : "RRULE:"
            let stepped = try RecurrenceSample.expansion([start, name + rule])
            let followed = try RecurrenceSample.expansion([start, name + rule + Self.everyDay])
            for _ in 0..<3 {
                let from = Int64.random(in: whole.lowerBound.seconds..<whole.upperBound.seconds, using: &random)
                let window =
                    Instant(seconds: from)..<Instant(seconds: from + [3600, 86_400, 40 * 86_400][Int.random(in: 0..<3, using: &random)])
                #expect(
                    stepped.occurrences(overlapping: window) == followed.occurrences(overlapping: window),
                    "\(start) \(name)\(rule) in \(window)")
            }
            let first = stepped.occurrences(overlapping: whole, limit: 200).list
            #expect(first == followed.occurrences(overlapping: whole, limit: 200).list, "\(start) \(name)\(rule)")
            #expect(
                stepped.occurrence(before: whole.upperBound) == followed.occurrence(before: whole.upperBound), "\(start) \(name)\(rule)")
        }
    }

    /// What a rule says on a clock without changes, read on the clock of a zone: a time in a gap with the offset before it, a doubled one the first
    /// time, and each instant once.
    @Test func zonesOnlyPlaceWhatTheClockSays() throws {
        var random = SeededGenerator(seed: 20_261_122)
        let registry = try #require(RecurrenceSample.registry)
        // Days on which one of the zones changes its clock.
        let days = ["20210328", "20211031", "20210314", "20211107", "20211003", "20210404", "20210411", "20210516", "20111229", "20210926"]
        for _ in 0..<300 {
            let zone = Self.zones[Int.random(in: 0..<Self.zones.count, using: &random)]
            let rules = try #require(registry.rules(for: zone))
            let day = days[Int.random(in: 0..<days.count, using: &random)]
            let time = ["T000000", "T013000", "T020000", "T021500", "T023000", "T030000", "T235959"][Int.random(in: 0..<7, using: &random)]
            let limit = ["", ";COUNT=3", ";COUNT=30", ";COUNT=500"][Int.random(in: 0..<4, using: &random)]
            let line = "RRULE:" + Self.rule(&random) + limit
            let begin = try RecurrenceSample.instant(day + "T000000Z")
            let range = begin..<begin.advanced(bySeconds: 220 * 86_400)
            // Two days more, for clocks are up to a day off.
            let wider = begin..<range.upperBound.advanced(bySeconds: 2 * 86_400)
            let onOneClock = try RecurrenceSample.expansion(["DTSTART:" + day + time, line]).occurrences(overlapping: wider)
            let expected = Set(onOneClock.list.map { rules.instant(of: $0.start.local) }).sorted().filter { $0 < range.upperBound }
            let placed = try RecurrenceSample.expansion(["DTSTART;TZID=\(zone):" + day + time, line])
            let found = placed.occurrences(overlapping: begin.advanced(bySeconds: -2 * 86_400)..<range.upperBound)
            #expect(found.isComplete && onOneClock.isComplete)
            #expect(found.list.map(\.startInstant) == expected, "\(zone) \(day)\(time) \(line)")
            guard let some = expected.randomElement(using: &random) else { continue }
            let later = expected.filter { $0 > some }
            #expect(
                placed.occurrence(after: some)?.startInstant == later.first || later.isEmpty, "\(zone) \(day)\(time) \(line) after \(some)")
            #expect(
                placed.occurrence(before: some)?.startInstant == expected.last { $0 < some }, "\(zone) \(day)\(time) \(line) before \(some)"
            )
        }
    }

    /// Each minute of some weeks, held against what the parts of a rule say.
    @Test func eachMinuteIsAnInstanceIfThePartsSaySo() throws {
        var random = SeededGenerator(seed: 20_261_123)
        let start = try RecurrenceSample.instant("20240215T093000Z").seconds
        let codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        for _ in 0..<40 {
            let frequency = ["WEEKLY", "DAILY", "HOURLY", "MINUTELY"][Int.random(in: 0..<4, using: &random)]
            let interval = Int64([1, 2, 3, 5, 7, 45, 90][Int.random(in: 0..<(frequency == "MINUTELY" ? 7 : 5), using: &random)])
            func subset(of range: Range<Int>, _ percent: Int) -> Set<Int> {
                guard Int.random(in: 0..<100, using: &random) < percent else { return [] }
                return Set((0..<Int.random(in: 1...5, using: &random)).map { _ in Int.random(in: range, using: &random) })
            }
            let (weekdays, hours, minutes) = (subset(of: 0..<7, 60), subset(of: 0..<24, 40), subset(of: 0..<60, 30))
            let weekStart = Int.random(in: 0..<7, using: &random)
            var rule = "FREQ=\(frequency);INTERVAL=\(interval);WKST=\(codes[weekStart])"
            if !weekdays.isEmpty { rule += ";BYDAY=" + weekdays.map { codes[$0] }.joined(separator: ",") }
            if !hours.isEmpty { rule += ";BYHOUR=" + hours.map(String.init).joined(separator: ",") }
            if !minutes.isEmpty { rule += ";BYMINUTE=" + minutes.map(String.init).joined(separator: ",") }

            func isInstance(_ time: Int64) -> Bool {
                // 2024-02-15 is a Thursday, and so was 1970-01-01.
                func week(_ time: Int64) -> Int64 { (time / 86_400 + 3 - Int64(weekStart)) / 7 }
                func weekday(_ time: Int64) -> Int { Int((time / 86_400 + 3) % 7) }
                let (hour, minute) = (Int(time / 3600 % 24), Int(time / 60 % 60))
                let period: Int64 =
                    switch frequency {
                    case "WEEKLY": week(time) - week(start)
                    case "DAILY": time / 86_400 - start / 86_400
                    case "HOURLY": time / 3600 - start / 3600
                    default: time / 60 - start / 60
                    }
                guard period % interval == 0 else { return false }
                if weekdays.isEmpty ? frequency == "WEEKLY" && weekday(time) != 3 : !weekdays.contains(weekday(time)) { return false }
                if hours.isEmpty ? ["WEEKLY", "DAILY"].contains(frequency) && hour != 9 : !hours.contains(hour) { return false }
                return minutes.isEmpty ? frequency == "MINUTELY" || minute == 30 : minutes.contains(minute)
            }
            let end = start + 45 * 86_400
            var expected = stride(from: start + 60, to: end, by: 60).filter(isInstance)
            expected.insert(start, at: 0)
            let window = Instant(seconds: start)..<Instant(seconds: end)
            let endless = try RecurrenceSample.expansion(["DTSTART:20240215T093000", "RRULE:" + rule])
            #expect(endless.occurrences(overlapping: window).list.map(\.startInstant.seconds) == expected, "\(rule)")
            let count = Int.random(in: 1...max(1, expected.count), using: &random)
            let counted = try RecurrenceSample.expansion(["DTSTART:20240215T093000", "RRULE:\(rule);COUNT=\(count)"])
            #expect(
                counted.occurrences(overlapping: window).list.map(\.startInstant.seconds) == Array(expected.prefix(count)),
                "\(rule) \(count)")
            #expect(counted.hull?.end?.seconds == expected[count - 1], "\(rule) \(count)")
        }
    }

    /// Where numbers would not fit any more.
    @Test(arguments: [
        "FREQ=SECONDLY;INTERVAL=1099511627776", "FREQ=WEEKLY;INTERVAL=999999999999999999", "FREQ=DAILY;INTERVAL=1099511627776;BYDAY=MO",
        "FREQ=HOURLY;INTERVAL=1099511627776;BYHOUR=9", "FREQ=WEEKLY;INTERVAL=1099511627776;COUNT=999999999999999999",
        "FREQ=MINUTELY;INTERVAL=1099511627775;BYDAY=MO,TU,WE,TH,FR;COUNT=999999999999999999",
    ])
    func stepsBeyondTheCalendar(rule: String) throws {
        for start in ["00010101T090000", "99991231T090000"] {
            let expansion = try RecurrenceSample.expansion(["DTSTART:" + start, "RRULE:" + rule])
            let occurrences = expansion.occurrences(overlapping: .distantPast..<Instant.distantFuture)
            #expect(occurrences.list.map(RecurrenceSample.text) == [start], "\(rule)")
            #expect(occurrences.isComplete)
        }
    }

    @Test func countsThatReachTheEndOfTheCalendar() throws {
        // 9999-12-31 is a Friday.
        let expansion = try RecurrenceSample.expansion([
            "DTSTART:20260105T090000", "RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=999999999999999999",
        ])
        let window = try RecurrenceSample.range("99991230T000000Z", "99991231T235959Z")
        #expect(expansion.occurrences(overlapping: window).list.map(RecurrenceSample.text) == ["99991230T090000", "99991231T090000"])
        #expect(expansion.occurrence(before: .distantFuture).map(RecurrenceSample.text) == "99991231T090000")
    }
}

extension Occurrences {
    fileprivate static func == (left: Occurrences, right: Occurrences) -> Bool {
        left.isComplete == right.isComplete && left.list == right.list
    }
}
