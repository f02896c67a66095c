/// Cuts the onsets of one kind into runs of consecutive years that follow one rule, and a list of the rest.
struct RunFinder {
    let kind: ZoneHistory.Kind
    /// The rule that holds after the last listed onset.
    let endless: (days: YearlyDays, timeOfDay: Int64)?

    /// Shorter runs are listed.
    private static let shortestRun = 3

    func observances(of onsets: [Int64]) -> [ZoneHistory.Observance] {
        var observances: [ZoneHistory.Observance] = []
        var end = onsets.count
        if let endless {
            // As far back as the endless rule held without a break.
            while end > 0, followsEndlessRule(onsets[end - 1], endless),
                end == onsets.count || year(onsets[end - 1]) == year(onsets[end]) - 1
            {
                end -= 1
            }
            if end < onsets.count {
                observances.append(observance(endless.days, isEndless: true, Array(onsets[end...])))
            }
        }
        var listed: [Int64] = []
        var start = 0
        while start < end {
            let run = longestRun(onsets[start..<end])
            if let days = run.days, run.count >= Self.shortestRun {
                observances.append(observance(days, isEndless: false, Array(onsets[start..<(start + run.count)])))
                start += run.count
            } else {
                listed.append(onsets[start])
                start += 1
            }
        }
        if !listed.isEmpty { observances.append(observance(nil, isEndless: false, listed)) }
        return observances
    }

    private func observance(_ days: YearlyDays?, isEndless: Bool, _ onsets: [Int64]) -> ZoneHistory.Observance {
        ZoneHistory.Observance(
            isDaylight: kind.isDaylight, name: kind.name, offsetBefore: kind.offsetBefore, offsetAfter: kind.offsetAfter, days: days,
            isEndless: isEndless, onsets: onsets
        )
    }

    private func local(_ instant: Int64) -> LocalDateTime { LocalDateTime(timelineSeconds: instant + Int64(kind.offsetBefore)) }

    private func year(_ instant: Int64) -> Int { Int(local(instant).date.year) }

    private func followsEndlessRule(_ instant: Int64, _ rule: (days: YearlyDays, timeOfDay: Int64)) -> Bool {
        let local = local(instant)
        return Int64(local.secondOfDay) == rule.timeOfDay && rule.days.contains(local.date)
    }

    /// The longest run from the first onset on, over all rules that its date allows; the plainer rule on a tie.
    private func longestRun(_ onsets: ArraySlice<Int64>) -> (days: YearlyDays?, count: Int) {
        guard let first = onsets.first else { return (nil, 0) }
        let start = local(first)
        var best: (days: YearlyDays?, count: Int) = (nil, 0)
        for days in YearlyDays.candidates(for: start.date) {
            var count = 0
            for onset in onsets {
                let local = local(onset)
                guard Int(local.date.year) == Int(start.date.year) + count, local.secondOfDay == start.secondOfDay,
                    days.contains(local.date)
                else { break }
                count += 1
            }
            if count > best.count { best = (days, count) }
        }
        return best
    }
}

extension YearlyDays {
    /// Whether a date is one of these days.
    func contains(_ date: CalendarDate) -> Bool {
        var found = false
        forEach(in: Int(date.year)) { if $0 == date.dayNumber { found = true } }
        return found
    }

    /// The rules under which a date may fall, plain ones first.
    static func candidates(for date: CalendarDate) -> [YearlyDays] {
        let month = Int(date.month)
        let day = Int(date.day)
        let length = CalendarDate.daysInMonth(month, of: Int(date.year))
        var candidates: [YearlyDays] = []
        if day > length - 7 { candidates.append(.weekday(date.weekdayIndex, ordinal: -1, month: month)) }
        if day <= 28 { candidates.append(.weekday(date.weekdayIndex, ordinal: (day - 1) / 7 + 1, month: month)) }
        candidates.append(.day(day, month: month))
        let shortest = CalendarDate.daysInMonth(month, of: 2001)
        for first in max(day - 6, 1)...day where first + 6 <= shortest && (first - 1) % 7 != 0 {
            candidates.append(.weekdayOnOrAfter(date.weekdayIndex, day: first, month: month))
        }
        return candidates
    }

    /// The days that lie `shift` days after these (before, when negative), year by year: `Mm.w.d` with a time of 26 or of -1 hours.
    func shifted(by shift: Int) -> YearlyDays {
        if shift == 0 { return self }
        switch self {
        case .weekday(let weekday, let ordinal, let month):
            let length = CalendarDate.daysInMonth(month, of: 2001)
            let first = (ordinal > 0 ? 1 + (ordinal - 1) * 7 : length + 1 + ordinal * 7) + shift
            return Self.weekday(((weekday + shift) % 7 + 7) % 7, firstOfSeven: first, month: month)
        case .weekdayOnOrAfter(let weekday, let day, let month):
            return Self.weekday(((weekday + shift) % 7 + 7) % 7, firstOfSeven: day + shift, month: month)
        case .day(let day, let month):
            let date = CalendarDate(year: 2001, month: month, day: day).advanced(byDays: shift)
            return .day(Int(date.day), month: Int(date.month))
        case .dayOfYear(let day):
            return .dayOfYear(day + shift)
        case .matching:
            return self
        }
    }

    /// The weekday among seven days, the first of which may lie outside the month.
    private static func weekday(_ weekday: Int, firstOfSeven: Int, month: Int) -> YearlyDays {
        let first = CalendarDate(year: 2001, month: month, day: 1).advanced(byDays: firstOfSeven - 1)
        let last = first.advanced(byDays: 6)
        if first.month == last.month {
            let day = Int(first.day)
            return (day - 1) % 7 == 0
                ? .weekday(weekday, ordinal: (day - 1) / 7 + 1, month: Int(first.month))
                : .weekdayOnOrAfter(weekday, day: day, month: Int(first.month))
        }
        // Seven days in two months: days of the year, counted from its end where February could move them.
        let entries = RecurrenceRule.Weekday(rawValue: weekday).map { [RecurrenceRule.WeekdayNumber($0)] } ?? []
        let days = (0..<7).map { first.advanced(byDays: $0).dayOfYear }
        return .matching(DayFilter(yearDays: first.month >= 3 ? days.map { $0 - 366 } : days, weekdays: entries, countsWithinMonth: false))
    }
}
