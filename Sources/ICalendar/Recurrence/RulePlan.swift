/// A plan, shared by the iterators that run it, and the instant after which UNTIL ends it.
final class BoundRule: Sendable {
    let plan: RulePlan
    /// Inclusive; `.max` where the plan's local bound says all.
    let until: Int64

    init(plan: RulePlan, until: Int64 = .max) {
        self.plan = plan
        self.until = until
    }
}

/// A rule bound to its start on the local clock, ready to run: what does not change from period to period is worked out once.
///
/// Times are seconds since 1970-01-01T00:00:00 on the clock of DTSTART's zone; zones come in later.
/// A period is one year, month, week, day, hour, minute or second of the rule; period 0 holds DTSTART, and only every `interval`th counts.
struct RulePlan: Sendable {
    typealias Frequency = RecurrenceRule.Frequency

    /// The last second of year 9999: no calendar names a later one.
    static let endOfTime = Instant.distantFuture.seconds - 1

    let frequency: Frequency
    let interval: Int64
    let start: Int64
    /// Which days count; for frequencies from a month up also which days there are.
    private(set) var pattern = DayPattern()
    /// Which times of day count, for frequencies below a day.
    private(set) var timePattern = TimeOfDayPattern()
    /// The times within a day (from DAILY up) or within the hour, minute or second, ascending.
    private(set) var times: [Int64] = []
    /// Days of a week by their distance from its first day, ascending; WEEKLY only.
    private(set) var weekOffsets: [Int] = []
    /// BYSETPOS, where it cannot be worked into `times` once for all.
    private(set) var setPositions: [Int] = []
    /// Period 0: the year, the month (12 a year), the first day of the week, the day, or the second at which the hour, minute or second begins.
    private(set) var origin: Int64 = 0
    /// Seconds of one hour, minute or second; 0 from DAILY up.
    let unit: Int64
    /// The times where they come back without change; nil for rules that have to be followed from period to period.
    private(set) var cadence: Cadence?
    /// The latest local time the rule may give, inclusive: from UNTIL, from COUNT where arithmetic tells, at most the end of year 9999.
    private(set) var last = endOfTime
    /// Instances yet to come after the start (COUNT), where only a walk can tell which is the last.
    private(set) var due: Int?
    /// Whether COUNT or UNTIL ends the rule.
    let isBounded: Bool

    /// - Parameters:
    ///   - start: DTSTART on its own clock.
    ///   - isDate: DTSTART is a DATE: times of day other than midnight do not count.
    ///   - until: the latest local time, inclusive, that UNTIL allows.
    ///   - countsStart: whether the start uses up one of COUNT in any case (RRULE), or only if the rule gives it (EXRULE).
    init(_ rule: RecurrenceRule, start: Int64, isDate: Bool, until: Int64?, countsStart: Bool) {
        let given = Int64(min(max(rule.interval, 1), 1 << 40))
        if isDate, rule.frequency < .daily {
            // Steps below a day count where they meet a midnight.
            let step = given * RulePlan.unit(of: rule.frequency)
            frequency = .daily
            interval = step / greatestCommonDivisor(step, 86_400)
        } else {
            frequency = rule.frequency
            interval = given
        }
        unit = RulePlan.unit(of: frequency)
        self.start = start
        isBounded = rule.count != nil || until != nil
        last = min(until ?? RulePlan.endOfTime, RulePlan.endOfTime)
        guard rule.isUnderstood, start >= Instant.distantPast.seconds, start <= RulePlan.endOfTime else {
            last = .min
            return
        }
        let startDay = Int(floorDivision(start, 86_400))
        setTimes(rule, isDate: isDate, secondOfDay: start - Int64(startDay) * 86_400)
        setDays(rule, date: CalendarDate(dayNumber: startDay), day: startDay)
        setPositions = Set(rule.bySetPosition).sorted()
        if frequency <= .daily, !setPositions.isEmpty {
            times = RulePlan.selection(setPositions, of: times.count).map { times[$0] }
            setPositions = []
        }
        if frequency < .daily, !timePattern.isMet(from: origin, step: unit * interval) { last = .min }
        if times.isEmpty { last = .min }
        cadence = Cadence(self)
        if let count = rule.count { limit(to: count, countsStart: countsStart) }
    }

