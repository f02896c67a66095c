/// Why a typed value could not be read.
public struct ValueError: Error, Hashable, Sendable {
    /// In plain words: "February has no day 30".
    public var reason: String

    public init(_ reason: String) { self.reason = reason }
}

extension Property {
    /// The value as one date or date-time; VALUE, TZID and a final `Z` decide which kind. Lenient as section 1 of the leniency page.
    public func dateTime() throws(ValueError) -> DateTimeValue { throw ValueError("") }

    /// All values of a list of dates (EXDATE, RDATE without periods); empty entries are skipped.
    public func dateTimes() throws(ValueError) -> [DateTimeValue] { throw ValueError("") }

    /// All values of RDATE, periods included (a plain date or date-time is a period of no explicit length: nil end).
    public func recurrenceDates() throws(ValueError) -> [(start: DateTimeValue, period: Period?)] { throw ValueError("") }

    /// All periods of FREEBUSY.
    public func periods() throws(ValueError) -> [Period] { throw ValueError("") }

    public func duration() throws(ValueError) -> CalendarDuration { throw ValueError("") }

    public func utcOffset() throws(ValueError) -> UTCOffset { throw ValueError("") }

    public func integer() throws(ValueError) -> Int { throw ValueError("") }

    /// A list of TEXT values split at unescaped commas (CATEGORIES, RESOURCES).
    public func texts() -> [String] { [] }
}
