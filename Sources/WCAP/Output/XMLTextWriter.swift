import ICalendar

/// Writes an answer as text/xml: one root, one `<iCal>` a block, a line feed behind every tag, no padding inside elements (`spec/wcap.md` 3.3).
struct XMLTextWriter: Sendable {
    var productID: String

    init(productID: String) { self.productID = productID }

    func text(of answer: Answer) -> [UInt8] {
        var text: [UInt8] = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iCalendar>\n".utf8)
        text.reserveCapacity(answer.blocks.reduce(256) { $0 + $1.size * 5 / 4 })
        for block in answer.blocks { append(block, to: &text) }
        text.append(contentsOf: "</iCalendar>\n".utf8)
        return text
    }

    func append(_ block: AnswerBlock, to text: inout [UInt8]) {
        text.append(contentsOf: "<iCal version=\"2.0\" prodid=\"".utf8)
        appendEscaped(productID.utf8, to: &text)
        text.append(contentsOf: "\" METHOD=\"PUBLISH\">\n".utf8)
        var forms = ElementForm.Table()
        if block.showsErrnoFirst { append(block.errno, to: &text) }
        for property in block.properties { append(property, &forms, to: &text) }
        for (name, value) in block.preferences where XMLElementName.isValid(name) {
            text.append(contentsOf: "<\(name)>".utf8)
            appendEscaped(value.utf8, to: &text)
            text.append(contentsOf: "</\(name)>\n".utf8)
        }
        for component in block.components { append(component, &forms, to: &text) }
        append(block.fetched, &forms, to: &text)
        if !block.showsErrnoFirst { append(block.errno, to: &text) }
        text.append(contentsOf: "</iCal>\n".utf8)
    }

    private func append(_ errno: WCAPErrno?, to text: inout [UInt8]) {
        if let errno { text.append(contentsOf: "<\(XToken.errno)>\(errno.rawValue)</\(XToken.errno)>\n".utf8) }
    }

    private func append(_ component: Component, _ forms: inout ElementForm.Table, to text: inout [UInt8]) {
        let element = XMLElementName.element(for: component.name)
        guard XMLElementName.isValid(element) else { return }
        text.append(contentsOf: "<\(element)>\n".utf8)
        for property in component.properties { append(property, &forms, to: &text) }
        for part in component.components { append(part, &forms, to: &text) }
        text.append(contentsOf: "</\(element)>\n".utf8)
    }

    /// Lines that components have in common are written once.
    private func append(_ components: [RenderedComponent], _ forms: inout ElementForm.Table, to text: inout [UInt8]) {
        for component in components {
            let element = XMLElementName.element(for: component.name)
            guard XMLElementName.isValid(element) else { continue }
            text.append(contentsOf: "<\(element)>\n".utf8)
            for property in component.properties { append(property, &forms, to: &text) }
            text.append(contentsOf: component.common.text(.xml) { append($0, &forms, to: &$1) })
            for property in component.closing { append(property, &forms, to: &text) }
            for part in component.components { append(part, &forms, to: &text) }
            text.append(contentsOf: "</\(element)>\n".utf8)
        }
    }

    private func append(_ property: Property, _ forms: inout ElementForm.Table, to text: inout [UInt8]) {
        let name = property.name
        guard let form = forms[name] else { return }
        switch name {
        case .exdate, .freebusy:
            for value in property.value.split(separator: UInt8(ascii: ",")) { append(form, of: property, value: value, to: &text) }
        case .rdate:
            for value in property.value.split(separator: UInt8(ascii: ",")) {
                append(form, of: property, value: value.prefix { $0 != UInt8(ascii: "/") }, to: &text)
            }
        case .categories:
            append(form, of: property, value: Array(property.texts().joined(separator: ",").utf8)[...], to: &text)
        case .resources:
            for value in property.texts() { append(form, of: property, value: Bytes(utf8: value), to: &text) }
        default:
            // Most texts have no escapes.
            let value = property.value
            let isPlain = !form.isText || value.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\\") }
            append(form, of: property, value: isPlain ? value : Bytes(utf8: property.text), to: &text)
        }
    }

    private func append(_ form: ElementForm, of property: Property, value: Bytes, to text: inout [UInt8]) {
        text.append(contentsOf: form.opening)
        if property.hasParameters { appendAttributes(of: property, to: &text) }
        text.append(UInt8(ascii: ">"))
        appendEscaped(value, to: &text)
        text.append(contentsOf: form.closing)
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

    /// Markup and quotes escaped, characters that XML 1.0 does not know left out.
    private func appendEscaped(_ octets: some Collection<UInt8>, to text: inout [UInt8]) {
        let done: Void? = octets.withContiguousStorageIfAvailable { appendEscaped($0, to: &text) }
        if done == nil { Array(octets).withUnsafeBufferPointer { appendEscaped($0, to: &text) } }
    }

    private func appendEscaped(_ octets: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) {
        OctetReplacement.append(octets, extra: 0, to: &text) { octet, next, text in
            switch octet {
            // U+FFFE and U+FFFF
            case 0xEF where next + 1 < octets.count && octets[next] == 0xBF && octets[next + 1] | 1 == 0xBF: next += 2
            case UInt8(ascii: "<"): text.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): text.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "&"): text.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "\""): text.append(contentsOf: "&quot;".utf8)
            case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F: return
            case 0x0D: text.append(contentsOf: "&#13;".utf8)
            default: text.append(octet)
            }
        }
    }
}

/// How a property is written as an element.
private struct ElementForm: Sendable {
    /// Without its `>`: `<SUMMARY`.
    let opening: [UInt8]
    let closing: [UInt8]
    /// Whether the value is TEXT, so that its escapes are decoded.
    let isText: Bool

    /// nil for a name that no element can have.
    init?(_ name: PropertyName) {
        let element = XMLElementName.element(for: name)
        guard XMLElementName.isValid(element) else { return nil }
        opening = Array("<\(element)".utf8)
        closing = Array("</\(element)>\n".utf8)
        isText =
            switch name {
            case .uid, .summary, .description, .location, .comment, .contact, .status, .classification, .transp, .relatedTo, .tzid,
                .tzname, .action:
                true
            default: name.text.hasPrefix("X-")
            }
    }

    /// The forms of the names met so far; nil inside: no element.
    struct Table: Sendable {
        private var forms: [PropertyName: ElementForm?] = [:]

        subscript(name: PropertyName) -> ElementForm? {
            mutating get {
                if let known = forms[name] { return known }
                let form = ElementForm(name)
                forms[name] = .some(form)
                return form
            }
        }
    }
}
