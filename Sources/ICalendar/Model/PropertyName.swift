/// The name of a property, compared without regard to letter case (RFC 5545 section 1.2).
public struct PropertyName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name's number, `other` for one that has none.
    let registered: RegisteredName
    /// The name in upper case when it has no number, else empty.
    private let unregistered: String

    /// Takes a name in any case.
    public init(_ name: some StringProtocol) {
        let upper = name.uppercasedASCII
        var upperBytes = upper
        let registered = upperBytes.withUTF8 { RegisteredNameTable.shared.name(for: $0) }
        self.registered = registered
        self.unregistered = registered == .other ? upper : ""
    }

    public init(stringLiteral name: String) { self.init(name) }

    /// A name that has a number.
    init(_ registered: RegisteredName) {
        self.registered = registered
        self.unregistered = ""
    }

    /// The name in upper case.
    public var text: String { registered == .other ? unregistered : registered.spelling }

    public var description: String { text }

    public static func == (left: PropertyName, right: PropertyName) -> Bool {
        left.registered == right.registered && (left.registered != .other || left.unregistered == right.unregistered)
    }
}

extension StringProtocol {
    /// Letters a to z in upper case, everything else as it is.
    var uppercasedASCII: String {
        guard utf8.contains(where: { $0 &- 0x61 < 26 }) else { return String(self) }
        return String(decoding: utf8.map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }, as: UTF8.self)
    }

    /// Letters A to Z in lower case, everything else as it is.
    var lowercasedASCII: String {
        guard utf8.contains(where: { $0 &- 0x41 < 26 }) else { return String(self) }
        return String(decoding: utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
