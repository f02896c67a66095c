/// A recurrence rule (RFC 5545 section 3.3.10), read leniently: see `init(_:)`.
public struct RecurrenceRule: Hashable, Sendable {
    public enum Frequency: String, Hashable, Sendable, CaseIterable, Comparable {
        case secondly = "SECONDLY"
        case minutely = "MINUTELY"
        case hourly = "HOURLY"
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"

        public static func < (left: Frequency, right: Frequency) -> Bool { left.rank < right.rank }
        private var rank: Int { Frequency.allCases.firstIndex(of: self) ?? 0 }
    }

    /// A day of the week, numbered as `CalendarDate.weekdayIndex`.
    public enum Weekday: Int, Hashable, Sendable, CaseIterable {
        case monday = 0, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    /// An entry of BYDAY: `MO`, `2TU`, `-1FR`.
    public struct WeekdayNumber: Hashable, Sendable {
        public var weekday: Weekday
        /// nil: every such weekday.
        public var ordinal: Int?

        public init(_ weekday: Weekday, ordinal: Int? = nil) {
            self.weekday = weekday
            self.ordinal = ordinal
        }
    }

    /// What becomes of a day that a month does not have (RFC 7529 section 4.1).
    public enum Skip: String, Hashable, Sendable {
        case omit = "OMIT"
        /// The last day of that month.
        case backward = "BACKWARD"
        /// The first day of the next month.
        case forward = "FORWARD"
    }

    public var frequency: Frequency
    public var interval = 1
    public var count: Int?
    /// As written: DATE, UTC, or local (then read in DTSTART's zone).
    public var until: DateTimeValue?
    public var bySecond: [Int] = []
    public var byMinute: [Int] = []
    public var byHour: [Int] = []
    public var byDay: [WeekdayNumber] = []
    public var byMonthDay: [Int] = []
    public var byYearDay: [Int] = []
    public var byWeekNumber: [Int] = []
    public var byMonth: [Int] = []
    public var bySetPosition: [Int] = []
    public var weekStart = Weekday.monday
    /// SKIP of RFC 7529, for the Gregorian calendar; nil when not given (which means the same as `omit`).
    public var skip: Skip?
    /// RSCALE of RFC 7529 in upper case; nil when not given. Only `GREGORIAN` can be expanded.
    public var calendarScale: String?
    /// Parts that are not understood, as written. They are kept and take no part in the expansion.
    public var unknownParts: [String] = []

    public init(_ frequency: Frequency) { self.frequency = frequency }

    /// Whether the rule can be expanded safely: false for a calendar scale other than the Gregorian, whose items show once, at DTSTART.
    public var isUnderstood: Bool { calendarScale == nil || calendarScale == "GREGORIAN" }
}

extension RecurrenceRule: CustomStringConvertible {
    /// The rule in upper case with FREQ first (after RSCALE, if there is one), as RFC 5545 orders it.
    public var description: String {
        var parts: [String] = []
        if let calendarScale { parts.append("RSCALE=" + calendarScale) }
        parts.append("FREQ=" + frequency.rawValue)
        if let until { parts.append("UNTIL=" + RecurrenceRule.text(of: until)) }
        if let count { parts.append("COUNT=\(count)") }
        if interval != 1 { parts.append("INTERVAL=\(interval)") }
        func list(_ name: String, _ values: [Int]) {
            if !values.isEmpty { parts.append(name + "=" + values.map(String.init).joined(separator: ",")) }
        }
        list("BYSECOND", bySecond)
        list("BYMINUTE", byMinute)
        list("BYHOUR", byHour)
        if !byDay.isEmpty { parts.append("BYDAY=" + byDay.map(\.description).joined(separator: ",")) }
        list("BYMONTHDAY", byMonthDay)
        list("BYYEARDAY", byYearDay)
        list("BYWEEKNO", byWeekNumber)
        list("BYMONTH", byMonth)
        list("BYSETPOS", bySetPosition)
        if weekStart != .monday { parts.append("WKST=" + weekStart.code) }
        if let skip { parts.append("SKIP=" + skip.rawValue) }
        parts += unknownParts
        return parts.joined(separator: ";")
    }

    /// UNTIL as it is written: `YYYYMMDD`, `YYYYMMDDTHHMMSS`, with `Z` for UTC.
    private static func text(of value: DateTimeValue) -> String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let date = value.date
        let day = padded(Int(date.year), 4) + padded(Int(date.month), 2) + padded(Int(date.day), 2)
        if value.isDate { return day }
        let local = value.local
        let time = padded(Int(local.hour), 2) + padded(Int(local.minute), 2) + padded(Int(local.second), 2)
        if case .utc = value { return day + "T" + time + "Z" }
        return day + "T" + time
    }
}

extension RecurrenceRule.Weekday {
    /// The two letters of RFC 5545: `MO` … `SU`.
    public var code: String {
        switch self {
        case .monday: "MO"
        case .tuesday: "TU"
        case .wednesday: "WE"
        case .thursday: "TH"
        case .friday: "FR"
        case .saturday: "SA"
        case .sunday: "SU"
        }
    }
}

extension RecurrenceRule.WeekdayNumber: CustomStringConvertible {
    public var description: String { (ordinal.map(String.init) ?? "") + weekday.code }
}
