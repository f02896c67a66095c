import ICalendar

/// How WCAP writes several items into one parameter value (`spec/wcap.md` 1.4).
enum ListSplitting {
    private static let semicolon = UInt8(ascii: ";")
    private static let quote = UInt8(ascii: "\"")

    /// Cuts at `separator` outside double quotes (`"` or, in encoded text, `%22`). Quotes that have no partner do not protect anything.
    static func split(_ raw: Bytes, at separator: UInt8 = UInt8(ascii: ";"), isEncoded: Bool) -> [Bytes] {
        guard raw.contains(separator) else { return [raw] }
        let protects = quotes(in: raw, isEncoded: isEncoded) % 2 == 0
        var items: [Bytes] = []
        var start = raw.startIndex
        var index = raw.startIndex
        var isQuoted = false
        while index < raw.endIndex {
            let octet = raw[index]
            if protects, isQuote(raw, at: index, isEncoded: isEncoded) {
                isQuoted.toggle()
            } else if octet == separator, !isQuoted {
                items.append(raw[start..<index])
                start = index + 1
            }
            index += 1
        }
        items.append(raw[start...])
        return items
    }

    private static func quotes(in raw: Bytes, isEncoded: Bool) -> Int {
        var count = 0
        for index in raw.indices where isQuote(raw, at: index, isEncoded: isEncoded) { count += 1 }
        return count
    }

    private static func isQuote(_ raw: Bytes, at index: Int, isEncoded: Bool) -> Bool {
        if raw[index] == quote { return true }
        return isEncoded && raw[index] == UInt8(ascii: "%") && raw.endIndex - index > 2 && raw[index + 1] == UInt8(ascii: "2")
            && raw[index + 2] == UInt8(ascii: "2")
    }

    /// `=3B` (any case), the seed's spelling of a semicolon inside an item, decoded.
    static func unescapingQuotedPrintable(_ octets: [UInt8]) -> [UInt8] {
        guard octets.count >= 3, octets.contains(UInt8(ascii: "=")) else { return octets }
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            if octets[index] == UInt8(ascii: "="), octets.count - index > 2, octets[index + 1] == UInt8(ascii: "3"),
                octets[index + 2] | 0x20 == UInt8(ascii: "b")
            {
                result.append(semicolon)
                index += 3
            } else {
                result.append(octets[index])
                index += 1
            }
        }
        return result
    }

    /// The items of a list value, decoded in the order that makes `=3B`, `%3B` and encoded separators all work.
    static func items(_ raw: Bytes, isEncoded: Bool, mayHaveEncodedSeparators: Bool) -> [[UInt8]] {
        let parts = split(raw, isEncoded: isEncoded)
        var decoded = parts.map { isEncoded ? PercentDecoding.decoded($0) : Array($0) }
        if decoded.count == 1, mayHaveEncodedSeparators, decoded[0].contains(semicolon) {
            decoded = split(decoded[0][...], isEncoded: false).map { Array($0) }
        }
        return decoded.map { unescapingQuotedPrintable($0) }
    }

    /// The rules of `rrules` or `exrules`: quoted strings separated by semicolons; without quotes every `FREQ` after the first begins a new rule.
    static func rules(_ octets: [UInt8]) -> [[UInt8]] {
        if octets.contains(quote) {
            return split(octets[...], isEncoded: false).compactMap { item in
                let bare = unescapingQuotedPrintable(trimmed(item).filter { $0 != quote })
                return bare.isEmpty ? nil : bare
            }
        }
        var rules: [[UInt8]] = []
        var current: [UInt8] = []
        var hasFrequency = false
        for part in split(unescapingQuotedPrintable(octets)[...], isEncoded: false) {
            let part = trimmed(part)
            guard !part.isEmpty else { continue }
            let isFrequency = part.prefix(5).map { $0 & 0xDF } == Array("FREQ".utf8) + [UInt8(ascii: "=") & 0xDF]
            if isFrequency, hasFrequency {
                rules.append(current)
                current = []
            }
            hasFrequency = hasFrequency || isFrequency
            if !current.isEmpty { current.append(semicolon) }
            current.append(contentsOf: part)
        }
        if !current.isEmpty { rules.append(current) }
        return rules
    }

    /// Without white space at the ends.
    static func trimmed(_ octets: some BidirectionalCollection<UInt8>) -> [UInt8] {
        var slice = octets[...]
        while let first = slice.first, isSpace(first) { slice = slice.dropFirst() }
        while let last = slice.last, isSpace(last) { slice = slice.dropLast() }
        return Array(slice)
    }

    private static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || (0x09...0x0D).contains(octet) }
}
