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
    /// Parts that are not understood (RSCALE, SKIP, X-…), as written; a rule that has some shows once, at DTSTART, unless they are known to be harmless.
    public var unknownParts: [String] = []

    public init(_ frequency: Frequency) { self.frequency = frequency }

    /// Reads a rule: any case, any order, trailing semicolons, COUNT and UNTIL together, UNTIL in every form.
    ///
    /// - Throws: `ValueError` for an unknown or missing FREQ, INTERVAL=0, an unreadable UNTIL, numbers out of range.
    public init(_ text: Bytes) throws(ValueError) { throw ValueError("") }

    /// The rule in upper case with FREQ first, as RFC 5545 orders it.
    public var description: String { "" }
}
