/// Gives the local times of a rule period by period (years, months, …), in ascending order and from any place on: periods before it are passed
/// over by arithmetic. Fits every rule; those that have a `Cadence` are quicker by that.
///
/// Buffers are used again from period to period. A rule with a COUNT that arithmetic does not resolve is walked from its start.
struct PeriodIterator: Sendable {
    private let rule: BoundRule
    /// Taken out of the rule for speed.
    private let allowsEveryDay: Bool
    private let hasYearParts: Bool
    private let timeCount: Int
    private let firstTime: Int64
    private var last: Int64
    private let lastDay: Int
    /// Times before this one are not given.
    private var lower: Int64
    /// The next period to fill, in units of the plan's interval.
    private var period: Int64 = 0
    /// Days (from DAILY up) or hours, minutes, seconds of the current period, as the second at which each begins.
    private var bases: [Int64] = []
    /// Indices into bases × times, when BYSETPOS picks some.
    private var selection: [Int] = []
    private var position = 0
    private var count = 0
    private var lastGiven = Int64.min
    private var due: Int?
    /// What may still be looked at.
    private(set) var work: Int
    /// Whether the end came from the work limit.
    private(set) var isCut = false
    /// A day known to be allowed (frequencies below a day).
    private var allowedDay = Int.min

    /// - Parameters:
    ///   - lower: the first local time of interest; times before the rule's start are never given.
    ///   - upper: the last local time of interest. What lies beyond is not looked at.
    init(_ rule: BoundRule, from lower: Int64, through upper: Int64 = .max, work: Int) {
        self.rule = rule
        self.work = work
        due = rule.plan.due
        self.lower = max(lower, rule.plan.start)
        allowsEveryDay = rule.plan.pattern.allowsEveryDay
        hasYearParts = rule.plan.pattern.hasYearParts
        timeCount = rule.plan.times.count
        firstTime = rule.plan.times.first ?? 0
        last = min(rule.plan.last, upper)
        lastDay = Int(floorDivision(last, 86_400))
        if rule.plan.due == nil, lower > rule.plan.start {
            period = max(0, rule.plan.period(of: min(lower, RulePlan.endOfTime)) - (rule.plan.pattern.skip == .forward ? 1 : 0))
        }
    }

    /// The next local time, nil at the rule's end or when the work limit is reached (`isCut`).
    mutating func next() -> Int64? {
        while true {
            while position < count {
                let time = time(at: position)
                position += 1
                if time <= lastGiven { continue }
                if time > last { return finish() }
                work -= 1
                if work < 0 { return cut() }
                if let due, time > rule.plan.start {
                    guard due > 0 else { return finish() }
                    self.due = due - 1
                }
                if time < lower { continue }
                lastGiven = time
                return time
            }
            guard fill() else { return nil }
        }
    }

    // MARK: For COUNT

    /// Makes times up to and with this one count as given.
    mutating func skip(through time: Int64) { lastGiven = max(lastGiven, time) }

    /// How many times a period still gives.
    mutating func remainingInPeriod(_ period: Int64) -> Int {
        var other = self
        other.period = period
        guard other.fill(), other.period == period + 1 else { return 0 }
        return (0..<other.count).reduce(0) { max(other.lower, other.lastGiven + 1) <= other.time(at: $1) ? $0 + 1 : $0 }
    }

    /// The time at an index of a period, nil beyond the end of the calendar.
    func time(inPeriod period: Int64, at index: Int) -> Int64? {
        var other = self
        other.period = period
        guard period < 1 << 40, other.fill(), index < other.count else { return nil }
        return other.time(at: index)
    }

    // MARK: Periods

    @inline(__always)
    private func time(at position: Int) -> Int64 {
        let index = selection.isEmpty ? position : selection[position]
        if timeCount == 1 { return bases[index] + firstTime }
        return bases[index / timeCount] + rule.plan.times[index % timeCount]
    }

    private mutating func finish() -> Int64? {
        position = 0
        count = 0
        last = .min
        return nil
    }

    private mutating func cut() -> Int64? {
        isCut = true
        return finish()
    }

    /// Counts a period or a jump that gave nothing; false when the limit is reached.
    private mutating func spend() -> Bool {
        work -= 1
        if work < 0 { _ = cut() }
        return work >= 0
    }

    /// Finds the instances of the next period that may have some; false at the end.
    private mutating func fill() -> Bool {
        guard period < 1 << 40, last != .min else {
            _ = finish()
            return false
        }
        position = 0
        bases.removeAll(keepingCapacity: true)
        let isFilled =
            switch rule.plan.frequency {
            case .secondly, .minutely, .hourly: fillUnit()
            case .daily: fillDay()
            case .weekly: fillWeek()
            case .monthly: fillMonth()
            case .yearly: fillYear()
            }
        guard isFilled else {
            if !isCut { _ = finish() }
            return false
        }
        count = bases.count * timeCount
        if !rule.plan.setPositions.isEmpty {
            RulePlan.select(rule.plan.setPositions, of: count, into: &selection)
            count = selection.count
        }
        return count > 0 || spend()
    }

