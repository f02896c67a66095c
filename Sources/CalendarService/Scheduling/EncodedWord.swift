import struct Foundation.Data

/// Text in a mail header (RFC 2047): plain where it is ASCII, else encoded words that never cut a character, on lines of at most 76.
enum EncodedWord {
    /// Longest run of octets whose base64 fits a line behind `column` characters: `=?UTF-8?B?` and `?=` take 12 of its 76.
    private static func limit(after column: Int) -> Int { max(4, (76 - 12 - column) / 4 * 3) }

    /// A text such as a subject; `after`: how much of the line is taken.
    static func unstructured(_ text: String, after column: Int) -> String {
        let text = oneLine(text)
        let isPlain = text.utf8.allSatisfy { 0x20..<0x7F ~= $0 } && text.utf8.count + column <= 76 && !text.contains("=?")
        return isPlain ? text : encoded(text, after: column)
    }

    /// A display name: quoted where it is ASCII; `after`: how much of the line is taken.
    static func phrase(_ text: String, after column: Int) -> String {
        let text = oneLine(text)
        guard text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }), text.utf8.count <= 60 else { return encoded(text, after: column) }
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"" + String(escaped) + "\""
    }

    private static func encoded(_ text: String, after column: Int) -> String {
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let octets = Array(String(scalar).utf8)
            // Behind the first word each stands on a line of its own, after a blank.
            if words[words.count - 1].count + octets.count > limit(after: words.count == 1 ? column : 1) { words.append([]) }
            words[words.count - 1] += octets
        }
        return words.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// Control characters, line ends above all, become spaces.
    private static func oneLine(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar) }
        return String(scalars)
    }
}
