import ICalendar

/// Writes an answer as text/xml: one root, one `<iCal>` a block, a line feed behind every tag, no padding inside elements (`spec/wcap.md` 3.3).
struct XMLTextWriter: Sendable {
    var productID: String

    init(productID: String) { self.productID = productID }

    func text(of answer: Answer) -> [UInt8] {
        var text: [UInt8] = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iCalendar>\n".utf8)
        for block in answer.blocks { append(block, to: &text) }
        text.append(contentsOf: "</iCalendar>\n".utf8)
        return text
    }

    func append(_ block: AnswerBlock, to text: inout [UInt8]) {
        text.append(contentsOf: "<iCal version=\"2.0\" prodid=\"".utf8)
        appendEscaped(productID.utf8, to: &text)
        text.append(contentsOf: "\" METHOD=\"PUBLISH\">\n".utf8)
        if block.showsErrnoFirst { append(block.errno, to: &text) }
        for property in block.properties { append(property, to: &text) }
        for (name, value) in block.preferences where XMLElementName.isValid(name) {
            text.append(contentsOf: "<\(name)>".utf8)
            appendEscaped(value.utf8, to: &text)
            text.append(contentsOf: "</\(name)>\n".utf8)
        }
        for component in block.components { append(component, to: &text) }
        if !block.showsErrnoFirst { append(block.errno, to: &text) }
        text.append(contentsOf: "</iCal>\n".utf8)
    }

    private func append(_ errno: WCAPErrno?, to text: inout [UInt8]) {
        if let errno { text.append(contentsOf: "<\(XToken.errno)>\(errno.rawValue)</\(XToken.errno)>\n".utf8) }
    }

    private func append(_ component: Component, to text: inout [UInt8]) {
        let element = XMLElementName.element(for: component.name)
        guard XMLElementName.isValid(element) else { return }
        text.append(contentsOf: "<\(element)>\n".utf8)
        for property in component.properties { append(property, to: &text) }
        for part in component.components { append(part, to: &text) }
        text.append(contentsOf: "</\(element)>\n".utf8)
    }

    private func append(_ property: Property, to text: inout [UInt8]) {
        let element = XMLElementName.element(for: property.name)
        guard XMLElementName.isValid(element) else { return }
        switch property.name {
        case .exdate, .freebusy:
            for value in property.value.split(separator: UInt8(ascii: ",")) { append(element, of: property, value: value, to: &text) }
        case .rdate:
            for value in property.value.split(separator: UInt8(ascii: ",")) {
                append(element, of: property, value: value.prefix { $0 != UInt8(ascii: "/") }, to: &text)
            }
        case .categories:
            append(element, of: property, value: Array(property.texts().joined(separator: ",").utf8)[...], to: &text)
        case .resources:
            for value in property.texts() { append(element, of: property, value: Bytes(utf8: value), to: &text) }
        default:
            append(element, of: property, value: isText(property.name) ? Bytes(utf8: property.text) : property.value, to: &text)
        }
    }

    private func append(_ element: String, of property: Property, value: Bytes, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "<"))
        text.append(contentsOf: element.utf8)
        if property.hasParameters { appendAttributes(of: property, to: &text) }
        text.append(UInt8(ascii: ">"))
        appendEscaped(value, to: &text)
        text.append(contentsOf: "</\(element)>\n".utf8)
    }

    /// Parameters become attributes; those that only say how an iCalendar value is written do not.
    private func appendAttributes(of property: Property, to text: inout [UInt8]) {
        var seen: Set<String> = ["VALUE", "TZID", "ENCODING", "CHARSET"]
        if property.name == .attach { seen.subtract(["VALUE", "ENCODING"]) }
        for parameter in property.parameters where XMLElementName.isValid(parameter.name) && seen.insert(parameter.name).inserted {
            text.append(contentsOf: " \(parameter.name)=\"".utf8)
            appendEscaped(parameter.values.joined(separator: ",").utf8, to: &text)
            text.append(UInt8(ascii: "\""))
        }
    }

    /// Whether the value of a property is TEXT, so that its escapes are decoded.
    private func isText(_ name: PropertyName) -> Bool {
        switch name {
        case .uid, .summary, .description, .location, .comment, .contact, .status, .classification, .transp, .relatedTo, .tzid, .tzname,
            .action:
            true
        default: name.text.hasPrefix("X-")
        }
    }

    /// Markup and quotes escaped, characters that XML 1.0 does not know left out.
    private func appendEscaped(_ octets: some Collection<UInt8>, to text: inout [UInt8]) {
        var rest = octets[...]
        while let octet = rest.popFirst() {
            switch octet {
            // U+FFFE and U+FFFF
            case 0xEF where rest.starts(with: [0xBF, 0xBE]) || rest.starts(with: [0xBF, 0xBF]): rest = rest.dropFirst(2)
            case UInt8(ascii: "<"): text.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): text.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "&"): text.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "\""): text.append(contentsOf: "&quot;".utf8)
            case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F: continue
            case 0x0D: text.append(contentsOf: "&#13;".utf8)
            default: text.append(octet)
            }
        }
    }
}
