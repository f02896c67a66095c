import ICalendar

/// A move of a series' start: by so much on the local clock, perhaps into another zone, or from times to dates and back.
struct TimeShift: Sendable {
    let from: DateTimeValue
    let to: DateTimeValue

    /// Whether nothing moves.
    var isIdentity: Bool { from == to }

    /// Days between the old and the new date.
    var days: Int { to.date.dayNumber - from.date.dayNumber }

    /// Whether start and result are both dates or both times.
    var keepsKind: Bool { from.isDate == to.isDate }

    /// Where a value of the series' form goes.
    func callAsFunction(_ value: DateTimeValue) -> DateTimeValue {
        if to.isDate { return .date(value.date.advanced(byDays: days)) }
        let delta = to.local.timelineSeconds - from.local.timelineSeconds
        return to.replacing(local: LocalDateTime(timelineSeconds: value.local.timelineSeconds + delta))
    }

    /// The same day as a value, at the new time of day: where an instance is found when the rule kept its days.
    func onSameDay(_ value: DateTimeValue) -> DateTimeValue {
        if to.isDate { return .date(value.date) }
        return to.replacing(
            local: LocalDateTime(date: value.date, hour: Int(to.local.hour), minute: Int(to.local.minute), second: Int(to.local.second)))
    }

    /// The rule that gives the moved instances, its end left as it is; nil where no rule does.
    ///
    /// Within a day any rule moves. By days: weekly rules turn their weekdays, monthly and yearly ones that follow the start's day follow the new one.
    func moved(_ rule: RecurrenceRule) -> RecurrenceRule? {
        var rule = rule
        guard moveTime(&rule) else { return nil }
        if days == 0 { return rule }
        let parts = (!rule.byYearDay.isEmpty, !rule.byWeekNumber.isEmpty, !rule.bySetPosition.isEmpty)
        switch rule.frequency {
        case .secondly, .minutely, .hourly, .daily:
            guard rule.byDay.isEmpty, rule.byMonthDay.isEmpty, rule.byMonth.isEmpty, parts == (false, false, false) else {
                return rule.byMonthDay.isEmpty && rule.byMonth.isEmpty && parts == (false, false, false) ? turned(rule) : nil
            }
            return rule
        case .weekly:
            guard rule.byMonth.isEmpty, rule.byMonthDay.isEmpty, !parts.0, !parts.1 else { return nil }
            return turned(rule)
        case .monthly, .yearly:
            guard parts == (false, false, false) else { return nil }
            return moveMonthDay(&rule) ? rule : nil
        }
    }

    /// Turns weekdays and the start of the week by the days of the move: exactly the same pattern, so many days later.
    private func turned(_ rule: RecurrenceRule) -> RecurrenceRule? {
        guard rule.byDay.allSatisfy({ $0.ordinal == nil }) else { return nil }
        func turn(_ day: RecurrenceRule.Weekday) -> RecurrenceRule.Weekday {
            let index = (day.rawValue + days % 7 + 7) % 7
            return RecurrenceRule.Weekday(rawValue: index) ?? day
        }
        var rule = rule
        rule.byDay = rule.byDay.map { .init(turn($0.weekday)) }
        if rule.frequency == .weekly, rule.interval > 1 || !rule.bySetPosition.isEmpty { rule.weekStart = turn(rule.weekStart) }
        return rule
    }

    private func moveMonthDay(_ rule: inout RecurrenceRule) -> Bool {
        let (old, new) = (from.date, to.date)
        if !rule.byMonth.isEmpty, old.month != new.month {
            guard rule.byMonth == [Int(old.month)] else { return false }
            rule.byMonth = [Int(new.month)]
        }
        let length = new.daysInMonth
        if rule.byDay.isEmpty {
            if rule.byMonthDay.isEmpty {
                guard rule.frequency == .monthly, let day = movedExactly(Int(old.day), of: rule), day < 0 else { return true }
                rule.byMonthDay = [day]
                return true
            }
            let moved = rule.byMonthDay.compactMap { movedExactly($0, of: rule) }
            if moved.count == rule.byMonthDay.count {
                rule.byMonthDay = moved
            } else if rule.byMonthDay == [Int(old.day)] {
                rule.byMonthDay = [Int(new.day)]
            } else if rule.byMonthDay.count == 1, rule.byMonthDay[0] == Int(old.day) - old.daysInMonth - 1 {
                rule.byMonthDay = [Int(new.day) - length - 1]
            } else {
                return false
            }
            return true
        }
        guard rule.byDay.count == 1, let ordinal = rule.byDay[0].ordinal, rule.byMonthDay.isEmpty,
            rule.frequency == .monthly || !rule.byMonth.isEmpty, rule.byDay[0].weekday.rawValue == old.weekdayIndex,
            let weekday = RecurrenceRule.Weekday(rawValue: new.weekdayIndex)
        else { return false }
        let counted = ordinal > 0 ? (Int(new.day) - 1) / 7 + 1 : -((length - Int(new.day)) / 7 + 1)
        rule.byDay = [.init(weekday, ordinal: counted)]
        return true
    }

