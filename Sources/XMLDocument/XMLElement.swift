/// An element with everything in it.
///
/// Equality compares names, attributes and content, whatever the prefixes and wherever the namespaces were declared.
public struct XMLElement: Sendable {
    public var name: XMLName
    /// In the order they stood, without namespace declarations.
    public var attributes: [XMLAttribute]
    public var children: [XMLNode]
    /// Where the element began in its document, from 1; 0 for one made here.
    public internal(set) var lineNumber = 0
    /// The prefix as written, empty without one.
    var prefix = ""
    /// The declarations in force, nil for an element made here.
    var scope: XMLScope?

    public init(_ name: XMLName, attributes: [XMLAttribute] = [], children: [XMLNode] = []) {
        self.name = name
        self.attributes = attributes
        self.children = children
    }

    /// An element that holds one text.
    public init(_ name: XMLName, text: String) { self.init(name, children: text.isEmpty ? [] : [.text(text)]) }

    /// The elements in it, in order.
    public var elements: [XMLElement] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The first element in it of a name.
    public func first(_ name: XMLName) -> XMLElement? {
        for case .element(let element) in children where element.name == name { return element }
        return nil
    }

    /// The elements in it of a name, in order.
    public func all(_ name: XMLName) -> [XMLElement] { elements.filter { $0.name == name } }

    /// The first element down a path of names.
    public func first(_ first: XMLName, _ path: XMLName...) -> XMLElement? {
        path.reduce(self.first(first)) { $0?.first($1) }
    }

    /// The text that stands directly in it, as written.
    public var text: String {
        if children.count == 1, case .text(let text) = children[0] { return text }
        return children.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
    }

    /// The text that stands directly in it without white space at its ends: for hrefs, numbers and names.
    public var trimmedText: String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        let text = text
        guard let first = text.utf8.firstIndex(where: { !isSpace($0) }), let last = text.utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(text[first...last])
    }

    /// The value of an attribute in no namespace.
    public func attribute(_ local: String) -> String? { attribute(.plain(local)) }

    public func attribute(_ name: XMLName) -> String? { attributes.first { $0.name == name }?.value }

    /// The `xml:lang` in force (RFC 4918 section 4.3).
    public var language: String? { attribute(XMLName(namespace: XMLNamespace.xml, local: "lang")) ?? scope?.language }
}

extension XMLElement: Hashable {
    public static func == (left: XMLElement, right: XMLElement) -> Bool {
        left.name == right.name && left.attributes == right.attributes && left.children == right.children
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(attributes)
        hasher.combine(children)
    }
}

/// What an element holds.
public enum XMLNode: Hashable, Sendable {
    case element(XMLElement)
    case text(String)
}

/// An attribute other than a namespace declaration.
public struct XMLAttribute: Hashable, Sendable {
    public var name: XMLName
    public var value: String
    /// The prefix as written, empty without one.
    var prefix = ""

    public init(_ name: XMLName, _ value: String) {
        self.name = name
        self.value = value
    }

    public static func == (left: XMLAttribute, right: XMLAttribute) -> Bool { left.name == right.name && left.value == right.value }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(value)
    }
}

/// The namespace declarations and the language in force at an element, shared by all elements that add nothing.
final class XMLScope: Sendable {
    struct Declaration: Hashable, Sendable {
        /// Empty for the default namespace.
        var prefix: String
        /// Empty where `xmlns=""` takes the default away.
        var namespace: String
    }

    /// Every prefix once, in order of declaration.
    let declarations: [Declaration]
    let language: String?

    init(_ outer: XMLScope?, adding added: [Declaration], language: String?) {
        var declarations = outer?.declarations ?? []
        for declaration in added {
            if let index = declarations.firstIndex(where: { $0.prefix == declaration.prefix }) {
                declarations[index] = declaration
            } else {
                declarations.append(declaration)
            }
        }
        self.declarations = declarations
        self.language = language ?? outer?.language
    }
}
