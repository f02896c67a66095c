extension XMLElement {
    /// The element as a piece of XML that stands by itself: every namespace declaration and the language in force where it stood are
    /// on it, prefixes are kept, so that names inside its text keep their meaning (RFC 4918 section 4.3).
    ///
    /// Meant for storing dead properties; `XMLWriter.fragment(_:)` puts it into an answer as it is.
    public var fragment: [UInt8] {
        var writer = FragmentWriter()
        writer.append(self, inForce: [], isRoot: true)
        return writer.bytes
    }
}

/// Writes elements with the prefixes they came with, and finds new ones where those do not fit (elements made or moved by a program).
private struct FragmentWriter {
    var bytes: [UInt8] = []
    private var generated = 0

    mutating func append(_ element: XMLElement, inForce outer: [XMLScope.Declaration], isRoot: Bool) {
        var inForce = outer
        var added: [XMLScope.Declaration] = []
        func declare(_ declaration: XMLScope.Declaration) {
            inForce.removeAll { $0.prefix == declaration.prefix }
            inForce.append(declaration)
            added.removeAll { $0.prefix == declaration.prefix }
            added.append(declaration)
        }
        func namespace(of prefix: String) -> String {
            prefix == "xml" ? XMLNamespace.xml : inForce.last { $0.prefix == prefix }?.namespace ?? ""
        }
        for declaration in element.scope?.declarations ?? [] where !outer.contains(declaration) {
            // Outermost, `xmlns=""` says nothing.
            if declaration.namespace.isEmpty, namespace(of: declaration.prefix).isEmpty { continue }
            declare(declaration)
        }
        /// The prefix to write for a name; an attribute without prefix is in no namespace, whatever the default.
        func prefix(_ name: XMLName, asWritten prefix: String, isAttribute: Bool) -> String {
            if isAttribute, name.namespace.isEmpty { return "" }
            if !(isAttribute && prefix.isEmpty), namespace(of: prefix) == name.namespace { return prefix }
            if name.namespace == XMLNamespace.xml { return "xml" }
            if name.namespace.isEmpty {
                declare(XMLScope.Declaration(prefix: "", namespace: ""))
                return ""
            }
            if let known = inForce.last(where: { $0.namespace == name.namespace && !$0.prefix.isEmpty }) { return known.prefix }
            var fresh = ""
            repeat {
                generated += 1
                fresh = "n\(generated)"
            } while inForce.contains { $0.prefix == fresh }
            declare(XMLScope.Declaration(prefix: fresh, namespace: name.namespace))
            return fresh
        }

        let elementPrefix = prefix(element.name, asWritten: element.prefix, isAttribute: false)
        let attributes = element.attributes.map {
            (prefix: prefix($0.name, asWritten: $0.prefix, isAttribute: true), local: $0.name.local, value: $0.value)
        }
        bytes.append(UInt8(ascii: "<"))
        append(elementPrefix, element.name.local)
        for declaration in added {
            append(
                attribute: declaration.prefix.isEmpty ? "" : "xmlns", declaration.prefix.isEmpty ? "xmlns" : declaration.prefix,
                declaration.namespace)
        }
        if isRoot, let language = element.scope?.language, !attributes.contains(where: { $0.prefix == "xml" && $0.local == "lang" }) {
            append(attribute: "xml", "lang", language)
        }
        for attribute in attributes { append(attribute: attribute.prefix, attribute.local, attribute.value) }
        guard !element.children.isEmpty else {
            bytes.append(contentsOf: "/>".utf8)
            return
        }
        bytes.append(UInt8(ascii: ">"))
        for child in element.children {
            switch child {
            case .element(let inner): append(inner, inForce: inForce, isRoot: false)
            case .text(let text): XMLEscaping.append(text: text.utf8, inAttribute: false, to: &bytes)
            }
        }
        bytes.append(contentsOf: "</".utf8)
        append(elementPrefix, element.name.local)
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func append(_ prefix: String, _ local: String) {
        if !prefix.isEmpty {
            bytes.append(contentsOf: prefix.utf8)
            bytes.append(UInt8(ascii: ":"))
        }
        bytes.append(contentsOf: local.utf8)
    }

    private mutating func append(attribute prefix: String, _ local: String, _ value: String) {
        bytes.append(0x20)
        append(prefix, local)
        bytes.append(contentsOf: "=\"".utf8)
        XMLEscaping.append(text: value.utf8, inAttribute: true, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }
}
