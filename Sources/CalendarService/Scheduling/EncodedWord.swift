import struct Foundation.Data

/// Text in a mail header (RFC 2047): plain where it is ASCII, else encoded words of at most 75 characters that never cut a character.
enum EncodedWord {
    /// Longest run of octets whose base64 fits a word: `=?UTF-8?B?` and `?=` take 12 of 75.
    private static let limit = 45

    /// A text such as a subject; `after`: how much of the line is taken.
    static func unstructured(_ text: String, after column: Int) -> String {
        let text = oneLine(text)
        let isPlain = text.utf8.allSatisfy { 0x20..<0x7F ~= $0 } && text.utf8.count + column <= 76 && !text.contains("=?")
        return isPlain ? text : encoded(text)
    }

    /// A display name: quoted where it is ASCII.
    static func phrase(_ text: String) -> String {
        let text = oneLine(text)
        guard text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }), text.utf8.count <= 60 else { return encoded(text) }
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"" + String(escaped) + "\""
    }

    private static func encoded(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let octets = Array(String(scalar).utf8)
            if words[words.count - 1].count + octets.count > limit { words.append([]) }
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
