/// The TEXT value type (RFC 5545 section 3.3.11).
public enum TextValue {
    /// Backslash escapes added for `\`, `;`, `,` and line feeds; CR LF and CR count as line feeds, other control characters but the tab are dropped.
    public static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || needsBackslash($0) }) else { return text }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count + 16)
        var before: UInt8 = 0
        for octet in text.utf8 {
            switch octet {
            case 0x0A where before == 0x0D: break
            case 0x0A, 0x0D: escaped.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            default:
                if needsBackslash(octet) { escaped.append(UInt8(ascii: "\\")) }
                if !CharacterClass.isForbidden(octet) { escaped.append(octet) }
            }
            before = octet
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    /// Backslash escapes decoded; a backslash before any other character stays, and so does that character.
    public static func unescaped(_ raw: Bytes) -> String {
        guard raw.contains(UInt8(ascii: "\\")) else { return raw.string }
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        var place = raw.startIndex
        while place < raw.endIndex {
            let octet = raw[place]
            if octet == UInt8(ascii: "\\"), place + 1 < raw.endIndex {
                let next = raw[place + 1]
                if needsBackslash(next) {
                    text.append(next)
                    place += 2
                    continue
                }
                if next | 0x20 == UInt8(ascii: "n") {
                    text.append(0x0A)
                    place += 2
                    continue
                }
            }
            text.append(octet)
            place += 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The values of a list, split at commas that no backslash escapes, each decoded. A list without text has no values.
    public static func list(_ raw: Bytes, separator: Character = ",") -> [String] {
        guard !raw.isEmpty else { return [] }
        let mark = separator.asciiValue ?? UInt8(ascii: ",")
        var texts: [String] = []
        var start = raw.startIndex
        var place = start
        while place < raw.endIndex {
            if raw[place] == UInt8(ascii: "\\") {
                place += 2
                continue
            }
            if raw[place] == mark {
                texts.append(unescaped(raw[start..<place]))
                start = place + 1
            }
            place += 1
        }
        texts.append(unescaped(raw[start...]))
        return texts
    }

    /// Several texts as the raw value of a list.
    public static func list(_ texts: [String]) -> String { texts.map(escaped).joined(separator: ",") }

    private static func needsBackslash(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "\\") || octet == UInt8(ascii: ";") || octet == UInt8(ascii: ",")
    }
}
