/// Writes a document octet by octet, without indentation, into a buffer that can be taken away piece by piece.
///
/// Namespaces are declared once, at the root, with short prefixes that are the same in every document (`D`, `C`, `CS`, `A`); one that turns up later is
/// declared where it is used. Each element costs some ten nanoseconds.
public struct XMLWriter: Sendable {
    private var bytes: [UInt8] = []
    /// The names of open elements as written.
    private var open: [[UInt8]] = []
    /// Namespaces in force, innermost last, and at how many open elements each was declared.
    private var declared: [Declaration] = []
    /// Bits of the namespaces in force that have a prefix of their own.
    private var declaredBits: UInt8 = 0
    /// The namespaces to declare at the root.
    private let rootNamespaces: [String]
    /// Whether `>` is still to come: nothing has been put into the innermost element yet.
    private var isTagOpen = false
    private var generated = 0

    private struct Declaration {
        var namespace: String
        var prefix: [UInt8]
        var depth: Int
    }

    /// Begins a document with its XML declaration.
    ///
    /// - Parameters:
    ///   - namespaces: what the root declares.
    ///   - capacity: octets to make room for.
    public init(namespaces: [String] = [XMLNamespace.dav], capacity: Int = 4096) {
        rootNamespaces = namespaces
        bytes.reserveCapacity(capacity)
        append(#"<?xml version="1.0" encoding="UTF-8"?>"#)
        bytes.append(0x0A)
    }

    /// Octets written and not yet taken.
    public var count: Int { bytes.count }

    /// Hands over what has been written since the last time; the document goes on behind it.
    public mutating func take() -> [UInt8] {
        // The tag stays open: whether it is empty shows in what comes next.
        let taken = bytes
        bytes = []
        bytes.reserveCapacity(taken.count)
        return taken
    }

    /// Lends what has been written since the last time, and forgets it; the room for it stays. The document goes on behind it.
    public mutating func drain<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        defer { bytes.removeAll(keepingCapacity: true) }
        return try bytes.withUnsafeBytes(body)
    }

    /// Ends all open elements.
    public mutating func close() { while !open.isEmpty { end() } }

    /// Ends all open elements and hands over what has not been taken.
    public mutating func finish() -> [UInt8] {
        close()
        let taken = bytes
        bytes = []
        return taken
    }

    /// Begins an element.
    public mutating func start(_ name: XMLName) {
        closeTag()
        let isRoot = open.isEmpty
        if isRoot { declareAtRoot() }
        let outerCount = isRoot ? 0 : declared.count
        let written: [UInt8]
        if let known = name.written, name.namespaceBit & ~declaredBits == 0 {
            written = known
        } else {
            written = prefix(for: name.namespace, depth: open.count + 1) + [UInt8(ascii: ":")] + Array(name.local.utf8)
        }
        bytes.append(UInt8(ascii: "<"))
        append(written)
        open.append(written)
        isTagOpen = true
        if outerCount < declared.count {
            for index in outerCount..<declared.count { appendDeclaration(declared[index]) }
        }
    }

    /// Adds an attribute to the element that has just begun; does nothing once it has content.
    public mutating func attribute(_ name: XMLName, _ value: some StringProtocol) {
        guard isTagOpen else { return }
        var written: [UInt8]
        if let known = name.written, name.namespaceBit & ~declaredBits == 0 {
            written = known
        } else {
            let isXML = name.namespace == XMLNamespace.xml
            let count = declared.count
            written = isXML ? Array("xml".utf8) : prefix(for: name.namespace, depth: open.count)
            if count < declared.count { appendDeclaration(declared[count]) }
            written += [UInt8(ascii: ":")] + Array(name.local.utf8)
        }
        bytes.append(0x20)
        bytes.append(contentsOf: written)
        appendValue(value.utf8)
    }

    /// Adds an attribute in no namespace.
    public mutating func attribute(_ local: String, _ value: some StringProtocol) { attribute(.plain(local), value) }

    /// Ends the innermost open element.
    public mutating func end() {
        guard let written = open.popLast() else { return }
        if isTagOpen {
            bytes.append(UInt8(ascii: "/"))
            isTagOpen = false
        } else {
            bytes.append(UInt8(ascii: "<"))
            bytes.append(UInt8(ascii: "/"))
            append(written)
        }
        bytes.append(UInt8(ascii: ">"))
        while !declared.isEmpty, declared[declared.count - 1].depth > open.count {
            let ended = declared.removeLast()
            if let known = XMLNamespace.known(ended.namespace) { declaredBits &= ~known.bit }
        }
    }

