/// Says why a text is no calendar.
enum NoCalendar {
    /// The finding for a text in which no calendar component was found.
    static func finding(for text: [UInt8]) -> Finding {
        let start = text.prefix(1024).drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
        guard !text.isEmpty else { return Finding(.empty, severity: .error, line: 0, reason: "The text is empty.") }
        guard text.contains(where: { $0 > 0x20 && $0 != 0x7F }) else {
            return Finding(.empty, severity: .error, line: 1, reason: "The text holds nothing but blanks.")
        }
        let kind =
            if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
                "a zip file"
            } else if start.starts(with: [0x1F, 0x8B]) {
                "gzip data"
            } else if start.starts(with: Array("%PDF".utf8)) {
                "a PDF file"
            } else if start.first == UInt8(ascii: "<") {
                "HTML or XML"
            } else if start.first == UInt8(ascii: "{") || start.first == UInt8(ascii: "[") {
                "JSON"
            } else if start.string.uppercasedASCII.hasPrefix("BEGIN:VCARD") {
                "a vCard"
            } else {
                "something else"
            }
        return Finding(.notICalendar, severity: .error, line: 1, reason: "No calendar component was found; the text looks like \(kind).")
    }
}
