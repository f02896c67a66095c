/// How programs write the names of time zones.
public enum TZID {
    /// A TZID in the form in which a parameter and the TZID property of a VTIMEZONE are compared: escapes decoded, outer blanks and quotes gone.
    public static func comparable(_ tzid: String) -> String {
        // Nearly all are plain names.
        func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") }
        if tzid.utf8.allSatisfy(isPlain) { return tzid }
        var bytes = Array(tzid.utf8)
        if bytes.contains(UInt8(ascii: "\\")) {
            var decoded: [UInt8] = []
            var escaped = false
            for byte in bytes {
                if byte == UInt8(ascii: "\\"), !escaped {
                    escaped = true
                } else {
                    if escaped, !",;\\\"".utf8.contains(byte) { decoded.append(UInt8(ascii: "\\")) }
                    decoded.append(byte)
                    escaped = false
                }
            }
            bytes = decoded
        }
        func isTrimmed(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "\"") }
        var slice = bytes[...]
        while let first = slice.first, isTrimmed(first) { slice.removeFirst() }
        while let last = slice.last, isTrimmed(last) { slice.removeLast() }
        return slice.string
    }

    /// The endings of a prefixed TZID after each slash, longest first: for `/citadel.org/1/America/Argentina/Salta` at last `America/Argentina/Salta`,
    /// `Argentina/Salta` and `Salta`.
    static func endings(of tzid: String) -> [String] {
        var endings: [String] = []
        var rest = tzid[...]
        while let slash = rest.firstIndex(of: "/"), endings.count < 8 {
            rest = rest[rest.index(after: slash)...]
            endings.append(String(rest))
        }
        return endings
    }

    /// The fixed offset that a name such as `UTC+02:00`, `GMT-0530` or `+0200` spells out; nil for anything else.
    ///
    /// The sign is the one people mean (positive east); `Etc/GMT-2`, whose sign is the other way round, is a name of the database.
    static func fixedOffset(_ name: String) -> UTCOffset? {
        var rest = Array(name.uppercasedASCII.utf8)[...]
        for prefix in ["UTC", "GMT"] where rest.starts(with: prefix.utf8) { rest = rest.dropFirst(3) }
        while rest.first == 0x20 { rest = rest.dropFirst() }
        guard let sign = rest.popFirst(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let parts = rest.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard rest.allSatisfy({ $0 &- 0x30 < 10 || $0 == UInt8(ascii: ":") }) else { return nil }
        let digits = rest.compactMap { $0 &- 0x30 < 10 ? Int32($0 - 0x30) : nil }
        let hours: Int32
        let minutes: Int32
        switch (parts.count, digits.count) {
        case (1, 1): (hours, minutes) = (digits[0], 0)
        case (1, 2): (hours, minutes) = (digits[0] * 10 + digits[1], 0)
        case (1, 4): (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        case (2, 3) where parts[0].count == 1: (hours, minutes) = (digits[0], digits[1] * 10 + digits[2])
        case (2, 4) where parts[0].count == 2: (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        default: return nil
        }
        guard hours <= 14, minutes < 60 else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return UTCOffset(seconds: sign == UInt8(ascii: "-") ? -seconds : seconds)
    }
}