    /// An element with what the closure writes in it.
    public mutating func element(_ name: XMLName, _ content: (inout XMLWriter) throws -> Void) rethrows {
        start(name)
        try content(&self)
        end()
    }

    /// An element that holds nothing.
    public mutating func element(_ name: XMLName) {
        start(name)
        end()
    }

    /// An element that holds one text.
    public mutating func element(_ name: XMLName, _ text: some StringProtocol) {
        guard let written = name.written, name.namespaceBit & ~declaredBits == 0, !open.isEmpty, !text.isEmpty else {
            start(name)
            self.text(text)
            return end()
        }
        // Most elements of an answer are these; they need not pass through the stack.
        closeTag()
        bytes.append(UInt8(ascii: "<"))
        append(written)
        bytes.append(UInt8(ascii: ">"))
        XMLEscaping.append(text: text.utf8, inAttribute: false, to: &bytes)
        append("</")
        append(written)
        bytes.append(UInt8(ascii: ">"))
    }

    /// An element that holds text given as UTF-8 octets.
    public mutating func element(_ name: XMLName, utf8 text: some Collection<UInt8>) {
        start(name)
        self.text(utf8: text)
        end()
    }

    /// Text; characters that XML 1.0 cannot hold are dropped.
    public mutating func text(_ text: some StringProtocol) {
        guard !text.isEmpty else { return }
        closeTag()
        XMLEscaping.append(text: text.utf8, inAttribute: false, to: &bytes)
    }

    /// Text given as octets; what is no UTF-8 becomes U+FFFD.
    public mutating func text(utf8 text: some Collection<UInt8>) {
        guard !text.isEmpty else { return }
        closeTag()
        XMLEscaping.append(utf8: text, to: &bytes)
    }

    /// Text as `text(utf8:)` writes it, for `fragment`: what many documents hold is escaped once.
    public static func escaped(utf8 text: some Collection<UInt8>) -> [UInt8] {
        var escaped: [UInt8] = []
        XMLEscaping.append(utf8: text, to: &escaped)
        return escaped
    }

    /// A finished piece: what `XMLElement.fragment` gave, which declares all its namespaces itself, or text that is escaped already.
    public mutating func fragment(_ fragment: [UInt8]) {
        guard !fragment.isEmpty else { return }
        closeTag()
        append(fragment)
    }

    /// The same, given as text.
    public mutating func fragment(_ fragment: String) {
        guard !fragment.isEmpty else { return }
        closeTag()
        var fragment = fragment
        fragment.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// The same, lent.
    public mutating func fragment(_ fragment: UnsafeRawBufferPointer) {
        guard !fragment.isEmpty else { return }
        closeTag()
        bytes.append(contentsOf: fragment)
    }

    /// Ends the start tag of the innermost element, as content does: for a fragment that leaves another way.
    public mutating func beginContent() { closeTag() }

    /// An element with everything in it.
    public mutating func element(_ element: XMLElement) {
        start(element.name)
        for attribute in element.attributes { self.attribute(attribute.name, attribute.value) }
        for child in element.children {
            switch child {
            case .element(let inner): self.element(inner)
            case .text(let text): self.text(text)
            }
        }
        end()
    }

    private mutating func closeTag() {
        if isTagOpen {
            bytes.append(UInt8(ascii: ">"))
            isTagOpen = false
        }
    }

    private mutating func declareAtRoot() {
        for namespace in rootNamespaces { _ = prefix(for: namespace, depth: 1) }
    }

    /// The prefix of a namespace, which is declared at `depth` if it is not in force.
    private mutating func prefix(for namespace: String, depth: Int) -> [UInt8] {
        if let known = declared.last(where: { $0.namespace == namespace }) { return known.prefix }
        let prefix: [UInt8]
        if let known = XMLNamespace.known(namespace) {
            prefix = known.prefix
            declaredBits |= known.bit
        } else {
            generated += 1
            prefix = Array("n\(generated)".utf8)
        }
        declared.append(Declaration(namespace: namespace, prefix: prefix, depth: depth))
        return prefix
    }

    private mutating func appendDeclaration(_ declaration: Declaration) {
        append(" xmlns:")
        bytes.append(contentsOf: declaration.prefix)
        appendValue(declaration.namespace.utf8)
    }

    private mutating func appendValue(_ value: some Sequence<UInt8>) {
        append("=\"")
        XMLEscaping.append(text: value, inAttribute: true, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Without a copy of the array's reference, which would cost as much as the octets.
    private mutating func append(_ octets: borrowing [UInt8]) { octets.withUnsafeBufferPointer { bytes.append(contentsOf: $0) } }

    private mutating func append(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
}
