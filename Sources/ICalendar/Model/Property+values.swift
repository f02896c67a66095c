extension Property {
    /// The value as one date or date-time; VALUE, TZID and a final `Z` decide which kind. Lenient as section 1 of the leniency page:
    /// see `DateTimeValue.init(_:)`. With VALUE=DATE a time behind the date does not count.
    public func dateTime() throws(ValueError) -> DateTimeValue {
        var oddities = DateTimeValue.Oddities()
        return try dateTime(&oddities)
    }

    func dateTime(_ oddities: inout DateTimeValue.Oddities) throws(ValueError) -> DateTimeValue {
        kinded(try DateTimeValue.read(value, &oddities))
    }

    /// Applies VALUE=DATE and TZID.
    private func kinded(_ value: DateTimeValue) -> DateTimeValue {
        guard hasParameters, !value.isDate else { return value }
        if isValue("DATE") { return .date(value.date) }
        return value.inZone(parameter("TZID"))
    }

    /// Whether the VALUE parameter names this type, in any case.
    func isValue(_ type: String) -> Bool { hasParameters && parameter("VALUE")?.uppercasedASCII == type }

    /// All values of a list of dates (EXDATE, RDATE without periods); empty entries are skipped.
    public func dateTimes() throws(ValueError) -> [DateTimeValue] {
        var list: [DateTimeValue] = []
        let tzid = parameter("TZID")
        let isDate = isValue("DATE")
        for entry in entries {
            let value = try DateTimeValue(entry)
            list.append(isDate ? .date(value.date) : value.inZone(tzid))
        }
        return list
    }

    /// All values of RDATE, periods included (a plain date or date-time is a period of no explicit length: nil period).
    public func recurrenceDates() throws(ValueError) -> [(start: DateTimeValue, period: Period?)] {
        var list: [(start: DateTimeValue, period: Period?)] = []
        let tzid = parameter("TZID")
        let isDate = isValue("DATE")
        for entry in entries {
            if entry.contains(UInt8(ascii: "/")) {
                let period = try Period(entry, tzid: tzid)
                list.append((period.start, period))
            } else {
                let value = try DateTimeValue(entry)
                list.append((isDate ? .date(value.date) : value.inZone(tzid), nil))
            }
        }
        return list
    }

    /// All periods of FREEBUSY.
    public func periods() throws(ValueError) -> [Period] {
        var list: [Period] = []
        let tzid = parameter("TZID")
        for entry in entries { list.append(try Period(entry, tzid: tzid)) }
        return list
    }

    /// The entries of a list that are not blank.
    var entries: [Bytes] {
        value.split(separator: UInt8(ascii: ",")).filter { entry in entry.contains { $0 != 0x20 && $0 != 0x09 } }
    }

    /// See `CalendarDuration.init(_:)`.
    public func duration() throws(ValueError) -> CalendarDuration { try CalendarDuration(value) }

    /// See `UTCOffset.init(_:)`.
    public func utcOffset() throws(ValueError) -> UTCOffset { try UTCOffset(value) }

    /// The value as a whole number, with or without sign.
    public func integer() throws(ValueError) -> Int {
        guard let number = Int(valueString.trimmedBlanks) else { throw ValueError("\"\(value.prefix(60).string)\" is no whole number.") }
        return number
    }

    /// A list of TEXT values split at unescaped commas (CATEGORIES, RESOURCES); empty ones are left out.
    public func texts() -> [String] { TextValue.list(value).filter { !$0.isEmpty } }

    /// The value as an address (ATTENDEE, ORGANIZER).
    public func calendarAddress() -> CalendarAddress { CalendarAddress(valueString) }
}