    // MARK: Setting up

    private mutating func setTimes(_ rule: RecurrenceRule, isDate: Bool, secondOfDay: Int64) {
        func list(_ values: [Int], else value: Int64) -> [Int64] {
            values.isEmpty ? [value] : Set(values.map { Int64(min($0, 59)) }).sorted()
        }
        let (hour, minute, second) = (secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60)
        if isDate {
            // BYHOUR and its like must be ignored.
            times = [0]
        } else {
            let seconds = frequency == .secondly ? [0] : list(rule.bySecond, else: second)
            let minutes = frequency <= .minutely ? [0] : list(rule.byMinute, else: minute)
            let hours = frequency <= .hourly ? [0] : list(rule.byHour, else: hour)
            times = []
            times.reserveCapacity(hours.count * minutes.count * seconds.count)
            for hour in hours {
                for minute in minutes { for second in seconds { times.append(hour * 3600 + minute * 60 + second) } }
            }
            if unit > 0 {
                if !rule.byHour.isEmpty { timePattern.hours = TimeOfDayPattern.bits(rule.byHour) }
                timePattern.minutes =
                    frequency == .hourly ? 1 : rule.byMinute.isEmpty ? timePattern.minutes : TimeOfDayPattern.bits(rule.byMinute)
                timePattern.seconds =
                    frequency != .secondly ? 1 : rule.bySecond.isEmpty ? timePattern.seconds : TimeOfDayPattern.bits(rule.bySecond)
            }
        }
    }

    private static func unit(of frequency: Frequency) -> Int64 {
        switch frequency {
        case .secondly: 1
        case .minutely: 60
        case .hourly: 3600
        case .daily, .weekly, .monthly, .yearly: 0
        }
    }

    private mutating func setDays(_ rule: RecurrenceRule, date: CalendarDate, day: Int) {
        let weekday = DayPattern.weekday(ofDay: day)
        pattern.weekStart = rule.weekStart.rawValue
        if !rule.byMonth.isEmpty { pattern.months = rule.byMonth.reduce(0) { 1...12 ~= $1 ? $0 | 1 << UInt16($1 - 1) : $0 } }
        if !rule.byMonthDay.isEmpty { pattern.setMonthDays(rule.byMonthDay) }
        pattern.yearDays = Set(rule.byYearDay).sorted()
        pattern.weekNumbers = Set(rule.byWeekNumber).sorted()
        // Numbers of weekdays mean something within a month or a year only.
        let isNumbered = frequency == .monthly || frequency == .yearly && rule.byWeekNumber.isEmpty
        for entry in Set(rule.byDay) {
            if isNumbered, let ordinal = entry.ordinal {
                pattern.numberedWeekdays.append(.init(weekday: entry.weekday.rawValue, ordinal: ordinal))
            } else {
                pattern.weekdays |= 1 << UInt8(entry.weekday.rawValue)
            }
        }
        switch frequency {
        case .yearly:
            origin = Int64(date.year)
            pattern.skip = rule.skip ?? .omit
            pattern.ordinalsCountInYear = rule.byMonth.isEmpty
            if rule.byDay.isEmpty, rule.byMonthDay.isEmpty, rule.byYearDay.isEmpty {
                if !rule.byWeekNumber.isEmpty {
                    pattern.weekdays = 1 << UInt8(weekday)
                } else {
                    pattern.setMonthDays([Int(date.day)])
                    if rule.byMonth.isEmpty { pattern.months = 1 << UInt16(date.month - 1) }
                }
            }
        case .monthly:
            origin = Int64(date.year) * 12 + Int64(date.month) - 1
            pattern.skip = rule.skip ?? .omit
            if rule.byDay.isEmpty, rule.byMonthDay.isEmpty, rule.byYearDay.isEmpty, rule.byWeekNumber.isEmpty {
                pattern.setMonthDays([Int(date.day)])
            }
        case .weekly:
            origin = Int64(day - (weekday - pattern.weekStart + 7) % 7)
            let days = pattern.weekdays == 0 ? 1 << UInt8(weekday) : pattern.weekdays
            pattern.weekdays = 0
            weekOffsets = (0..<7).filter { days >> UInt8((pattern.weekStart + $0) % 7) & 1 == 1 }
        case .daily:
            origin = Int64(day)
        case .hourly, .minutely, .secondly:
            origin = floorDivision(start, unit) * unit
        }
    }

