/// The grammar of one unfolded content line (RFC 5545 section 3.1, RFC 6868).
enum ContentLine {
    /// Whether an octet may not stand in a line: control characters but the tab.
    static func isForbidden(_ octet: UInt8) -> Bool { CharacterClass.isForbidden(octet) }

    /// Oddities of a parameter list.
    struct Oddities: OptionSet {
        let rawValue: UInt8
        static let quoteInside = Oddities(rawValue: 1)
        static let unclosedQuote = Oddities(rawValue: 2)
        /// `qu` stands somewhere, so that ENCODING=QUOTED-PRINTABLE is possible.
        static let mayBeQuotedPrintable = Oddities(rawValue: 4)
        static let backslash = Oddities(rawValue: 8)
        /// A parameter without `=`.
        static let bare = Oddities(rawValue: 16)
    }

    /// The place of the colon that ends the parameters which begin at `start` (at a `;`), nil if there is none.
    ///
    /// A quote opens a quoted value only after `=` or `,`; elsewhere it is text. A quoted value without end is taken as unquoted.
    static func colon(
        in line: UnsafePointer<UInt8>, from start: Int, to end: Int, oddities: inout Oddities, parameters: inout Int
    ) -> Int? {
        var place = start
        var before: UInt8 = 0
        var hasEqualSign = true
        while place < end {
            let octet = line[place]
            switch octet {
            case UInt8(ascii: ":"), UInt8(ascii: ";"):
                if !hasEqualSign { oddities.insert(.bare) }
                hasEqualSign = false
                guard octet == UInt8(ascii: ";") else { return place }
                parameters &+= 1
            case UInt8(ascii: "="): hasEqualSign = true
            case UInt8(ascii: "\\"): oddities.insert(.backslash)
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                if before | 0x20 == UInt8(ascii: "q") { oddities.insert(.mayBeQuotedPrintable) }
            case UInt8(ascii: "\""):
                guard before == UInt8(ascii: "=") || before == UInt8(ascii: ",") else {
                    oddities.insert(.quoteInside)
                    break
                }
                var close = place + 1
                while close < end, line[close] != UInt8(ascii: "\"") { close += 1 }
                if close < end { place = close } else { oddities.insert(.unclosedQuote) }
            default: break
            }
            before = octet
            place += 1
        }
        return nil
    }

    /// Reads `;NAME=value,"value"…`. A parameter without `=` has no values.
    static func parameters(of text: Bytes) -> [Parameter] {
        var list: [Parameter] = []
        text.withUnsafeBufferPointer { octets in
            var place = 0
            while let (name, values) = nextParameter(in: octets, at: &place) {
                list.append(Parameter(canonical: name, values ?? []))
            }
        }
        return list
    }

    /// The first value of the first parameter of a name, nil if there is none; "" for a parameter that has no value.
    static func firstValue(of name: String, in text: Bytes) -> String? {
        text.withUnsafeBufferPointer { octets in
            var place = 0
            while place < octets.count {
                let start = place + 1
                if matches(name, in: octets, at: start) {
                    if let plain = plainValue(in: octets, at: start + name.utf8.count) { return plain }
                    guard let (_, values) = nextParameter(in: octets, at: &place) else { return nil }
                    return values?.first ?? ""
                }
                skipParameter(in: octets, at: &place)
            }
            return nil
        }
    }

    /// The one value of a parameter whose name ends at `place`; nil where quotes, commas, backslashes or carets make it more than that.
    private static func plainValue(in octets: UnsafeBufferPointer<UInt8>, at place: Int) -> String? {
        guard place < octets.count, octets[place] == UInt8(ascii: "=") else { return nil }
        var end = place + 1
        while end < octets.count, octets[end] != UInt8(ascii: ";") {
            switch octets[end] {
            case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\\"), UInt8(ascii: "^"): return nil
            default: end += 1
            }
        }
        return String(decoding: octets[(place + 1)..<end], as: UTF8.self)
    }

    /// Whether `name` (in upper case or not) followed by `=`, `;` or the end stands at `start`.
    private static func matches(_ name: String, in octets: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        var place = start
        for wanted in name.utf8 {
            guard place < octets.count, upper(octets[place]) == upper(wanted) else { return false }
            place += 1
        }
        return place == octets.count || octets[place] == UInt8(ascii: "=") || octets[place] == UInt8(ascii: ";")
    }

    private static func upper(_ octet: UInt8) -> UInt8 { octet &- 0x61 < 26 ? octet & 0xDF : octet }

