/// A day of the proleptic Gregorian calendar, years 0 to 9999 when read from text (RFC 5545 section 3.3.4).
public struct CalendarDate: Hashable, Comparable, Sendable {
    public let year: Int32
    /// 1 to 12.
    public let month: Int8
    /// 1 to 31.
    public let day: Int8

    /// Makes a date of parts known to be good; parts from outside go through `init(validYear:month:day:)`.
    public init(year: Int, month: Int, day: Int) {
        self.year = Int32(clamping: year)
        self.month = Int8(clamping: month)
        self.day = Int8(clamping: day)
    }

    /// Makes a date only if it exists: year 1 to 9999, a real month, a real day of that month.
    public init?(validYear year: Int, month: Int, day: Int) {
        guard 1...9999 ~= year, 1...12 ~= month, day >= 1, day <= CalendarDate.daysInMonth(month, of: year) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The date `dayNumber` days after 1970-01-01.
    public init(dayNumber: Int) {
        // Days from civil, after Howard Hinnant: eras of 400 years that begin on March 1.
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        self.init(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: day)
    }

    /// Days since 1970-01-01; negative before.
    public var dayNumber: Int {
        let shiftedYear = Int(year) - (month <= 2 ? 1 : 0)
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let monthIndex = Int(month) + (month > 2 ? -3 : 9)
        let dayOfYear = (153 * monthIndex + 2) / 5 + Int(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 = Monday … 6 = Sunday.
    public var weekdayIndex: Int { let r = (dayNumber + 3) % 7; return r < 0 ? r + 7 : r }

    /// 1 = January 1.
    public var dayOfYear: Int { dayNumber - CalendarDate(year: Int(year), month: 1, day: 1).dayNumber + 1 }

    /// The date `days` later (earlier when negative).
    public func advanced(byDays days: Int) -> CalendarDate { CalendarDate(dayNumber: dayNumber + days) }

    public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    public static func daysInYear(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }

    /// Days in a month of 1 to 12.
    public static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}
