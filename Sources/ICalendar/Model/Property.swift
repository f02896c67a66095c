/// One content line: name, parameters and raw value, exactly as it came until somebody changes it (RFC 5545 section 3.1).
///
/// A property keeps its unfolded line; what nobody touches leaves octet for octet as it arrived.
/// Parameters and typed values are read on demand.
public struct Property: Hashable, Sendable {
    public let name: PropertyName
    /// The unfolded line without its line end.
    public let line: Bytes
    /// Where the parameters begin in `line` (at the first `;`) or, without any, where the `:` stands.
    let nameEnd: Int
    /// Where the value begins in `line`, after the `:`.
    let valueStart: Int
    /// The line of the source text on which the property began, counted from 1; 0 for one made here.
    public let lineNumber: Int

    /// Used by the parser, which knows the places: indices into `line`.
    init(name: PropertyName, line: Bytes, nameEnd: Int, valueStart: Int, lineNumber: Int) {
        self.name = name
        self.line = line
        self.nameEnd = nameEnd
        self.valueStart = valueStart
        self.lineNumber = lineNumber
    }

    /// Makes a property; `value` is the raw value as it stands on the line (a TEXT must be escaped: `init(_:text:)`).
    ///
    /// Control characters that would break the line are dropped from value and parameters.
    public init(_ name: PropertyName, parameters: [Parameter] = [], value: String) {
        var bytes = Array(name.text.utf8)
        let nameEnd = bytes.count
        for parameter in parameters { ContentLine.append(parameter, to: &bytes) }
        bytes.append(UInt8(ascii: ":"))
        let valueStart = bytes.count
        bytes.append(contentsOf: value.utf8.lazy.filter { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
        self.init(name: name, line: bytes[...], nameEnd: nameEnd, valueStart: valueStart, lineNumber: 0)
    }

    /// Makes a property of type TEXT from plain text, which is escaped here.
    public init(_ name: PropertyName, parameters: [Parameter] = [], text: String) {
        self.init(name, parameters: parameters, value: TextValue.escaped(text))
    }

    /// The raw value: everything after the first unquoted colon, unfolded.
    public var value: Bytes { line[valueStart...] }

    /// The raw value as a string.
    public var valueString: String { value.string }

    /// The value read as one TEXT, backslash escapes decoded (RFC 5545 section 3.3.11).
    public var text: String { TextValue.unescaped(value) }

    /// Whether the line has parameters.
    public var hasParameters: Bool { nameEnd < valueStart - 1 }

    /// All parameters in order.
    public var parameters: [Parameter] { hasParameters ? ContentLine.parameters(of: line[nameEnd..<(valueStart - 1)]) : [] }

    /// The first value of a parameter, decoded; nil if it is not there.
    public func parameter(_ name: String) -> String? {
        guard hasParameters else { return nil }
        return parameters.first { $0.name == name }?.values.first
    }

    /// The same property with another raw value.
    public func replacing(value: String) -> Property { Property(name, parameters: parameters, value: value) }

    /// The same property with one parameter set, or removed with nil.
    public func setting(parameter name: String, to value: String?) -> Property {
        var list = parameters.filter { $0.name != name }
        if let value { list.append(Parameter(name, value)) }
        return Property(self.name, parameters: list, value: valueString)
    }

    public static func == (left: Property, right: Property) -> Bool { left.line == right.line }

    public func hash(into hasher: inout Hasher) { hasher.combine(line) }
}
