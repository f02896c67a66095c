import ICalendar

/// Writes an answer as text/calendar: one VCALENDAR a block, CRLF, folded at 75 octets (`spec/wcap.md` 3.2).
///
/// Lines of the answer's own X- properties are never folded: clients find them with line patterns.
struct CalendarTextWriter: Sendable {
    var productID: String
    private let serializer = Serializer()

    init(productID: String) { self.productID = productID }

    func octets(of answer: Answer) -> AnswerOctets {
        var octets = AnswerOctets()
        for block in answer.blocks {
            appendOpening(of: block, to: &octets.text)
            octets.append(block.fetched)
            appendClosing(of: block, to: &octets.text)
        }
        return octets
    }

    /// What comes before the fetched components.
    func appendOpening(of block: AnswerBlock, to text: inout [UInt8]) {
        append(line: "BEGIN:VCALENDAR", to: &text)
        append(line: "PRODID:\(productID)", to: &text)
        append(line: "METHOD:PUBLISH", to: &text)
        append(line: "VERSION:2.0", to: &text)
        if block.showsErrnoFirst { append(block.errno, to: &text) }
        for property in block.properties { append(property, to: &text) }
        for (name, value) in block.preferences { append(line: "\(name):\(Self.escaped(value))", to: &text) }
        for component in block.components { serializer.append(component, to: &text) }
    }

    /// What comes behind the fetched components.
    func appendClosing(of block: AnswerBlock, to text: inout [UInt8]) {
        if !block.showsErrnoFirst { append(block.errno, to: &text) }
        append(line: "END:VCALENDAR", to: &text)
    }

    private func append(_ errno: WCAPErrno?, to text: inout [UInt8]) {
        if let errno { append(line: "\(XToken.errno):\(errno.rawValue)", to: &text) }
    }

    /// Clients read preferences as they stand: only what would break or bend the line is escaped.
    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case _ where scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F: continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private func append(line: String, to text: inout [UInt8]) {
        text.append(contentsOf: line.utf8)
        text.append(0x0D)
        text.append(0x0A)
    }

    private func append(_ property: Property, to text: inout [UInt8]) {
        let line = property.line
        if line.count > 75, !line.starts(with: "X-NSCP-WCAP".utf8), !line.starts(with: XToken.guidPrefix.utf8) {
            serializer.append(property, to: &text)
            return
        }
        text.append(contentsOf: line)
        text.append(0x0D)
        text.append(0x0A)
    }
}
