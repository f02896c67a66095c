/// The TZ string in the footer of a TZif file: the rule for all time after the last listed change (RFC 8536 section 3.3, POSIX TZ).
struct POSIXTimeZone: Hashable, Sendable {
    struct Clock: Hashable, Sendable {
        var name: String
        /// Seconds east of Greenwich.
        var offset: Int32
    }

    /// When the clock changes each year: a day and seconds after its midnight, -167 to 167 hours.
    struct Change: Hashable, Sendable {
        var days: YearlyDays
        var time: Int64
    }

    struct Daylight: Hashable, Sendable {
        var clock: Clock
        var start: Change
        var end: Change
    }

    var standard: Clock
    var daylight: Daylight?

    /// Reads `CET-1CEST,M3.5.0,M10.5.0/3`; nil if it is not understood.
    init?(_ text: some Collection<UInt8>) {
        var scanner = Scanner(text)
        guard let standard = scanner.clock(defaultOffset: nil) else { return nil }
        self.standard = standard
        if scanner.isAtEnd { return }
        guard let clock = scanner.clock(defaultOffset: standard.offset + 3600) else { return nil }
        if scanner.isAtEnd {
            // Without rules POSIX leaves the dates open; the customary default is that of the United States.
            daylight = Daylight(
                clock: clock, start: Change(days: .weekday(6, ordinal: 2, month: 3), time: 7200),
                end: Change(days: .weekday(6, ordinal: 1, month: 11), time: 7200)
            )
            return
        }
        guard scanner.skip(","), let start = scanner.change(), scanner.skip(","), let end = scanner.change(), scanner.isAtEnd
        else { return nil }
        daylight = Daylight(clock: clock, start: start, end: end)
    }

    /// The onsets after an instant: none when there is no daylight time. Standard time first, so that daylight time wins where
    /// both begin at once (daylight time all year, RFC 8536 section 3.3.1).
    func rules(after instant: Int64) -> [YearlyRule] {
        guard let daylight else { return [] }
        let firstYear = Int(LocalDateTime(timelineSeconds: instant).date.year) - 1
        func rule(_ change: Change, from: Clock, to: Clock) -> YearlyRule {
            YearlyRule(
                firstYear: firstYear, days: change.days, times: [change.time], offsetBefore: from.offset, offsetAfter: to.offset,
                notBefore: instant == .min || instant == .max ? instant : instant + 1
            )
        }
        return [
            rule(daylight.end, from: daylight.clock, to: standard), rule(daylight.start, from: standard, to: daylight.clock),
        ]
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        init(_ text: some Collection<UInt8>) { rest = Array(text)[...] }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard let first = rest.first, UInt32(first) == character.value else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number() -> Int? {
            var value: Int?
            while let digit = rest.first, digit &- 0x30 < 10 {
                let next = (value ?? 0) * 10 + Int(digit - 0x30)
                guard next < 100_000 else { return nil }
                value = next
                rest.removeFirst()
            }
            return value
        }

        /// `[+-]h[h[h]][:mm[:ss]]` in seconds.
        mutating func time() -> Int64? {
            let negative = skip("-")
            if !negative { _ = skip("+") }
            guard let hours = number(), hours <= 167 else { return nil }
            var seconds = hours * 3600
            if skip(":") {
                guard let minutes = number(), minutes < 60 else { return nil }
                seconds += minutes * 60
                if skip(":") {
                    guard let second = number(), second < 60 else { return nil }
                    seconds += second
                }
            }
            return Int64(negative ? -seconds : seconds)
        }

        /// A name, then an offset west of Greenwich unless a default stands in for it.
        mutating func clock(defaultOffset: Int32?) -> Clock? {
            let name: ArraySlice<UInt8>
            if skip("<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
                name = rest[..<end]
                rest = rest[(end + 1)...]
            } else {
                name = rest.prefix { $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") }
                rest = rest.dropFirst(name.count)
            }
            guard !name.isEmpty else { return nil }
            if let defaultOffset, rest.isEmpty || rest.first == UInt8(ascii: ",") { return Clock(name: name.string, offset: defaultOffset) }
            guard let west = time(), abs(west) < 26 * 3600 else { return nil }
            return Clock(name: name.string, offset: Int32(-west))
        }

        /// `Mm.w.d`, `Jn` or `n`, then `/time`.
        mutating func change() -> Change? {
            let days: YearlyDays
            if skip("M") {
                guard let month = number(), 1...12 ~= month, skip("."), let week = number(), 1...5 ~= week, skip("."),
                    let weekday = number(), 0...6 ~= weekday
                else { return nil }
                days = .weekday((weekday + 6) % 7, ordinal: week == 5 ? -1 : week, month: month)
            } else if skip("J") {
                // Day 1 to 365, February 29 never counted: the date it has in a common year.
                guard let day = number(), 1...365 ~= day else { return nil }
                let date = CalendarDate(year: 2001, month: 1, day: 1).advanced(byDays: day - 1)
                days = .day(Int(date.day), month: Int(date.month))
            } else {
                guard let day = number(), 0...365 ~= day else { return nil }
                days = .dayOfYear(day + 1)
            }
            guard skip("/") else { return Change(days: days, time: 7200) }
            guard let time = time() else { return nil }
            return Change(days: days, time: time)
        }
    }
}
