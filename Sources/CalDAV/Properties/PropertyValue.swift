import XMLDocument

/// What a property holds.
enum PropertyValue: Sendable {
    case empty
    case text(String)
    /// A text in UTF-8.
    case utf8([UInt8])
    case calendarText(CalendarText)
    case hrefs([String])
    /// Elements in it.
    case content(@Sendable (inout XMLWriter) -> Void)
    /// The whole property as it was set, with its own declarations: a dead one.
    case fragment([UInt8])
    /// There, but not for this caller.
    case forbidden
}

extension XMLWriter {
    mutating func property(_ name: XMLName, _ value: PropertyValue) {
        switch value {
        case .empty, .forbidden: element(name)
        case .text(let text): element(name, text)
        case .utf8(let text): element(name, utf8: text)
        case .calendarText(let text):
            start(name)
            text.write(to: &self)
            end()
        case .hrefs(let hrefs): element(name) { writer in for href in hrefs { writer.element(.href, href) } }
        case .content(let write): element(name) { write(&$0) }
        case .fragment(let octets): fragment(octets)
        }
    }
}
