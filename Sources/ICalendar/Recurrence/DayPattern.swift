/// Which days a rule allows, as bit masks of a month: bit 0 is its first day.
///
/// Lists of BY parts become masks once; a month then costs a handful of bit operations, whatever the rule.
struct DayPattern: Sendable {
    /// A numbered weekday: the second Tuesday (2), the last Friday (-1).
    struct NumberedWeekday: Sendable {
        var weekday: Int
        var ordinal: Int
    }

    /// BYMONTH, bit 0 is January.
    var months: UInt16 = 0xFFF
    /// Whether BYMONTHDAY (or DTSTART's day) limits the days.
    private(set) var hasMonthDays = false
    private var monthDays: UInt32 = 0
    /// Day -n as bit 31 - n, so that a shift by 31 - length puts it where it falls.
    private var monthDaysFromEnd: UInt32 = 0
    /// Whether BYDAY (or DTSTART's weekday) limits the days.
    var hasWeekdays: Bool { weekdays != 0 || !numberedWeekdays.isEmpty }
    /// Plain weekdays, bit 0 is Monday.
    var weekdays: UInt8 = 0
    var numberedWeekdays: [NumberedWeekday] = []
    /// Numbered weekdays count within the year, not within the month.
    var ordinalsCountInYear = false
    /// BYYEARDAY.
    var yearDays: [Int] = []
    /// BYWEEKNO.
    var weekNumbers: [Int] = []
    /// WKST, 0 is Monday.
    var weekStart = 0
    var skip = RecurrenceRule.Skip.omit

    /// Whether every day is allowed.
    var allowsEveryDay: Bool { months == 0xFFF && !hasMonthDays && !hasWeekdays && !hasYearParts }
    /// Whether nothing but plain weekdays limits the days.
    var limitsWeekdaysAtMost: Bool { months == 0xFFF && !hasMonthDays && numberedWeekdays.isEmpty && !hasYearParts }
    /// Whether some part can only be judged within its year.
    var hasYearParts: Bool { !yearDays.isEmpty || !weekNumbers.isEmpty || hasYearOrdinals }
    private var hasYearOrdinals: Bool { ordinalsCountInYear && !numberedWeekdays.isEmpty }

    mutating func setMonthDays(_ days: [Int]) {
        hasMonthDays = true
        for day in days where abs(day) <= 31 && day != 0 {
            if day > 0 { monthDays |= 1 << UInt32(day - 1) } else { monthDaysFromEnd |= 1 << UInt32(31 + day) }
        }
    }

    /// Whether every year has exactly one day by one numbered weekday or one day of the year.
    var hasOneDayPerYear: Bool {
        guard months == 0xFFF, !hasMonthDays, weekdays == 0, weekNumbers.isEmpty else { return false }
        if let day = yearDays.first, yearDays.count == 1, !hasWeekdays { return abs(day) <= 365 }
        return yearDays.isEmpty && ordinalsCountInYear && numberedWeekdays.count == 1 && abs(numberedWeekdays[0].ordinal) <= 52
    }

    /// How many days every month has by BYMONTHDAY or one numbered weekday, nil if that differs from month to month.
    var fixedDaysPerMonth: Int? {
        guard !hasYearParts, skip == .omit else { return nil }
        if hasMonthDays, !hasWeekdays {
            if monthDaysFromEnd == 0, monthDays >> 28 == 0 { return monthDays.nonzeroBitCount }
            if monthDays == 0, monthDaysFromEnd & 0b111 == 0 { return monthDaysFromEnd.nonzeroBitCount }
        }
        if !hasMonthDays, weekdays == 0, numberedWeekdays.count == 1, abs(numberedWeekdays[0].ordinal) <= 4 { return 1 }
        return nil
    }

    /// The allowed days of a month by the parts that count within a month.
    @inline(__always)
    func mask(length: Int, firstWeekday: Int) -> UInt32 {
        let all = UInt32.max >> UInt32(32 - length)
        var mask = all
        if hasMonthDays {
            mask = (monthDays | monthDaysFromEnd >> UInt32(31 - length)) & all
            if skip == .backward, monthDays & ~all != 0 { mask |= 1 << UInt32(length - 1) }
        }
        if hasWeekdays, !hasYearOrdinals {
            var allowed = DayPattern.spread(weekdays, firstWeekday: firstWeekday)
            if !numberedWeekdays.isEmpty {
                for day in numberedWeekdays {
                    // The first such weekday, counted from 0, and how many the month has.
                    let first = (day.weekday - firstWeekday + 7) % 7
                    let count = (length - first + 6) / 7
                    let index = day.ordinal > 0 ? day.ordinal - 1 : count + day.ordinal
                    if index >= 0, index < count { allowed |= 1 << UInt32(first + 7 * index) }
                }
            }
            mask &= allowed
        }
        return mask
    }

    /// Whether a day that this month does not have moves to the first of the next (SKIP=FORWARD).
    func spillsForward(length: Int) -> Bool {
        skip == .forward && monthDays & ~(UInt32.max >> UInt32(32 - length)) != 0
    }

    /// A week's weekdays repeated over a month that begins on `firstWeekday`.
    private static func spread(_ weekdays: UInt8, firstWeekday: Int) -> UInt32 {
        let week = UInt32(weekdays)
        let rotated = (week >> UInt32(firstWeekday) | week << UInt32(7 - firstWeekday)) & 0x7F
        return rotated | rotated << 7 | rotated << 14 | rotated << 21 | rotated << 28
    }
}

// MARK: - Years

