public import ICalendar

/// Dates of HTTP headers (RFC 9110 section 5.6.7).
public enum HTTPDate {
    private static let dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`; years outside 0 to 9999 are cut to the nearest end.
    public static func format(_ instant: Instant) -> String {
        let clock = min(max(instant, .distantPast), Instant.distantFuture.advanced(bySeconds: -1)).utc
        let date = clock.date
        var text = ""
        text.reserveCapacity(29)
        text += dayNames[(date.weekdayIndex + 1) % 7]
        text += ", "
        append(Int(date.day), 2, to: &text)
        text += " "
        text += monthNames[Int(date.month) - 1]
        text += " "
        append(Int(date.year), 4, to: &text)
        text += " "
        append(Int(clock.hour), 2, to: &text)
        text += ":"
        append(Int(clock.minute), 2, to: &text)
        text += ":"
        append(Int(clock.second), 2, to: &text)
        text += " GMT"
        return text
    }

    /// Reads the three forms (RFC 1123, RFC 850, asctime); nil for anything else: such a header is ignored.
    ///
    /// A two-digit year that would lie more than 50 years after `now` is one of the century before.
    public static func parse(_ text: some StringProtocol, now: Instant) -> Instant? {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "-" || $0 == "\t" })
        let fields: (day: Substring, month: Substring, year: Substring, time: Substring)
        switch words.count {
        case 6 where words[5] == "GMT" || words[5] == "UTC":
            fields = (Substring(words[1]), Substring(words[2]), Substring(words[3]), Substring(words[4]))
        case 5: fields = (Substring(words[2]), Substring(words[1]), Substring(words[4]), Substring(words[3]))
        default: return nil
        }
        guard let day = number(fields.day, digits: 1...2), let month = monthNames.firstIndex(of: String(fields.month)).map({ $0 + 1 }),
            var year = number(fields.year, digits: 2...4), fields.year.count != 3
        else { return nil }
        let parts = fields.time.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = number(parts[0], digits: 1...2), let minute = number(parts[1], digits: 2...2),
            let second = number(parts[2], digits: 2...2), hour < 24, minute < 60, second <= 60
        else { return nil }
        if fields.year.count == 2 {
            let current = Int(now.utc.date.year)
            year += current / 100 * 100
            if year > current + 50 { year -= 100 }
        }
        guard day >= 1, day <= CalendarDate.daysInMonth(month, of: year) else { return nil }
        let date = CalendarDate(year: year, month: month, day: day)
        return LocalDateTime(startOf: date).asUTC.advanced(bySeconds: Int64(hour * 3600 + minute * 60 + second))
    }

    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        return Int(text)
    }

    /// Appends a number that is not negative, with zeros in front up to a width.
    private static func append(_ value: Int, _ width: Int, to text: inout String) {
        if width > 1 { append(value / 10, width - 1, to: &text) }
        text.unicodeScalars.append(Unicode.Scalar(UInt8(0x30 + value % 10)))
    }
}
