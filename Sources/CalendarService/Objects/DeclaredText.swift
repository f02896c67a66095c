import CharacterSets
public import ICalendar

extension Parser {
    /// The parser for what comes from outside: it knows every character set the machine knows.
    public static var incoming: Parser {
        Parser { octets, charset in try? CharacterSetConverter.utf8(octets, from: charset) }
    }

    /// Parses a text whose character set the transport declared.
    ///
    /// UTF-8, UTF-16 with its mark and the sets of one octet a character are the parser's own business, line by line. Of others the whole
    /// text is converted first; a text that is no such text but good UTF-8 was declared wrongly and is read as what it is.
    /// - Throws: `invalidData` that names the line for what is no text in its character set, and for a set nobody knows.
    func parse(_ text: [UInt8], declaredAs charset: String?) throws -> ParsedText {
        guard let charset, !Parser.readsItself(charset), Parser.needsConversion(text) else { return parse(text, charset: charset) }
        let converted: [UInt8]
        do {
            converted = try CharacterSetConverter.utf8(text, from: charset)
        } catch {
            if String(validating: text, as: UTF8.self) != nil { return parse(text, charset: nil) }
            let finding: Finding
            switch error {
            case .unknownName:
                finding = Finding(
                    .notUTF8, severity: .error, line: 0, reason: "The character set \(charset.prefix(40)) is not known here: send UTF-8."
                )
            case .badSequence(let offset):
                let line = text.prefix(offset).count { $0 == 0x0A } + 1
                finding = Finding(
                    .notUTF8, severity: .error, line: line,
                    reason: "The octet \(offset + 1) of the text is no \(charset.prefix(40)), which it was declared to be."
                )
            }
            throw CalendarError(.invalidData, "Line \(finding.line): \(finding.reason)", findings: [finding])
        }
        var parsed = parse(converted, charset: nil)
        parsed.findings.insert(
            Finding(.notUTF8, severity: .note, line: 1, reason: "The text came in \(charset) and was turned into UTF-8."), at: 0
        )
        parsed.wasRepaired = true
        return parsed
    }

    /// Octets that are not the same in every character set, or the escapes of those that have only seven bits; a byte order mark says
    /// more than a declaration.
    private static func needsConversion(_ text: [UInt8]) -> Bool {
        let marks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]]
        return !marks.contains { text.starts(with: $0) } && text.contains { $0 >= 0x80 || $0 == 0x1B || $0 == 0 }
    }
}