extension DayPattern {
    /// Adds the allowed days of a year, as the seconds at which they begin, where BYYEARDAY, BYWEEKNO or weekdays numbered within the year
    /// play a part: the days that one of these parts names, checked against all others.
    func append(year: Int, firstDay: Int, to days: inout [Int64]) {
        let length = CalendarDate.daysInYear(year)
        let count = days.count
        func add(_ dayOfYear: Int) {
            let day = firstDay + dayOfYear
            if dayOfYear >= 0, dayOfYear < length, allows(day) { days.append(Int64(day) * 86_400) }
        }
        if !yearDays.isEmpty {
            for day in yearDays { add(day > 0 ? day - 1 : length + day) }
        } else if !weekNumbers.isEmpty {
            let first = firstWeekStart(of: year)
            let afterLast = length + firstWeekStart(of: year + 1)
            let weeks = (afterLast - first) / 7
            for number in weekNumbers {
                let index = number > 0 ? number - 1 : weeks + number
                if index >= 0, index < weeks { for day in 0..<7 { add(first + 7 * index + day) } }
            }
            // Days at the edges of the calendar year that belong to a week of its neighbour: `allows` sorts them out.
            if first > 0 { for day in 0..<first { add(day) } }
            if afterLast < length { for day in afterLast..<length { add(day) } }
        } else {
            let firstWeekday = DayPattern.weekday(ofDay: firstDay)
            for day in numberedWeekdays {
                let first = (day.weekday - firstWeekday + 7) % 7
                let weeks = (length - first + 6) / 7
                let index = day.ordinal > 0 ? day.ordinal - 1 : weeks + day.ordinal
                if index >= 0, index < weeks { add(first + 7 * index) }
            }
            for weekday in 0..<7 where weekdays >> UInt8(weekday) & 1 == 1 {
                for day in stride(from: (weekday - firstWeekday + 7) % 7, to: length, by: 7) { add(day) }
            }
        }
        guard days.count > count + 1 else { return }
        days[count...].sort()
        var kept = count + 1
        for index in (count + 1)..<days.count where days[index] != days[kept - 1] {
            days[kept] = days[index]
            kept += 1
        }
        days.removeSubrange(kept...)
    }

    /// Where week 1 begins, in days after January 1 (-3 to 3): the first week with at least four days in the year.
    private func firstWeekStart(of year: Int) -> Int {
        let weekday = DayPattern.weekday(ofDay: CalendarDate(year: year, month: 1, day: 1).dayNumber)
        let sinceWeekStart = (weekday - weekStart + 7) % 7
        return sinceWeekStart <= 3 ? -sinceWeekStart : 7 - sinceWeekStart
    }

    /// 52 or 53.
    private func weekCount(of year: Int) -> Int {
        (CalendarDate.daysInYear(year) + firstWeekStart(of: year + 1) - firstWeekStart(of: year)) / 7
    }

    /// 0 = Monday … 6 = Sunday.
    @inline(__always)
    static func weekday(ofDay day: Int) -> Int {
        let remainder = (day + 3) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }
}

// MARK: - Single days

extension DayPattern {
    /// Whether a day is allowed.
    func allows(_ day: Int) -> Bool { firstAllowed(from: day, through: day) != nil }

    /// The first allowed day in a range of day numbers. Whole months that cannot match are passed over.
    func firstAllowed(from first: Int, through last: Int) -> Int? {
        guard first <= last else { return nil }
        let date = CalendarDate(dayNumber: first)
        var year = Int(date.year)
        var month = Int(date.month)
        var monthStart = first - Int(date.day) + 1
        var passed = UInt32(date.day - 1)
        while monthStart <= last {
            let length = CalendarDate.daysInMonth(month, of: year)
            if months >> UInt16(month - 1) & 1 == 1 {
                var mask = (mask(length: length, firstWeekday: DayPattern.weekday(ofDay: monthStart)) >> passed) << passed
                while mask != 0 {
                    let index = mask.trailingZeroBitCount
                    if monthStart + index > last { return nil }
                    if !hasYearParts || yearPartsAllow(monthStart + index, year: year) { return monthStart + index }
                    mask &= mask - 1
                }
            }
            passed = 0
            monthStart += length
            month += 1
            if month > 12 { (month, year) = (1, year + 1) }
        }
        return nil
    }

    private func yearPartsAllow(_ day: Int, year: Int) -> Bool {
        let length = CalendarDate.daysInYear(year)
        let index = day - CalendarDate(year: year, month: 1, day: 1).dayNumber
        if !yearDays.isEmpty, !yearDays.contains(where: { $0 > 0 ? $0 - 1 == index : length + $0 == index }) { return false }
        if !weekNumbers.isEmpty {
            var (weekYear, offset) = (year, index - firstWeekStart(of: year))
            if offset < 0 {
                weekYear -= 1
                offset = index + CalendarDate.daysInYear(weekYear) - firstWeekStart(of: weekYear)
            } else if offset / 7 >= weekCount(of: year) {
                weekYear += 1
                offset = 0
            }
            let number = offset / 7 + 1
            let fromEnd = number - 1 - weekCount(of: weekYear)
            if !weekNumbers.contains(where: { $0 == number || $0 == fromEnd }) { return false }
        }
        if hasYearOrdinals {
            let weekday = DayPattern.weekday(ofDay: day)
            if weekdays >> UInt8(weekday) & 1 == 1 { return true }
            let (ordinal, fromEnd) = (index / 7 + 1, -((length - 1 - index) / 7) - 1)
            return numberedWeekdays.contains { $0.weekday == weekday && ($0.ordinal == ordinal || $0.ordinal == fromEnd) }
        }
        return true
    }
}
