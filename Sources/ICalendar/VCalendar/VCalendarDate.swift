/// Dates of vCalendar 1.0: ISO 8601 in the basic or the extended form.
enum VCalendarDate {
    /// The date in the basic form that iCalendar has; a text that is no date stays as it is.
    static func text(of value: Bytes) -> String {
        let text = value.string.trimmedBlanks
        if (try? DateTimeValue(value)) != nil { return text }
        let basic = text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }
        guard (try? DateTimeValue(basic[...])) != nil else { return text }
        return String(decoding: basic, as: UTF8.self)
    }

    static func reading(_ value: Bytes) throws(ValueError) -> DateTimeValue { try DateTimeValue(Bytes(utf8: text(of: value))) }
}
