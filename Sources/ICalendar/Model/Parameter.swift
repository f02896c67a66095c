/// One parameter of a property: `TZID=Europe/Berlin`, `MEMBER="mailto:a","mailto:b"` (RFC 5545 section 3.2).
public struct Parameter: Hashable, Sendable {
    /// The name in upper case.
    public var name: String
    /// The values, without quotes and with RFC 6868 carets decoded; none for a vCalendar 1.0 parameter without `=`.
    public var values: [String]

    public init(_ name: String, _ values: [String]) {
        self.name = name.uppercasedASCII
        self.values = values
    }

    public init(_ name: String, _ value: String) { self.init(name, [value]) }

    /// A parameter whose name is known to be in upper case.
    init(canonical name: String, _ values: [String]) {
        self.name = name
        self.values = values
    }
}