    /// Moves from one `;` to the next or to the end.
    private static func skipParameter(in octets: UnsafeBufferPointer<UInt8>, at place: inout Int) {
        place += 1
        var before: UInt8 = 0
        while place < octets.count, octets[place] != UInt8(ascii: ";") {
            if octets[place] == UInt8(ascii: "\""), before == UInt8(ascii: "=") || before == UInt8(ascii: ","),
                let close = octets[(place + 1)...].firstIndex(of: UInt8(ascii: "\""))
            {
                place = close
            }
            before = octets[place]
            place += 1
        }
    }

    /// Reads one parameter at a `;` and moves behind it. Values are nil for a parameter without `=`.
    private static func nextParameter(
        in octets: UnsafeBufferPointer<UInt8>, at place: inout Int
    ) -> (name: String, values: [String]?)? {
        guard place < octets.count else { return nil }
        place += 1
        let nameStart = place
        while place < octets.count, octets[place] != UInt8(ascii: "="), octets[place] != UInt8(ascii: ";") { place += 1 }
        let name = String(decoding: octets[nameStart..<place], as: UTF8.self).trimmedBlanks.uppercasedASCII
        guard place < octets.count, octets[place] == UInt8(ascii: "=") else { return (name, nil) }
        var values: [String] = []
        repeat {
            place += 1
            values.append(nextValue(in: octets, at: &place))
        } while place < octets.count && octets[place] == UInt8(ascii: ",")
        return (name, values)
    }

    /// Reads one value that ends before `,`, `;` or the end. Outside quotes a backslash takes `,` and `;` along, as some producers mean it.
    private static func nextValue(in octets: UnsafeBufferPointer<UInt8>, at place: inout Int) -> String {
        var start = place
        var quoted: Range<Int>?
        if place < octets.count, octets[place] == UInt8(ascii: "\""),
            let close = octets[(place + 1)...].firstIndex(of: UInt8(ascii: "\""))
        {
            quoted = (place + 1)..<close
            place = close + 1
            start = place
        }
        var isEscaped = false
        while place < octets.count, octets[place] != UInt8(ascii: ";") {
            if octets[place] == UInt8(ascii: ",") {
                guard place > start, octets[place - 1] == UInt8(ascii: "\\") else { break }
                isEscaped = true
            }
            place += 1
        }
        var raw = quoted.map { Array(octets[$0]) } ?? []
        raw.append(contentsOf: octets[start..<place])
        if isEscaped {
            var kept: [UInt8] = []
            for octet in raw {
                if octet == UInt8(ascii: ","), kept.last == UInt8(ascii: "\\") { kept.removeLast() }
                kept.append(octet)
            }
            raw = kept
        }
        return decodeCarets(raw)
    }

    /// RFC 6868: `^n` is a line feed, `^'` a quote, `^^` a caret; a caret before anything else is itself.
    private static func decodeCarets(_ raw: [UInt8]) -> String {
        guard raw.contains(UInt8(ascii: "^")) else { return String(decoding: raw, as: UTF8.self) }
        var decoded: [UInt8] = []
        var place = 0
        while place < raw.count {
            let next = place + 1 < raw.count && raw[place] == UInt8(ascii: "^") ? raw[place + 1] : 0
            switch next {
            case UInt8(ascii: "n"): decoded.append(0x0A)
            case UInt8(ascii: "'"): decoded.append(UInt8(ascii: "\""))
            case UInt8(ascii: "^"): decoded.append(UInt8(ascii: "^"))
            default:
                decoded.append(raw[place])
                place += 1
                continue
            }
            place += 2
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Writes `;NAME=value`, quoted where needed, carets encoded. A parameter without values is written without `=`.
    static func append(_ parameter: Parameter, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: ";"))
        // An octet that no name may hold becomes a hyphen: left out, it could make another name of it.
        bytes.append(contentsOf: parameter.name.utf8.lazy.map { CharacterClass.nameOctets[Int($0)] != 0 ? $0 : UInt8(ascii: "-") })
        for (index, value) in parameter.values.enumerated() {
            bytes.append(index == 0 ? UInt8(ascii: "=") : UInt8(ascii: ","))
            let needsQuotes = value.utf8.contains { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ",") }
            if needsQuotes { bytes.append(UInt8(ascii: "\"")) }
            var before: UInt8 = 0
            for octet in value.utf8 {
                switch octet {
                case UInt8(ascii: "\""): bytes.append(contentsOf: [UInt8(ascii: "^"), UInt8(ascii: "'")])
                case UInt8(ascii: "^"): bytes.append(contentsOf: [UInt8(ascii: "^"), UInt8(ascii: "^")])
                case 0x0A where before == 0x0D: break
                case 0x0A, 0x0D: bytes.append(contentsOf: [UInt8(ascii: "^"), UInt8(ascii: "n")])
                default: if !isForbidden(octet) { bytes.append(octet) }
                }
                before = octet
            }
            if needsQuotes { bytes.append(UInt8(ascii: "\"")) }
        }
    }
}
