/// One content line: name, parameters and raw value, exactly as it came until somebody changes it (RFC 5545 section 3.1).
///
/// A property keeps its unfolded line; what nobody touches leaves octet for octet as it arrived.
/// Parameters and typed values are read on demand. All properties of one parsed text share that text's storage, so that
/// a property is 32 bytes and copying one costs a single reference count.
public struct Property: Hashable, Sendable {
    /// The text that holds the line.
    let storage: [UInt8]
    /// Where the line begins in `storage`.
    let start: UInt32
    /// Where the line ends in `storage`.
    let end: UInt32
    /// Where the parameters begin in `storage` (at the first `;`) or, without any, where the `:` stands.
    let nameEnd: UInt32
    /// Where the value begins in `storage`, after the `:`.
    let valueStart: UInt32
    /// `lineNumber`, limited to 32 bits.
    private let sourceLine: UInt32
    /// The name's number.
    let registered: RegisteredName

    /// Used by the parser, which knows the places: indices into `storage`, of which `start <= nameEnd < valueStart <= end` must hold.
    init(
        storage: [UInt8], start: UInt32, end: UInt32, nameEnd: UInt32, valueStart: UInt32, lineNumber: UInt32, registered: RegisteredName
    ) {
        self.storage = storage
        self.start = start
        self.end = end
        self.nameEnd = nameEnd
        self.valueStart = valueStart
        self.sourceLine = lineNumber
        self.registered = registered
    }

    /// Makes a property; `value` is the raw value as it stands on the line (a TEXT must be escaped: `init(_:text:)`).
    ///
    /// Control characters that would break the line are dropped from value and parameters.
    public init(_ name: PropertyName, parameters: [Parameter] = [], value: String) {
        let spelling = name.text
        var bytes: [UInt8] = []
        bytes.reserveCapacity(spelling.utf8.count + 40 * parameters.count + value.utf8.count + 1)
        bytes.append(contentsOf: spelling.utf8)
        let nameEnd = bytes.count
        for parameter in parameters { ContentLine.append(parameter, to: &bytes) }
        bytes.append(UInt8(ascii: ":"))
        let valueStart = bytes.count
        var value = value
        value.withUTF8 { value in
            if value.contains(where: ContentLine.isForbidden) {
                bytes.append(contentsOf: value.lazy.filter { !ContentLine.isForbidden($0) })
            } else {
                bytes.append(contentsOf: value)
            }
        }
        self.init(bytes, nameEnd: nameEnd, valueStart: valueStart, lineNumber: 0, registered: name.registered)
    }

    /// A line of its own.
    init(_ line: [UInt8], nameEnd: Int, valueStart: Int, lineNumber: Int, registered: RegisteredName) {
        self.init(
            storage: line, start: 0, end: UInt32(clamping: line.count), nameEnd: UInt32(clamping: nameEnd),
            valueStart: UInt32(clamping: valueStart), lineNumber: UInt32(clamping: lineNumber), registered: registered
        )
    }

    /// Makes a property of type TEXT from plain text, which is escaped here.
    public init(_ name: PropertyName, parameters: [Parameter] = [], text: String) {
        self.init(name, parameters: parameters, value: TextValue.escaped(text))
    }

    public var name: PropertyName {
        registered == .other ? PropertyName(storage[Int(start)..<Int(nameEnd)].string.trimmedBlanks) : PropertyName(registered)
    }

    /// Whether the property has this name; cheaper than comparing `name`.
    public func isNamed(_ name: PropertyName) -> Bool {
        registered == name.registered && (registered != .other || self.name == name)
    }

    /// The line of the source text on which the property began, counted from 1; 0 for one made here.
    public var lineNumber: Int { Int(sourceLine) }

    /// The unfolded line without its line end.
    public var line: Bytes { storage[Int(start)..<Int(end)] }

    /// Appends `line`: cheaper than to have it appended.
    public func appendLine(to text: inout [UInt8]) {
        storage.withUnsafeBufferPointer { text.append(contentsOf: UnsafeBufferPointer(rebasing: $0[Int(start)..<Int(end)])) }
    }

    /// The raw value: everything after the first unquoted colon, unfolded.
    public var value: Bytes { storage[Int(valueStart)..<Int(end)] }

    /// The raw value as a string.
    public var valueString: String { value.string }

    /// The value read as one TEXT, backslash escapes decoded (RFC 5545 section 3.3.11).
    public var text: String { TextValue.unescaped(value) }

    /// Whether the line has parameters.
    public var hasParameters: Bool { nameEnd &+ 1 < valueStart }

    /// The parameters as written, from the first `;` to before the `:`; empty if there are none.
    var parameterText: Bytes { hasParameters ? storage[Int(nameEnd)..<Int(valueStart) - 1] : [] }

    /// All parameters in order.
    public var parameters: [Parameter] { hasParameters ? ContentLine.parameters(of: parameterText) : [] }

    /// The first value of a parameter, decoded; nil if it is not there.
    public func parameter(_ name: String) -> String? {
        hasParameters ? ContentLine.firstValue(of: name, in: parameterText) : nil
    }

    /// The same property with another raw value; name and parameters stay as written.
    public func replacing(value: String) -> Property {
        var bytes = Array(storage[Int(start)..<Int(valueStart)])
        bytes.append(contentsOf: value.utf8.lazy.filter { !ContentLine.isForbidden($0) })
        return Property(
            bytes, nameEnd: Int(nameEnd - start), valueStart: Int(valueStart - start), lineNumber: lineNumber, registered: registered
        )
    }

    /// The same property with one parameter set, or removed with nil.
    public func setting(parameter name: String, to value: String?) -> Property {
        let wanted = name.uppercasedASCII
        var list = parameters.filter { $0.name != wanted }
        if let value { list.append(Parameter(name, value)) }
        return Property(self.name, parameters: list, value: valueString)
    }

    public static func == (left: Property, right: Property) -> Bool {
        guard left.end - left.start == right.end - right.start else { return false }
        return left.storage.withUnsafeBufferPointer { leftOctets in
            right.storage.withUnsafeBufferPointer { rightOctets in
                if leftOctets.baseAddress == rightOctets.baseAddress, left.start == right.start { return true }
                return leftOctets[Int(left.start)..<Int(left.end)].elementsEqual(rightOctets[Int(right.start)..<Int(right.end)])
            }
        }
    }

    public func hash(into hasher: inout Hasher) { line.withUnsafeBytes { hasher.combine(bytes: $0) } }
}

extension String {
    /// Without blanks and tabs at both ends.
    var trimmedBlanks: String {
        guard let first = utf8.first, let last = utf8.last, first <= 0x20 || last <= 0x20 else { return self }
        let tail = utf8.drop { $0 == 0x20 || $0 == 0x09 }
        let kept = tail.reversed().drop { $0 == 0x20 || $0 == 0x09 }
        return String(decoding: Array(kept.reversed()), as: UTF8.self)
    }
}
