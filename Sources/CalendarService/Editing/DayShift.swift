import ICalendar

/// Moves the days of a monthly or yearly rule by a number of days: exactly, every instance by as many.
///
/// What a rule names in a month (`2TU`, `-1FR`, BYMONTHDAY) stands for days counted from one end of it: the second Tuesday is the Tuesday
/// among the days 8 to 14. A day later that is the Wednesday among the days 9 to 15, `BYDAY=WE;BYMONTHDAY=9,10,…,15`. Days that leave their
/// month are counted from one end of the year instead, where that counts alike in every year (BYYEARDAY).
struct DayShift {
    let from: CalendarDate
    let to: CalendarDate

    private var days: Int { to.dayNumber - from.dayNumber }

    /// The moved rule, its end left as it is; nil where no single rule gives the moved days.
    func moved(_ original: RecurrenceRule) -> RecurrenceRule? {
        guard abs(days) < 365, original.byWeekNumber.isEmpty, original.skip ?? .omit == .omit else { return nil }
        let rule = original.numberingPositions
        guard let ordinals = rule.commonOrdinals else { return nil }
        let isOfYear = rule.frequency == .yearly && rule.byMonth.isEmpty && rule.byMonthDay.isEmpty
        if !rule.byYearDay.isEmpty {
            guard rule.byMonth.isEmpty, rule.byMonthDay.isEmpty, ordinals.isEmpty else { return nil }
            return movedInYear(rule, rule.byYearDay)
        }
        if isOfYear {
            if ordinals.isEmpty { return rule.byDay.isEmpty ? nil : everyWeekday(rule) }
            guard ordinals.allSatisfy({ abs($0) <= 52 }) else { return nil }
            return movedInYear(rule, ordinals.flatMap(DayShift.week))
        }
        guard let days = monthDays(of: rule, ordinals) else { return rule.namesEveryMonth ? everyWeekday(rule) : nil }
        return movedByWeeks(rule, ordinals) ?? movedInMonth(rule, days) ?? movedOverMonths(rule, days)
            ?? DayShift.yearDays(days, of: months(of: rule)).flatMap { movedInYear(rule, $0) }
    }

    // MARK: Days that a rule names

    /// The seven days in which the weekday with a number is: 8 to 14 for the second, -7 to -1 for the last.
    private static func week(_ ordinal: Int) -> [Int] {
        ordinal > 0 ? Array((ordinal * 7 - 6)...(ordinal * 7)) : Array((ordinal * 7)...(ordinal * 7 + 6))
    }

    /// The days of the month, from one end of it, that a rule chooses from; nil when that is the whole month.
    private func monthDays(of rule: RecurrenceRule, _ ordinals: [Int]) -> [Int]? {
        if !rule.byMonthDay.isEmpty { return ordinals.isEmpty ? rule.byMonthDay : nil }
        if !ordinals.isEmpty { return ordinals.flatMap(DayShift.week) }
        // The first few among some weekdays are in the first weeks, the last few in the last ones.
        let signs = Set(rule.bySetPosition.map { $0.signum() })
        guard let sign = signs.first, signs.count == 1, !rule.byDay.isEmpty else { return nil }
        let most = rule.bySetPosition.map { abs($0) }.max() ?? 1
        let weeks = (most + rule.byDay.count - 1) / rule.byDay.count
        guard weeks <= 4 else { return nil }
        return (1...weeks).flatMap { DayShift.week($0 * sign) }
    }

    /// The months in which a rule has days; none where that differs from year to year.
    private func months(of rule: RecurrenceRule) -> [Int] {
        let all = rule.byMonth.isEmpty ? Array(1...12) : rule.byMonth
        guard rule.frequency == .monthly, rule.interval > 1 else { return all }
        guard 12 % rule.interval == 0 else { return [] }
        return all.filter { ($0 - Int(from.month)) % rule.interval == 0 }
    }

    /// Days of months as days of the year that are the same in leap years: from the start of the year in January and February, from its
    /// end for the last days of February and later. nil where February 29 makes a difference.
    private static func yearDays(_ days: [Int], of months: [Int]) -> [Int]? {
        guard !months.isEmpty else { return nil }
        var result: [Int] = []
        for month in months {
            let length = CalendarDate.daysInMonth(month, of: 2001)
            let first = CalendarDate(year: 2001, month: month, day: 1).dayOfYear
            for day in days {
                if month == 2, abs(day) > 28 { return nil }
                guard abs(day) <= length else { continue }
                let place = first + (day > 0 ? day - 1 : length + day)
                result.append(month == 1 || month == 2 && day > 0 ? place : place - 366)
            }
        }
        return result.isEmpty ? nil : result
    }

    // MARK: Ways to write the moved days

    private func everyWeekday(_ rule: RecurrenceRule) -> RecurrenceRule? {
        guard rule.bySetPosition.isEmpty, rule.interval == 1 else { return nil }
        return rule.turningWeekdays(by: days)
    }

    /// Whole weeks within the month: `2TU` becomes `3TU`.
    private func movedByWeeks(_ rule: RecurrenceRule, _ ordinals: [Int]) -> RecurrenceRule? {
        let moved = ordinals.map { $0 + days / 7 }
        guard days % 7 == 0, !ordinals.isEmpty, keepsPhase(of: rule),
            zip(ordinals, moved).allSatisfy({ abs($0) <= 4 && 1...4 ~= abs($1) && $0.signum() == $1.signum() })
        else { return nil }
        var result = rule
        result.byDay = rule.byDay.map { .init($0.weekday, ordinal: ($0.ordinal ?? 0) + days / 7) }
        return result
    }

