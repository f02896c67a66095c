/// Onsets that come back every year (or every `interval` years): the common RRULE of a VTIMEZONE, or one half of a POSIX TZ string.
///
/// Evaluated by arithmetic for any single year; nothing is ever walked from the first year.
struct YearlyRule: Sendable {
    /// Years counted from this one; none before it.
    var firstYear: Int
    var interval = 1
    var days: YearlyDays
    /// Seconds after midnight on each day, on the clock before the onset; may lie outside the day.
    var times: [Int64]
    /// The offset on whose clock the times are read.
    var offsetBefore: Int32
    /// The offset from the onset on.
    var offsetAfter: Int32
    /// Onsets before this instant do not exist.
    var notBefore: Int64 = .min
    /// Onsets after this instant do not exist.
    var notAfter: Int64 = .max

    /// The last year that can have an onset.
    var lastYear: Int {
        notAfter == .max ? .max : Int(LocalDateTime(timelineSeconds: notAfter).date.year) + 1
    }

    /// Appends the onsets of one year in order.
    func append(onsetsOf year: Int, to list: inout [Onset]) {
        guard year >= firstYear, (year - firstYear) % interval == 0 else { return }
        days.forEach(in: year) { dayNumber in
            for time in times {
                let instant = Int64(dayNumber) * 86_400 + time - Int64(offsetBefore)
                if instant >= notBefore, instant <= notAfter { list.append(Onset(instant: instant, offset: offsetAfter)) }
            }
        }
    }

    /// What the two hundred years of a zone's table cost: the search for days, and the onsets that have to be kept.
    var tableCost: Int {
        var ofOneYear = 0
        // A leap year far from the rule's ends has all the days it can have.
        days.forEach(in: 2000) { _ in ofOneYear += times.count }
        let years = max(0, min(lastYear, 2100) - max(firstYear, 1900) + 1)
        return max(10 * days.cost, years * ofOneYear / interval)
    }

    /// Appends the last onset of the years before `year`, if there is one.
    func append(lastOnsetBefore year: Int, to list: inout [Onset]) {
        guard year > firstYear else { return }
        var candidate = min(year - 1, lastYear)
        candidate -= max(candidate - firstYear, 0) % interval
        var found: [Onset] = []
        // February 29 comes back after at most eight years; anything rarer is no time zone.
        for _ in 0..<16 where candidate >= firstYear && found.isEmpty {
            append(onsetsOf: candidate, to: &found)
            candidate -= interval
        }
        if let last = found.last { list.append(last) }
    }
}

/// Which days of a year a yearly rule takes.
enum YearlyDays: Hashable, Sendable {
    /// The nth weekday of a month (0 = Monday), counted from its end when negative.
    case weekday(Int, ordinal: Int, month: Int)
    /// The first such weekday on or after a day of a month.
    case weekdayOnOrAfter(Int, day: Int, month: Int)
    /// A day of a month, in years that have it.
    case day(Int, month: Int)
    /// A day of the year from 1 on, February 29 counted.
    case dayOfYear(Int)
    /// Everything else that a rule can say.
    case matching(DayFilter)

    /// What one year costs, in units of the plain forms.
    var cost: Int { if case .matching = self { 20 } else { 1 } }

    /// Calls with each day's number (days since 1970-01-01), ascending.
    @inline(__always)
    func forEach(in year: Int, _ body: (Int) -> Void) {
        switch self {
        case .weekday(let weekday, let ordinal, let month):
            let first = CalendarDate(year: year, month: month, day: 1)
            let length = CalendarDate.daysInMonth(month, of: year)
            let day: Int
            if ordinal > 0 {
                day = 1 + (weekday - first.weekdayIndex + 7) % 7 + (ordinal - 1) * 7
            } else {
                let lastWeekday = (first.weekdayIndex + length - 1) % 7
                day = length - (lastWeekday - weekday + 7) % 7 + (ordinal + 1) * 7
            }
            if day >= 1, day <= length { body(first.dayNumber + day - 1) }
        case .weekdayOnOrAfter(let weekday, let day, let month):
            let first = CalendarDate(year: year, month: month, day: 1)
            body(first.dayNumber + day - 1 + ((weekday - first.weekdayIndex - (day - 1)) % 7 + 7) % 7)
        case .day(let day, let month):
            if day <= CalendarDate.daysInMonth(month, of: year) { body(CalendarDate(year: year, month: month, day: day).dayNumber) }
        case .dayOfYear(let day):
            if day <= CalendarDate.daysInYear(year) { body(CalendarDate(year: year, month: 1, day: 1).dayNumber + day - 1) }
        case .matching(let filter):
            filter.days(of: year).forEach(body)
        }
    }
}

/// Day parts of a recurrence rule, each empty part letting every day pass (RFC 5545 section 3.3.10).
struct DayFilter: Hashable, Sendable {
    var months: [Int] = []
    var monthDays: [Int] = []
    var yearDays: [Int] = []
    var weekdays: [RecurrenceRule.WeekdayNumber] = []
    /// Whether ordinals of weekdays and set positions count within the month; else within the year.
    var countsWithinMonth = true
    var setPositions: [Int] = []

    /// Numbers of the days that match, ascending.
    func days(of year: Int) -> [Int] {
        let yearLength = CalendarDate.daysInYear(year)
        var all: [Int] = []
        var dayOfYear = 0
        let newYear = CalendarDate(year: year, month: 1, day: 1)
        for month in 1...12 {
            let length = CalendarDate.daysInMonth(month, of: year)
            defer { dayOfYear += length }
            guard months.isEmpty || months.contains(month) else { continue }
            var ofMonth: [Int] = []
            for day in 1...length {
                let ordinalDay = dayOfYear + day
                guard monthDays.isEmpty || monthDays.contains(day) || monthDays.contains(day - length - 1),
                    yearDays.isEmpty || yearDays.contains(ordinalDay) || yearDays.contains(ordinalDay - yearLength - 1)
                else { continue }
                if !weekdays.isEmpty {
                    let weekday = (newYear.weekdayIndex + ordinalDay - 1) % 7
                    let (place, span) = countsWithinMonth ? (day, length) : (ordinalDay, yearLength)
                    let matches = weekdays.contains { entry in
                        guard entry.weekday.rawValue == weekday else { return false }
                        guard let ordinal = entry.ordinal else { return true }
                        return ordinal == (place - 1) / 7 + 1 || ordinal == -((span - place) / 7 + 1)
                    }
                    guard matches else { continue }
                }
                ofMonth.append(newYear.dayNumber + ordinalDay - 1)
            }
            all += countsWithinMonth ? atSetPositions(ofMonth) : ofMonth
        }
        return countsWithinMonth ? all : atSetPositions(all)
    }

    private func atSetPositions(_ days: [Int]) -> [Int] {
        guard !setPositions.isEmpty else { return days }
        return days.indices.filter { setPositions.contains($0 + 1) || setPositions.contains($0 - days.count) }.map { days[$0] }
    }
}
