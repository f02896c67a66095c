extension CalendarDuration {
    /// Reads a duration (RFC 5545 section 3.3.6).
    ///
    /// Accepts weeks mixed with days, leading zeros, negative zero, lower case, a final `T` after days, blanks around.
    ///
    /// - Throws: `ValueError` for `P` alone, hours without `T`, parts out of order, numbers of more than nine digits.
    public init(_ text: Bytes) throws(ValueError) {
        var isLoose = false
        self = try CalendarDuration.read(text, isLoose: &isLoose)
    }

    static func read(_ text: Bytes, isLoose: inout Bool) throws(ValueError) -> CalendarDuration {
        let read: CalendarDuration?? = text.withUnsafeBufferPointer { parse(DecimalText.trimmed($0), isLoose: &isLoose) }
        guard let duration = read.flatMap({ $0 }) else {
            throw ValueError("\"\(text.prefix(60).string)\" is no duration like P1D, PT1H30M or P2W.")
        }
        return duration
    }

    private static func parse(_ text: UnsafeBufferPointer<UInt8>, isLoose: inout Bool) -> CalendarDuration? {
        var place = 0
        var sign = 1
        if place < text.count, text[place] == UInt8(ascii: "-") || text[place] == UInt8(ascii: "+") {
            sign = text[place] == UInt8(ascii: "-") ? -1 : 1
            place += 1
        }
        guard place < text.count, text[place] | 0x20 == UInt8(ascii: "p") else { return nil }
        place += 1
        var days = 0
        var seconds = 0
        // The units in their order: weeks, days, then behind T hours, minutes, seconds.
        var rank = 0
        var parts = 0
        var isTime = false
        while place < text.count {
            if text[place] | 0x20 == UInt8(ascii: "t") {
                guard !isTime else { return nil }
                isTime = true
                place += 1
                continue
            }
            var end = place
            while end < text.count, text[end] &- 0x30 < 10 { end += 1 }
            guard end < text.count, end - place <= 9, let number = DecimalText.digits(text, place, end - place) else { return nil }
            if end - place > 1, text[place] == 0x30 { isLoose = true }
            let unit: Int
            switch (text[end] | 0x20, isTime) {
            case (UInt8(ascii: "w"), false): (unit, days) = (1, days + number * 7)
            case (UInt8(ascii: "d"), false): (unit, days) = (2, days + number)
            case (UInt8(ascii: "h"), true): (unit, seconds) = (3, seconds + number * 3600)
            case (UInt8(ascii: "m"), true): (unit, seconds) = (4, seconds + number * 60)
            case (UInt8(ascii: "s"), true): (unit, seconds) = (5, seconds + number)
            default: return nil
            }
            guard unit > rank else { return nil }
            if rank == 1 { isLoose = true }
            rank = unit
            parts += 1
            place = end + 1
        }
        guard parts > 0 else { return nil }
        if isTime, rank < 3 { isLoose = true }
        return CalendarDuration(days: sign * days, seconds: Int64(sign * seconds))
    }

    /// As RFC 5545 section 3.3.6 writes it: `P1DT2H`, `-PT15M`, `P2W`, `PT0S`.
    ///
    /// Days and seconds of different sign cannot be written; such a duration is written by its seconds, a day being 86,400.
    public var text: String {
        guard days == 0 || seconds == 0 || (days < 0) == (seconds < 0) else {
            return CalendarDuration(seconds: approximateSeconds).text
        }
        let isNegative = days < 0 || seconds < 0
        let wholeDays = days.magnitude
        let wholeSeconds = seconds.magnitude
        var text = isNegative ? "-P" : "P"
        if wholeDays > 0, wholeSeconds == 0, wholeDays % 7 == 0 { return text + "\(wholeDays / 7)W" }
        if wholeDays > 0 { text += "\(wholeDays)D" }
        guard wholeSeconds > 0 || wholeDays == 0 else { return text }
        text += "T"
        let (hours, minutes, rest) = (wholeSeconds / 3600, wholeSeconds / 60 % 60, wholeSeconds % 60)
        if hours > 0 { text += "\(hours)H" }
        if minutes > 0 { text += "\(minutes)M" }
        if rest > 0 || wholeSeconds == 0 { text += "\(rest)S" }
        return text
    }
}
