/// Why a text was not read as XML, and where.
public struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// Not well formed, or in an encoding that is not understood.
        case malformed
        /// A document type declaration; none is accepted, so that no entity can be defined.
        case documentType
        /// One of `XMLLimits` was passed.
        case limit
    }

    public var kind: Kind
    /// In plain words, without the place.
    public var reason: String
    /// From 1.
    public var line: Int
    /// From 1.
    public var column: Int

    public init(kind: Kind, reason: String, line: Int, column: Int) {
        self.kind = kind
        self.reason = reason
        self.line = line
        self.column = column
    }

    public var description: String { "XML, line \(line), column \(column): \(reason)" }
}

/// What a document may hold at most. Reading stops at the first excess.
public struct XMLLimits: Hashable, Sendable {
    /// Octets of the document.
    public var size = 8 << 20
    /// Elements inside each other.
    public var depth = 64
    /// Elements in all.
    public var elements = 200_000
    /// Attributes and namespace declarations on one element.
    public var attributes = 64
    /// Attributes and namespace declarations in all.
    public var totalAttributes = 200_000
    /// Octets of text in all, as UTF-8.
    public var text = 8 << 20
    /// Namespaces declared and in force at one place.
    public var namespaces = 128

    public init() {}
}
