import CExpat

/// Reads a whole document into a tree: namespaces resolved, no document type, limits on everything.
///
/// UTF-8, UTF-16 and ISO 8859-1 are understood. Comments and processing instructions are dropped. Time and memory grow with the size
/// of the text alone.
public struct XMLReader: Sendable {
    public var limits: XMLLimits

    public init(limits: XMLLimits = XMLLimits()) { self.limits = limits }

    /// The root element.
    ///
    /// - Parameter encoding: the character set that the transport names; it overrules the document's own declaration. nil leaves it to the document.
    /// - Throws: `XMLError` with the place and the reason.
    public func read(_ bytes: some Sequence<UInt8>, encoding: String? = nil) throws(XMLError) -> XMLElement {
        let result = bytes.withContiguousStorageIfAvailable { buffer in Result { () throws(XMLError) in try parse(buffer, encoding) } }
        if let result { return try result.get() }
        return try read(Array(bytes), encoding: encoding)
    }

    private func parse(_ buffer: UnsafeBufferPointer<UInt8>, _ encoding: String?) throws(XMLError) -> XMLElement {
        guard buffer.count <= limits.size, let length = Int32(exactly: buffer.count) else {
            throw XMLError(kind: .limit, reason: "the document is longer than \(limits.size) octets", line: 1, column: 1)
        }
        guard let parser = XML_ParserCreateNS(encoding.map(Self.encodingName), XML_Char(bitPattern: TreeBuilder.separator)) else {
            throw XMLError(kind: .limit, reason: "no memory for a parser", line: 1, column: 1)
        }
        defer { XML_ParserFree(parser) }
        let builder = TreeBuilder(parser: parser, limits: limits)
        builder.install()
        return try withExtendedLifetime(builder) { () throws(XMLError) in
            let status = buffer.withMemoryRebound(to: CChar.self) { XML_Parse(parser, $0.baseAddress, length, 1) }
            if let failure = builder.failure { throw failure }
            guard status == XML_STATUS_OK else {
                let code = XML_GetErrorCode(parser)
                let reason = XML_ErrorString(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
                throw builder.error(.malformed, reason)
            }
            guard let root = builder.root else { throw builder.error(.malformed, "no element found") }
            return root
        }
    }

    /// The spelling that expat knows; charset parameters come in several.
    private static func encodingName(_ name: String) -> String {
        let plain = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.uppercased()
        return switch plain {
        case "UTF8": "UTF-8"
        case "UTF16": "UTF-16"
        case "UTF16LE": "UTF-16LE"
        case "UTF16BE": "UTF-16BE"
        case "ISO88591", "LATIN1": "ISO-8859-1"
        case "USASCII", "ASCII": "US-ASCII"
        default: name
        }
    }
}
