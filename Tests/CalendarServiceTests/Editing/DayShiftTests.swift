import ICalendar
import SeededRandom
import Testing

@testable import CalendarService

/// Monthly and yearly rules moved by days give every instance as many days later.
@Suite struct DayShiftTests {
    @Test(arguments: [
        // The day after the second Tuesday is the Wednesday among the days 9 to 15, not always the second Wednesday.
        ("FREQ=MONTHLY;BYDAY=2TU", 1, "FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=9,10,11,12,13,14,15"),
        ("FREQ=MONTHLY;BYDAY=2TU", 7, "FREQ=MONTHLY;BYDAY=3TU"),
        ("FREQ=MONTHLY;BYDAY=-1FR", 3, "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=-4,-3,-2,-1,1,2,3"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", -1, "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=7,8,9,10,11,12,13"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", 1, "FREQ=MONTHLY;BYDAY=TU,WE,TH,FR,SA;BYMONTHDAY=2,3,4,5,6,7,8;BYSETPOS=1"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", 1, "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=14"),
        // 23 to 29 November: counted from the end of the year, as not every month has a 29th.
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", 1, "FREQ=YEARLY;BYDAY=FR;BYYEARDAY=-39,-38,-37,-36,-35,-34,-33"),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=-1MO", 5, "FREQ=YEARLY;BYDAY=SA;BYYEARDAY=1,2,3,4,5,-2,-1"),
        ("FREQ=YEARLY;BYDAY=20MO", 1, "FREQ=YEARLY;BYDAY=TU;BYYEARDAY=135,136,137,138,139,140,141"),
    ])
    func movedRules(rule: String, days: Int, expected: String) throws {
        let moved = try #require(try Self.moved(rule, by: days, from: CalendarDate(year: 2026, month: 1, day: 13)))
        #expect(moved.description == expected)
    }

    private static func moved(_ rule: String, by days: Int, from: CalendarDate) throws -> RecurrenceRule? {
        TimeShift(from: .date(from), to: .date(from.advanced(byDays: days))).moved(try RecurrenceRule(Bytes(utf8: rule)))
    }

    @Test(arguments: 0..<8)
    func everyInstanceMovesByAsMany(block: Int) throws {
        var random = SeededGenerator(seed: UInt64(500 + block))
        var count = 0
        for _ in 0..<60 {
            let text = Self.rule(&random)
            let days = Int.random(in: 1...13, using: &random) * (Bool.random(using: &random) ? 1 : -1)
            let around = CalendarDate(year: 2026, month: 1, day: 1).advanced(byDays: Int.random(in: 0..<1_461, using: &random))
            // A start that is an instance, as calendars write it.
            guard let start = try Self.instances(text, start: around, years: 9).dropFirst().first,
                let moved = try Self.moved(text, by: days, from: start)
            else {
                #expect(!Self.mustMove(text), "\(text) by \(days)")
                continue
            }
            count += 1
            let wanted = try Self.instances(text, start: start, years: 30).map { $0.advanced(byDays: days) }
            let given = try Self.instances(moved.description, start: start.advanced(byDays: days), years: 30)
            let common = min(wanted.count, given.count)
            #expect(abs(wanted.count - given.count) <= 2 && common > 3)
            #expect(wanted.prefix(common - 2) == given.prefix(common - 2), "\(text) by \(days) from \(start): \(moved)")
        }
        #expect(count > 30)
    }

    /// Numbered weekdays of every month can always move.
    private static func mustMove(_ text: String) -> Bool {
        text.hasPrefix("FREQ=MONTHLY;BYDAY=") && !text.contains("SETPOS") && !text.contains("5") && text.contains { "1234".contains($0) }
    }

    private static func rule(_ random: inout SeededGenerator) -> String {
        let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        func ordinal() -> String { ["1", "2", "3", "4", "-1", "-2", "-3", "-4"].randomElement(using: &random) ?? "" }
        let day = days.randomElement(using: &random) ?? "MO"
        let month = Int.random(in: 1...12, using: &random)
        switch Int.random(in: 0..<9, using: &random) {
        case 0, 1: return "FREQ=MONTHLY;BYDAY=" + ordinal() + day
        case 2:
            let (first, second) = (ordinal(), ordinal())
            return "FREQ=MONTHLY;BYDAY=\(first)MO,\(second)MO,\(first)TH,\(second)TH"
        case 3: return "FREQ=MONTHLY;INTERVAL=\([2, 3, 5, 6].randomElement(using: &random) ?? 2);BYDAY=\(ordinal())\(day)"
        case 4: return "FREQ=YEARLY;BYMONTH=\(month);BYDAY=\(ordinal())\(day)"
        case 5: return "FREQ=YEARLY;BYMONTH=\(month),\(month % 12 + 1);BYDAY=\(ordinal())\(day)"
        case 6: return "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=\(["1", "2", "-1", "-2,-1"].randomElement(using: &random) ?? "1")"
        case 7: return "FREQ=YEARLY;BYYEARDAY=\(Int.random(in: 20...340, using: &random)),-\(Int.random(in: 1...200, using: &random))"
        default: return "FREQ=MONTHLY;BYMONTHDAY=\(Int.random(in: 1...14, using: &random)),-\(Int.random(in: 1...14, using: &random))"
        }
    }

    private static func instances(_ rule: String, start: CalendarDate, years: Int) throws -> [CalendarDate] {
        let text = DateTimeValue.date(start).text
        let object = EditingSample.object(["DTSTART;VALUE=DATE:\(text)", "RRULE:\(rule)"])
        let end = Instant(seconds: Int64(start.dayNumber + years * 366) * 86_400)
        return Expansion(object, zones: try EditingSample.zones()).occurrences(overlapping: .distantPast..<end).list.map(\.start.date)
    }
}