    private mutating func fillYear() -> Bool {
        let year = rule.plan.origin + period * rule.plan.interval
        period += 1
        guard year <= 9999, appendYear(Int(year)) else { return false }
        return true
    }

    private mutating func appendYear(_ year: Int) -> Bool {
        let firstDay = CalendarDate(year: year, month: 1, day: 1).dayNumber
        guard firstDay <= lastDay else { return false }
        if hasYearParts {
            rule.plan.pattern.append(year: year, firstDay: firstDay, to: &bases)
        } else {
            var left = rule.plan.pattern.months
            while left != 0 {
                let month = left.trailingZeroBitCount + 1
                left &= left - 1
                appendMonth(month, of: year, monthStart: CalendarDate(year: year, month: month, day: 1).dayNumber)
            }
        }
        return true
    }

    private mutating func fillMonth() -> Bool {
        let index = rule.plan.origin + period * rule.plan.interval
        period += 1
        guard index < 120_000 else { return false }
        let (year, month) = (Int(floorDivision(index, 12)), Int(index - floorDivision(index, 12) * 12) + 1)
        if rule.plan.pattern.months >> UInt16(month - 1) & 1 == 1 {
            let monthStart = CalendarDate(year: year, month: month, day: 1).dayNumber
            guard monthStart <= lastDay else { return false }
            appendMonth(month, of: year, monthStart: monthStart)
            if hasYearParts { bases.removeAll { !rule.plan.pattern.allows(Int($0 / 86_400)) } }
        }
        return true
    }

    @inline(__always)
    private mutating func appendMonth(_ month: Int, of year: Int, monthStart: Int) {
        let length = CalendarDate.daysInMonth(month, of: year)
        append(rule.plan.pattern.mask(length: length, firstWeekday: DayPattern.weekday(ofDay: monthStart)), monthStart: monthStart)
        if rule.plan.pattern.skip == .forward, rule.plan.pattern.spillsForward(length: length) {
            append(1, monthStart: monthStart + length)
        }
    }

    @inline(__always)
    private mutating func append(_ mask: UInt32, monthStart: Int) {
        var mask = mask
        while mask != 0 {
            bases.append(Int64(monthStart + mask.trailingZeroBitCount) * 86_400)
            mask &= mask - 1
        }
    }

    private mutating func fillWeek() -> Bool {
        let first = rule.plan.origin + period * rule.plan.interval * 7
        period += 1
        guard first <= Int64(lastDay) else { return false }
        for offset in rule.plan.weekOffsets where rule.plan.pattern.allows(Int(first) + offset) {
            bases.append((first + Int64(offset)) * 86_400)
        }
        if bases.isEmpty {
            // On to the week of the next day that is allowed at all.
            guard let allowed = rule.plan.pattern.firstAllowed(from: Int(first) + 7, through: lastDay) else { return false }
            period = max(period, (Int64(allowed) - rule.plan.origin) / (7 * rule.plan.interval))
        }
        return true
    }

    private mutating func fillDay() -> Bool {
        while true {
            let day = rule.plan.origin + period * rule.plan.interval
            guard day <= Int64(lastDay) else { return false }
            guard let allowed = rule.plan.pattern.firstAllowed(from: Int(day), through: lastDay) else { return false }
            if Int64(allowed) == day {
                period += 1
                bases.append(day * 86_400)
                return true
            }
            // The first day of the rule at or after the allowed one.
            period = (Int64(allowed) - rule.plan.origin + rule.plan.interval - 1) / rule.plan.interval
            guard spend() else { return false }
        }
    }

    private mutating func fillUnit() -> Bool {
        let step = rule.plan.unit * rule.plan.interval
        let isLimited = !rule.plan.timePattern.allowsEveryTime
        while true {
            let time = rule.plan.origin + period * step
            guard time <= last else { return false }
            let day = floorDivision(time, 86_400)
            var target = time
            if !allowsEveryDay, Int(day) != allowedDay {
                guard let allowed = rule.plan.pattern.firstAllowed(from: Int(day), through: lastDay) else { return false }
                allowedDay = allowed
                if Int64(allowed) > day { target = Int64(allowed) * 86_400 }
            }
            if target == time, isLimited {
                target = day * 86_400 + (rule.plan.timePattern.firstAllowed(from: time - day * 86_400) ?? 86_400)
            }
            if target == time {
                period += 1
                bases.append(time)
                return true
            }
            period = (target - rule.plan.origin + step - 1) / step
            guard spend() else { return false }
        }
    }
}

extension RulePlan {
    /// The period that holds a local time or, between periods, the one before.
    fileprivate func period(of time: Int64) -> Int64 {
        let day = floorDivision(time, 86_400)
        switch frequency {
        case .secondly, .minutely, .hourly: return floorDivision(time - origin, unit * interval)
        case .daily: return floorDivision(day - origin, interval)
        case .weekly: return floorDivision(day - origin, 7 * interval)
        case .monthly:
            let date = CalendarDate(dayNumber: Int(day))
            return floorDivision(Int64(date.year) * 12 + Int64(date.month) - 1 - origin, interval)
        case .yearly:
            return floorDivision(Int64(CalendarDate(dayNumber: Int(day)).year) - origin, interval)
        }
    }
}