    /// A day of the month after the move, where that is the same move in every month: within the four weeks that each month has, or from
    /// one end of the month a few days into the next one, which a rule for every month allows. nil: only the start can be followed.
    private func movedExactly(_ day: Int, of rule: RecurrenceRule) -> Int? {
        let moved = day + days
        if day > 0 ? 1...28 ~= moved && day <= 28 : -28 ... -1 ~= moved { return moved }
        guard rule.frequency == .monthly, rule.interval == 1, rule.byMonth.isEmpty, abs(days) < 7 else { return nil }
        if day > 0 { return moved <= 0 ? moved - 1 : nil }
        return moved >= 0 ? moved + 1 : nil
    }

    /// Moves BYHOUR, BYMINUTE and BYSECOND to the new time of day.
    private func moveTime(_ rule: inout RecurrenceRule) -> Bool {
        if to.isDate {
            guard rule.frequency >= .daily, rule.byHour.count <= 1, rule.byMinute.count <= 1, rule.bySecond.count <= 1 else { return false }
            (rule.byHour, rule.byMinute, rule.bySecond) = ([], [], [])
            return true
        }
        let delta = to.local.secondOfDay - from.local.secondOfDay
        if delta == 0 || from.isDate { return true }
        if rule.byHour.count == 1, rule.byMinute.count <= 1, rule.bySecond.count <= 1 { return moveTimeOfDay(&rule, by: delta) }
        func move(_ list: inout [Int], from: Int8, to: Int8, size: Int, step: Int?) -> Bool {
            if list.isEmpty || list == [Int(from)] {
                if !list.isEmpty { list = [Int(to)] }
                return true
            }
            guard let step else { return from == to }
            let moved = list.map { $0 + step }
            guard moved.allSatisfy({ 0..<size ~= $0 }) else { return false }
            list = moved
            return true
        }
        let (old, new) = (from.local, to.local)
        return move(&rule.byHour, from: old.hour, to: new.hour, size: 24, step: delta % 3600 == 0 ? delta / 3600 : nil)
            && move(
                &rule.byMinute, from: old.minute, to: new.minute, size: 60,
                step: delta % 60 == 0 && abs(delta) < 3600 && old.hour == new.hour ? delta / 60 : nil)
            && move(
                &rule.bySecond, from: old.second, to: new.second, size: 60,
                step: abs(delta) < 60 && old.minute == new.minute && old.hour == new.hour ? delta : nil)
    }

    /// Moves a rule that names one time of day, which need not be the start's.
    private func moveTimeOfDay(_ rule: inout RecurrenceRule, by delta: Int) -> Bool {
        let minute = rule.byMinute.first ?? Int(from.local.minute)
        let second = rule.bySecond.first ?? Int(from.local.second)
        let moved = (rule.byHour.first ?? 0) * 3600 + minute * 60 + second + delta
        guard 0..<86_400 ~= moved else { return false }
        rule.byHour = [moved / 3600]
        if !rule.byMinute.isEmpty || moved / 60 % 60 != Int(to.local.minute) { rule.byMinute = [moved / 60 % 60] }
        if !rule.bySecond.isEmpty || moved % 60 != Int(to.local.second) { rule.bySecond = [moved % 60] }
        return true
    }
}

extension CalendarDate {
    fileprivate var daysInMonth: Int { CalendarDate.daysInMonth(Int(month), of: Int(year)) }
}
