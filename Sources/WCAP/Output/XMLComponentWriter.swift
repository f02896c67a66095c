import ICalendar

/// Writes components and properties as elements of text/xml; knows the forms of the names it has met.
struct XMLComponentWriter: Sendable {
    private var forms = ElementForm.Table()

    /// False for a name that no element can have: nothing is written then.
    func appendOpening(_ name: ComponentName, to text: inout [UInt8]) -> Bool {
        let element = XMLElementName.element(for: name)
        guard XMLElementName.isValid(element) else { return false }
        text.append(contentsOf: "<\(element)>\n".utf8)
        return true
    }

    func appendClosing(_ name: ComponentName, to text: inout [UInt8]) {
        text.append(contentsOf: "</\(XMLElementName.element(for: name))>\n".utf8)
    }

    /// Appends a component with everything in it; nothing for one whose name no element can have.
    mutating func append(_ component: Component, to text: inout [UInt8]) {
        guard appendOpening(component.name, to: &text) else { return }
        for property in component.properties { append(property, to: &text) }
        for part in component.components { append(part, to: &text) }
        appendClosing(component.name, to: &text)
    }

    mutating func append(_ property: Property, to text: inout [UInt8]) {
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
        Self.appendEscaped(value, to: &text)
        text.append(contentsOf: form.closing)
    }

    /// Parameters become attributes; those that only say how an iCalendar value is written do not.
    private func appendAttributes(of property: Property, to text: inout [UInt8]) {
        var seen: Set<String> = ["VALUE", "TZID", "ENCODING", "CHARSET"]
        if property.name == .attach { seen.subtract(["VALUE", "ENCODING"]) }
        for parameter in property.parameters where XMLElementName.isValid(parameter.name) && seen.insert(parameter.name).inserted {
            text.append(contentsOf: " \(parameter.name)=\"".utf8)
            Self.appendEscaped(parameter.values.joined(separator: ",").utf8, to: &text)
            text.append(UInt8(ascii: "\""))
        }
    }

    /// Markup and quotes escaped, characters that XML 1.0 does not know left out.
    static func appendEscaped(_ octets: some Collection<UInt8>, to text: inout [UInt8]) {
        let done: Void? = octets.withContiguousStorageIfAvailable { appendEscaped($0, to: &text) }
        if done == nil { Array(octets).withUnsafeBufferPointer { appendEscaped($0, to: &text) } }
    }

    private static func appendEscaped(_ octets: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) {
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
