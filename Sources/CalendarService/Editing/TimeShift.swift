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

    /// Where a value of the series' form goes, or one in UTC that this form cannot name, the second of two equal local times: that moves by
    /// as many seconds within its zone, and to what its clock shows in another.
    func callAsFunction(_ value: DateTimeValue, _ zones: ZoneResolver) -> DateTimeValue {
        let local = value.hasForm(of: from) ? value.local : zones.reading(of: value, onClockOf: from)
        if to.isDate { return .date(local.date.advanced(byDays: days)) }
        let delta = to.local.timelineSeconds - from.local.timelineSeconds
        let moved = to.replacing(local: LocalDateTime(timelineSeconds: local.timelineSeconds + delta))
        guard case .utc = value, !value.hasForm(of: from), from.hasForm(of: to) else { return moved }
        return zones.value(at: zones.instant(of: value).advanced(bySeconds: delta), inFormOf: to)
    }

    /// The same day as a value, at the new time of day: where an instance is found when the rule kept its days.
    func onSameDay(_ value: DateTimeValue) -> DateTimeValue {
        if to.isDate { return .date(value.date) }
        return to.replacing(
            local: LocalDateTime(date: value.date, hour: Int(to.local.hour), minute: Int(to.local.minute), second: Int(to.local.second)))
    }

    /// The rule that gives the moved instances, its end left as it is; nil where no rule does.
    ///
    /// Within a day any rule moves. By days: weekly rules turn their weekdays, a rule for the start's day of the month follows the new one,
    /// and what other monthly and yearly rules name moves by as many days (`DayShift`).
    func moved(_ rule: RecurrenceRule) -> RecurrenceRule? {
        var rule = rule
        guard moveTime(&rule) else { return nil }
        if days == 0 { return rule }
        switch rule.frequency {
        case .secondly, .minutely, .hourly, .daily, .weekly:
            let limits = [rule.byMonthDay, rule.byMonth, rule.byYearDay, rule.byWeekNumber]
            guard limits.allSatisfy(\.isEmpty), rule.frequency == .weekly || rule.bySetPosition.isEmpty else { return nil }
            return turned(rule)
        case .monthly, .yearly:
            return followingStart(rule) ?? DayShift(from: from.date, to: to.date).moved(rule)
        }
    }

    /// Turns weekdays and the start of the week by the days of the move: exactly the same pattern, so many days later.
    private func turned(_ rule: RecurrenceRule) -> RecurrenceRule? {
        guard rule.byDay.allSatisfy({ $0.ordinal == nil }) else { return nil }
        var turned = rule.turningWeekdays(by: days)
        if rule.frequency == .weekly, rule.interval > 1 || !rule.bySetPosition.isEmpty {
            turned.weekStart = rule.weekStart.advanced(by: days)
        }
        return turned
    }

    /// A rule for one day of the month, that of the start, becomes one for the new day: what people mean by the 28th moved to the 29th,
    /// though February has none. From one end of the month it is counted into the next one.
    private func followingStart(_ rule: RecurrenceRule) -> RecurrenceRule? {
        guard rule.byDay.isEmpty, rule.byYearDay.isEmpty, rule.byWeekNumber.isEmpty, rule.bySetPosition.isEmpty else { return nil }
        var rule = rule
        let (old, new) = (from.date, to.date)
        if !rule.byMonth.isEmpty, old.month != new.month {
            guard rule.byMonth == [Int(old.month)] else { return nil }
            rule.byMonth = [Int(new.month)]
        }
        let length = new.daysInMonth
        if rule.byMonthDay.isEmpty {
            if rule.frequency == .monthly, let day = movedExactly(Int(old.day), of: rule), day < 0 { rule.byMonthDay = [day] }
            return rule
        }
        guard rule.byMonthDay.count == 1 else { return nil }
        if let day = movedExactly(rule.byMonthDay[0], of: rule) {
            rule.byMonthDay = [day]
        } else if rule.byMonthDay == [Int(old.day)] {
            rule.byMonthDay = [Int(new.day)]
        } else if rule.byMonthDay[0] == Int(old.day) - old.daysInMonth - 1 {
            rule.byMonthDay = [Int(new.day) - length - 1]
        } else {
            return nil
        }
        return rule
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
