/// Repairs of single lines: character set, control characters, lines without a colon, quoted-printable.
extension TreeBuilder {
    /// The line without control characters and in UTF-8; nil when it is clean.
    mutating func repairedLine(_ octets: UnsafeBufferPointer<UInt8>, _ line: LineUnfolder.Line) -> [UInt8]? {
        let hasControls = octets.contains(where: CharacterClass.isForbidden)
        let isUTF8 = UTF8Check.isValid(octets)
        guard hasControls || !isUTF8 else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(octets.count)
        let clean = octets.lazy.filter { !CharacterClass.isForbidden($0) }
        if isUTF8 {
            text.append(contentsOf: clean)
        } else {
            let reading = decoded(Array(clean), charset: QuotedPrintable.charset(of: octets))
            // Other sets have their line breaks elsewhere: one line must not become two.
            text = QuotedPrintable.withoutCharset(reading.text).filter { !CharacterClass.isForbidden($0) }
            note(.notUTF8, line.number, "The line is no UTF-8; it was read as \(reading.charset).", property: nil)
        }
        let isBlank = text.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if hasControls, !isBlank { note(.controlCharacter, line.number, "Control characters were left out.") }
        return isBlank ? [] : text
    }

    /// Octets that are no UTF-8, read in the character set they name, else in the one the transport declared, else in Windows-1252.
    private func decoded(_ octets: [UInt8], charset name: String?) -> (text: [UInt8], charset: String) {
        let known = name.flatMap(SingleByteCharset.named)
        if known == nil, let name, let text = converter?(octets, name) { return (text, name) }
        let charset = known ?? transportCharset ?? .windows1252
        var text: [UInt8] = []
        charset.decode(octets, to: &text)
        return (text, charset.names[0])
    }

    /// Deals with a line that is neither a property nor a continuation: more of the text before it, or left out.
    mutating func strayLine(_ line: LineUnfolder.Line, _ storage: [UInt8]) {
        guard let last = properties.last, canContinue(last) else {
            note(.lineWithoutColon, line.number, "The line is neither a property nor a continuation; it was left out.")
            return
        }
        var joined = Array(last.line)
        joined.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
        joined.append(contentsOf: storage[Int(line.start)..<Int(line.end)])
        guard joined.count <= limits.lineLength, joined.count <= continuationBudget else {
            note(.lineWithoutColon, line.number, "The line is neither a property nor a continuation; it was left out.")
            return
        }
        continuationBudget -= joined.count
        note(
            .unfoldedText, line.number, "The line is neither a property nor a continuation; it was taken as more of the text before it.",
            property: last
        )
        properties[properties.count - 1] = Property(
            joined, nameEnd: Int(last.nameEnd - last.start), valueStart: Int(last.valueStart - last.start), lineNumber: last.lineNumber,
            registered: last.registered
        )
    }

    /// Whether the property is free text that a producer may have broken without folding.
    private func canContinue(_ property: Property) -> Bool {
        guard hasOpenProperty else { return false }
        switch property.registered {
        case .description, .summary, .comment, .location, .contact, .xAltDesc: return true
        default: return false
        }
    }

    /// Looks closer at a line with odd parameters.
    mutating func lookAt(
        _ oddities: ContentLine.Oddities, of property: inout Property, _ line: LineUnfolder.Line, _ next: inout Int
    ) {
        if oddities.contains(.quoteInside) {
            note(.quoteInParameter, line.number, "A quote inside a parameter is taken as text.", property: property)
        }
        if oddities.contains(.unclosedQuote) {
            note(.unclosedQuote, line.number, "A quoted parameter has no closing quote.", property: property)
        }
        if oddities.contains(.backslash) {
            note(.backslashInParameter, line.number, "A backslash in a parameter is no escape.", property: property)
        }
        if oddities.contains(.bare) {
            note(.bareParameter, line.number, "A parameter has no value.", property: property)
        }
        guard oddities.contains(.mayBeQuotedPrintable), QuotedPrintable.isUsed(by: property) else { return }
        var value = Array(property.value)
        // A `=` at the end of a line is a soft line break: the value goes on.
        while value.last == UInt8(ascii: "="), next < unfolder.lines.count, value.count < limits.lineLength {
            value.removeLast()
            let more = unfolder.lines[next]
            value.append(contentsOf: unfolder.octets[Int(more.start)..<Int(more.end)])
            next += 1
        }
        note(.quotedPrintable, line.number, "Quoted-printable was decoded.", property: property)
        let charset = property.parameter("CHARSET")
        var octets = QuotedPrintable.octets(of: value)
        // ISO-2022 sets have seven bits and switch by escapes, so that they look like UTF-8.
        if octets.contains(0x1B) || !octets.withUnsafeBufferPointer(UTF8Check.isValid) {
            octets = decoded(octets, charset: charset).text
        }
        property = QuotedPrintable.property(property, decodedTo: octets)
    }
}
