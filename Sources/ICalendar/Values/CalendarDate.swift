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
        // Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms" (2023): years begin on March 1, and
        // each division is a multiplication and a shift. The days are counted from so early a year that none is negative.
        let limited = min(max(dayNumber, -700_000_000_000), 700_000_000_000)
        let quarters = 4 * UInt64(limited + 719_468 + CalendarDate.erasBefore * 146_097) + 3
        let century = quarters / 146_097
        let dayOfCentury = UInt32(truncatingIfNeeded: quarters % 146_097 / 4)
        let product = 2_939_745 * UInt64(4 * dayOfCentury + 3)
        let yearOfCentury = Int(product >> 32)
        let dayOfYear = UInt32(truncatingIfNeeded: product) / 2_939_745 / 4
        let monthAndDay = 2141 * dayOfYear + 197_913
        let isNextYear = dayOfYear >= 306
        let year = 100 * Int(century) + yearOfCentury - 400 * CalendarDate.erasBefore + (isNextYear ? 1 : 0)
        self.year = Int32(clamping: year)
        month = Int8(truncatingIfNeeded: monthAndDay >> 16) - (isNextYear ? 12 : 0)
        day = Int8(truncatingIfNeeded: (monthAndDay & 0xFFFF) / 2141) + 1
    }

    /// Eras of 400 years that make every year of 32 bits positive.
    private static let erasBefore = 5_400_000

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