    // MARK: COUNT

    /// Turns COUNT into `last` where every period has the same number of instances or the number is small; leaves the rest to walks.
    private mutating func limit(to count: Int, countsStart: Bool) {
        var count = countsStart ? count - 1 : count
        guard count > 0 else {
            last = min(last, start)
            return
        }
        if let cadence {
            if let time = cadence.time(count, from: countsStart ? start + 1 : start) { last = min(last, time) }
            return
        }
        var iterator = PeriodIterator(BoundRule(plan: self), from: start, work: 100_000)
        if countsStart { iterator.skip(through: start) }
        if let perPeriod = fixedInstancesPerPeriod, perPeriod > 0 {
            let first = iterator.remainingInPeriod(0)
            if count > first {
                count -= first
                let period = 1 + Int64((count - 1) / perPeriod)
                guard let time = iterator.time(inPeriod: period, at: (count - 1) % perPeriod) else { return }
                last = min(last, time)
                return
            }
        }
        let initial = count
        guard count <= 1000 else {
            due = count
            return
        }
        var time: Int64?
        while count > 0, let next = iterator.next() {
            time = next
            count -= 1
        }
        if count == 0, let time {
            last = min(last, time)
        } else if iterator.isCut {
            due = initial
        }
    }

    /// Instances in every month or year after the first, nil if that differs from one to the next.
    private var fixedInstancesPerPeriod: Int? {
        let days: Int
        switch frequency {
        case .secondly, .minutely, .hourly, .daily, .weekly: return nil
        case .monthly:
            guard pattern.months == 0xFFF, let fixed = pattern.fixedDaysPerMonth else { return nil }
            days = fixed
        case .yearly:
            if pattern.hasOneDayPerYear {
                days = 1
            } else {
                guard let fixed = pattern.fixedDaysPerMonth else { return nil }
                days = fixed * pattern.months.nonzeroBitCount
            }
        }
        let all = days * times.count
        return setPositions.isEmpty ? all : RulePlan.selection(setPositions, of: all).count
    }

    // MARK: BYSETPOS

    /// The indices that BYSETPOS picks out of `count` instances, ascending.
    static func selection(_ positions: [Int], of count: Int) -> [Int] {
        var indices: [Int] = []
        select(positions, of: count, into: &indices)
        return indices
    }

    static func select(_ positions: [Int], of count: Int, into indices: inout [Int]) {
        indices.removeAll(keepingCapacity: true)
        for position in positions {
            let index = position > 0 ? position - 1 : count + position
            if index >= 0, index < count, position != 0 { indices.append(index) }
        }
        guard indices.count > 1 else { return }
        indices.sort()
        var kept = 1
        for index in indices.dropFirst() where index != indices[kept - 1] {
            indices[kept] = index
            kept += 1
        }
        indices.removeSubrange(kept...)
    }
}

/// Division that rounds down, for a positive divisor.
@inline(__always)
func floorDivision(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
}

func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
    var (divisor, rest) = (left, right)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    return divisor
}