    /// Within the four weeks that each month has.
    private func movedInMonth(_ rule: RecurrenceRule, _ days: [Int]) -> RecurrenceRule? {
        let moved = days.map { $0 + self.days }
        guard zip(days, moved).allSatisfy({ abs($0) <= 28 && 1...28 ~= abs($1) && $0.signum() == $1.signum() }), keepsPhase(of: rule)
        else { return nil }
        return rule.naming(moved, turningWeekdaysBy: self.days)
    }

    /// From one end of every month into the next or the one before.
    private func movedOverMonths(_ rule: RecurrenceRule, _ days: [Int]) -> RecurrenceRule? {
        guard rule.namesEveryMonth, rule.bySetPosition.isEmpty else { return nil }
        let moved = days.map { DayShift.pastZero($0, by: self.days) }
        guard zip(days, moved).allSatisfy({ abs($0) <= 28 && 1...28 ~= abs($1) }) else { return nil }
        // What is counted from the start may pass to the end of the month before, not to that of its own.
        guard zip(days, moved).allSatisfy({ $0.signum() == $1.signum() || ($0 > 0) == (self.days < 0) }) else { return nil }
        return rule.naming(moved, turningWeekdaysBy: self.days)
    }

    /// Days of the year from one of its ends.
    private func movedInYear(_ rule: RecurrenceRule, _ days: [Int]) -> RecurrenceRule? {
        let moved = days.map { DayShift.pastZero($0, by: self.days) }
        guard zip(days, moved).allSatisfy({ 1...365 ~= abs($0) && 1...365 ~= abs($1) }) else { return nil }
        let staysInYear = zip(days, moved).allSatisfy { $0.signum() == $1.signum() }
        var result = rule
        if rule.frequency == .monthly {
            guard rule.bySetPosition.isEmpty else { return nil }
            result.frequency = .yearly
            result.interval = 1
        } else if !staysInYear || from.year != to.year {
            guard rule.interval == 1, rule.bySetPosition.isEmpty else { return nil }
        }
        guard rule.bySetPosition.isEmpty || rule.byMonth.count == 1 else { return nil }
        result = result.turningWeekdays(by: self.days)
        (result.byMonth, result.byMonthDay) = ([], [])
        result.byYearDay = Set(moved).sorted { ($0 < 0 ? 1 : 0, $0) < ($1 < 0 ? 1 : 0, $1) }
        return result
    }

    /// Counts on past the end of a month or year: -1 is followed by 1.
    private static func pastZero(_ day: Int, by days: Int) -> Int {
        let moved = day + days
        if day > 0 { return moved > 0 ? moved : moved - 1 }
        return moved < 0 ? moved : moved + 1
    }

    /// Whether the periods that INTERVAL counts from the start stay the same.
    private func keepsPhase(of rule: RecurrenceRule) -> Bool {
        rule.interval == 1 || from.year == to.year && (rule.frequency == .yearly || from.month == to.month)
    }
}

extension RecurrenceRule {
    /// The rule with its weekdays so many days later, without numbers.
    func turningWeekdays(by days: Int) -> RecurrenceRule {
        var rule = self
        rule.byDay = byDay.map { WeekdayNumber($0.weekday.advanced(by: days)) }.withoutRepeats
        return rule
    }

    fileprivate func naming(_ monthDays: [Int], turningWeekdaysBy days: Int) -> RecurrenceRule {
        var rule = turningWeekdays(by: days)
        rule.byMonthDay = byDay.isEmpty ? monthDays : Set(monthDays).sorted()
        return rule
    }

    /// `BYDAY=TU;BYSETPOS=2` in a month is `BYDAY=2TU`.
    fileprivate var numberingPositions: RecurrenceRule {
        guard !bySetPosition.isEmpty, byDay.count == 1, byDay[0].ordinal == nil, byMonthDay.isEmpty, byYearDay.isEmpty,
            frequency == .monthly || byMonth.count == 1, bySetPosition.allSatisfy({ 1...5 ~= abs($0) })
        else { return self }
        var rule = self
        rule.byDay = bySetPosition.map { WeekdayNumber(byDay[0].weekday, ordinal: $0) }
        rule.bySetPosition = []
        return rule
    }

    /// The numbers that every weekday of the rule has, none where they have none; nil where they differ.
    fileprivate var commonOrdinals: [Int]? {
        let weekdays = Dictionary(grouping: byDay, by: \.weekday).values.map { Set($0.map(\.ordinal)) }
        guard let first = weekdays.first else { return [] }
        guard weekdays.allSatisfy({ $0 == first }) else { return nil }
        if first == [nil] { return [] }
        return first.contains(nil) ? nil : first.compactMap { $0 }.sorted()
    }

    /// Whether each month of the time line takes part.
    fileprivate var namesEveryMonth: Bool {
        interval == 1 && byMonth.isEmpty && (frequency == .monthly || frequency == .yearly && !byMonthDay.isEmpty)
    }
}

extension RecurrenceRule.Weekday {
    /// The weekday so many days later.
    func advanced(by days: Int) -> Self { Self(rawValue: (rawValue + days % 7 + 7) % 7) ?? self }
}

extension Array where Element: Hashable {
    fileprivate var withoutRepeats: [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}
