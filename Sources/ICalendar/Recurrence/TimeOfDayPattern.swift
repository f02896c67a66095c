/// Which times of day a rule with a frequency below a day allows: BYHOUR, BYMINUTE and BYSECOND where they limit.
struct TimeOfDayPattern: Sendable {
    /// Bit n is hour, minute or second n.
    var hours: UInt64 = (1 << 24) - 1
    var minutes: UInt64 = (1 << 60) - 1
    var seconds: UInt64 = (1 << 60) - 1

    var allowsEveryTime: Bool { hours == (1 << 24) - 1 && minutes == (1 << 60) - 1 && seconds == (1 << 60) - 1 }

    /// Whether every hour (3600), minute (60) or second (1) of a day is allowed.
    func allowsEveryStep(of unit: Int64) -> Bool {
        hours == (1 << 24) - 1 && (unit > 60 || minutes == (1 << 60) - 1) && (unit > 1 || seconds == (1 << 60) - 1)
    }

    /// The first allowed second of the day from `second` on, nil if the day has none left.
    func firstAllowed(from second: Int64) -> Int64? {
        var hour = second / 3600
        if hours >> UInt64(hour) & 1 == 1 {
            var minute = second / 60 % 60
            if minutes >> UInt64(minute) & 1 == 1, let next = TimeOfDayPattern.bit(of: seconds, from: second % 60) {
                return hour * 3600 + minute * 60 + next
            }
            minute += 1
            if let next = TimeOfDayPattern.bit(of: minutes, from: minute), let first = TimeOfDayPattern.bit(of: seconds, from: 0) {
                return hour * 3600 + next * 60 + first
            }
        }
        hour += 1
        guard let next = TimeOfDayPattern.bit(of: hours, from: hour), let minute = TimeOfDayPattern.bit(of: minutes, from: 0),
            let first = TimeOfDayPattern.bit(of: seconds, from: 0)
        else { return nil }
        return next * 3600 + minute * 60 + first
    }

    /// Whether steps of `step` seconds from `start` ever meet an allowed time of day.
    func isMet(from start: Int64, step: Int64) -> Bool {
        if allowsEveryTime { return true }
        let divisor = greatestCommonDivisor(step, 86_400)
        var second = (start % divisor + divisor) % divisor
        let offset = second
        while second < 86_400 {
            guard let next = firstAllowed(from: second) else { return false }
            let beyond = (next - offset) % divisor
            if beyond == 0 { return true }
            second = next + divisor - beyond
        }
        return false
    }

    /// The values of a BY list as bits, second 60 read as 59.
    static func bits(_ values: [Int]) -> UInt64 { values.reduce(0) { $0 | 1 << UInt64(min(max($1, 0), 59)) } }

    private static func bit(of bits: UInt64, from index: Int64) -> Int64? {
        guard index < 64 else { return nil }
        let rest = bits >> UInt64(index)
        return rest == 0 ? nil : index + Int64(rest.trailingZeroBitCount)
    }
}
