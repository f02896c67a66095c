import CExpat

/// Receives what expat finds and grows the tree.
///
/// Lives on one thread for the length of one `XML_Parse` call; expat holds an unretained pointer to it, which the reader keeps alive.
final class TreeBuilder {
    /// Between namespace, local name and prefix in the names that expat hands over: a form feed, which no XML text can hold.
    static let separator: UInt8 = 0x0C

    private let parser: OpaquePointer
    private let limits: XMLLimits
    private(set) var root: XMLElement?
    private(set) var failure: XMLError?

    /// The elements that are open, outermost first.
    private var open: [XMLElement] = []
    /// Text since the last tag.
    private var text: [UInt8] = []
    /// Declarations that belong to the element which comes next.
    private var declarations: [XMLScope.Declaration] = []
    private var elementCount = 0
    private var attributeCount = 0
    private var textSize = 0
    /// Names met so far by the octets that expat hands over: the same few come again and again.
    private var names: [[UInt8]: (name: XMLName, prefix: String)] = [:]

    init(parser: OpaquePointer, limits: XMLLimits) {
        self.parser = parser
        self.limits = limits
    }

    func install() {
        XML_SetReturnNSTriplet(parser, 1)
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
            TreeBuilder.from(context)?.fail(.documentType, "a document type declaration is not accepted")
        }
        XML_SetEntityDeclHandler(parser) { context, _, _, _, _, _, _, _, _ in
            TreeBuilder.from(context)?.fail(.documentType, "an entity declaration is not accepted")
        }
        XML_SetStartNamespaceDeclHandler(parser) { context, prefix, namespace in
            TreeBuilder.from(context)?.declare(prefix: prefix, namespace: namespace)
        }
        XML_SetElementHandler(
            parser,
            { context, name, attributes in TreeBuilder.from(context)?.start(name, attributes) },
            { context, _ in TreeBuilder.from(context)?.end() }
        )
        XML_SetCharacterDataHandler(parser) { context, characters, length in
            TreeBuilder.from(context)?.append(characters, length)
        }
    }

    func error(_ kind: XMLError.Kind, _ reason: String) -> XMLError {
        XMLError(
            kind: kind, reason: reason, line: Int(clamping: XML_GetCurrentLineNumber(parser)),
            column: Int(clamping: XML_GetCurrentColumnNumber(parser)) + 1
        )
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> TreeBuilder? {
        context.map { Unmanaged<TreeBuilder>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Ends the parsing; expat may still call a handler or two, which then do nothing.
    private func fail(_ kind: XMLError.Kind, _ reason: String) {
        guard failure == nil else { return }
        failure = error(kind, reason)
        XML_StopParser(parser, 0)
    }

    private func declare(prefix: UnsafePointer<XML_Char>?, namespace: UnsafePointer<XML_Char>?) {
        guard failure == nil else { return }
        declarations.append(
            XMLScope.Declaration(prefix: prefix.map { String(cString: $0) } ?? "", namespace: namespace.map { String(cString: $0) } ?? ""))
        if declarations.count > limits.attributes { fail(.limit, "more than \(limits.attributes) namespaces on one element") }
    }

    private func start(_ name: UnsafePointer<XML_Char>?, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?) {
        guard failure == nil, let name else { return }
        flushText()
        elementCount += 1
        guard elementCount <= limits.elements else { return fail(.limit, "more than \(limits.elements) elements") }
        guard open.count < limits.depth else { return fail(.limit, "more than \(limits.depth) elements inside each other") }

        let (elementName, prefix) = resolve(name)
        var element = XMLElement(elementName)
        element.prefix = prefix
        element.lineNumber = Int(clamping: XML_GetCurrentLineNumber(parser))
        var language: String?
        var next = attributes
        while let pair = next, let key = pair[0], let value = pair[1] {
            guard element.attributes.count < limits.attributes else {
                return fail(.limit, "more than \(limits.attributes) attributes on one element")
            }
            let (attributeName, prefix) = resolve(key)
            var attribute = XMLAttribute(attributeName, String(cString: value))
            attribute.prefix = prefix
            textSize += attribute.value.utf8.count
            if attributeName.local == "lang", attributeName.namespace == XMLNamespace.xml { language = attribute.value }
            element.attributes.append(attribute)
            next = pair + 2
        }
        attributeCount += element.attributes.count + declarations.count
        guard attributeCount <= limits.totalAttributes else { return fail(.limit, "more than \(limits.totalAttributes) attributes") }
        guard textSize <= limits.text else { return fail(.limit, "more than \(limits.text) octets of text") }

        let outer = open.isEmpty ? nil : open[open.count - 1].scope
        if declarations.isEmpty, language == nil, outer != nil {
            element.scope = outer
        } else {
            let scope = XMLScope(outer, adding: declarations, language: language)
            guard scope.declarations.count <= limits.namespaces else {
                return fail(.limit, "more than \(limits.namespaces) namespaces")
            }
            element.scope = scope
            declarations.removeAll(keepingCapacity: true)
        }
        open.append(element)
    }

    private func end() {
        guard failure == nil else { return }
        flushText()
        guard let element = open.popLast() else { return }
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(.element(element))
        }
    }

    private func append(_ characters: UnsafePointer<XML_Char>?, _ length: Int32) {
        guard failure == nil, let characters, length > 0 else { return }
        textSize += Int(length)
        guard textSize <= limits.text else { return fail(.limit, "more than \(limits.text) octets of text") }
        let buffer = UnsafeRawBufferPointer(start: characters, count: Int(length))
        text.append(contentsOf: buffer)
    }

    private func flushText() {
        guard !text.isEmpty else { return }
        if !open.isEmpty { open[open.count - 1].children.append(.text(String(decoding: text, as: UTF8.self))) }
        text.removeAll(keepingCapacity: true)
    }

    /// Splits `namespace FF local FF prefix`; a name without namespace stands alone.
    private func resolve(_ pointer: UnsafePointer<XML_Char>) -> (name: XMLName, prefix: String) {
        var octets: [UInt8] = []
        var position = pointer
        while position.pointee != 0 {
            octets.append(UInt8(bitPattern: position.pointee))
            position += 1
        }
        if let known = names[octets] { return known }
        let parts = octets.split(separator: Self.separator, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        let resolved: (name: XMLName, prefix: String)
        switch parts.count {
        case 2: resolved = (XMLName(namespace: parts[0], local: parts[1]), "")
        case 3: resolved = (XMLName(namespace: parts[0], local: parts[1]), parts[2])
        default: resolved = (XMLName(namespace: "", local: parts.first ?? ""), "")
        }
        if names.count < 1024 { names[octets] = resolved }
        return resolved
    }
}
