import ICalendar

/// A private or confidential object as others see it: when it takes place, and nothing else.
enum StrippedView {
    private static let kept: Set<PropertyName> = [
        .uid, .dtstamp, .dtstart, .dtend, .due, .duration, .rrule, .exrule, .rdate, .exdate, .recurrenceID, .classification, .transp,
        .status, .sequence, .created, .lastModified,
    ]

    static func strip(_ object: CalendarObject) -> CalendarObject {
        var object = object
        object.components = object.components.map(strip)
        return object
    }

    private static func strip(_ component: Component) -> Component {
        var stripped = Component(component.name, lineNumber: component.lineNumber)
        stripped.properties = component.properties.filter { property in kept.contains { property.isNamed($0) } }
        stripped.properties.append(Property(.summary, text: "Busy"))
        return stripped
    }

    /// The ETag of the stripped view: another one than the whole object's, changing with it.
    static func etag(of etag: String) -> String {
        Hexadecimal.text(of: SecureHash.octets(of: Array("stripped \(etag)".utf8)).prefix(16))
    }
}
