/// Percent-encoding of path segments (RFC 3986 section 2) in one canonical form, and its decoding.
public enum PercentEncoding {
    /// Decodes `%XX`; nil when a percent sign is not followed by two hex digits.
    public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.underestimatedCount)
        var iterator = text.makeIterator()
        while let octet = iterator.next() {
            guard octet == UInt8(ascii: "%") else {
                result.append(octet)
                continue
            }
            guard let high = iterator.next().flatMap(hexValue), let low = iterator.next().flatMap(hexValue) else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }

    /// Encodes one path segment: unreserved characters and `@`, `$`, `!`, `'`, `(`, `)`, `*`, `,` stay, all else becomes `%XX` in upper case.
    ///
    /// Every href the server writes goes through here, so that clients which compare hrefs as text see one form.
    public static func encode(segment: String) -> String {
        var copy = segment
        return copy.withUTF8 { utf8 in
            if utf8.allSatisfy({ isKept($0) }) { return segment }
            var result: [UInt8] = []
            result.reserveCapacity(utf8.count * 2)
            for octet in utf8 { if isKept(octet) { result.append(octet) } else { append(octet, to: &result) } }
            return String(decoding: result, as: UTF8.self)
        }
    }

    static func append(_ octet: UInt8, to result: inout [UInt8]) {
        result.append(UInt8(ascii: "%"))
        result.append(hexDigit(octet >> 4))
        result.append(hexDigit(octet & 15))
    }

    @inline(__always)
    private static func isKept(_ octet: UInt8) -> Bool {
        if (octet | 0x20) &- 0x61 < 26 || octet &- 0x30 < 10 { return true }
        return switch octet {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "@"), UInt8(ascii: "$"),
            UInt8(ascii: "!"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: ","):
            true
        default: false
        }
    }

    static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - 48
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - 55
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - 87
        default: nil
        }
    }
}
