import CalendarStore
import ICalendar

/// What decides whether two objects are equal (architecture 4.3): unfolded lines in order, the order of sibling components ignored,
/// without DTSTAMP, and the time zones.
///
/// What lies at calendar level (METHOD, PRODID, VERSION, CALSCALE) is no part of an object. Two definitions of a zone that give an object the same
/// instants have different digests; `ObjectComparison` looks closer at those.
enum ObjectDigest {
    static func digest(of components: [Component], zones: [ZoneText]) -> Digest {
        var hash = SecureHash()
        hash.update(canonicalText(of: components))
        for zone in zones.count > 1 ? zones.sorted(by: { $0.tzid < $1.tzid }) : zones { hash.update(zone.digest) }
        return hash.digest()
    }

    /// Components in a form that is the same for equal ones.
    static func canonicalText(of components: [Component], without ignored: [PropertyName] = [.dtstamp]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(1024)
        append(components, without: ignored, to: &text)
        return text
    }

    private static func append(_ siblings: [Component], without ignored: [PropertyName], to text: inout [UInt8]) {
        guard siblings.count > 1 else {
            if let only = siblings.first { append(only, without: ignored, to: &text) }
            return
        }
        let texts = siblings.map { sibling in
            var text: [UInt8] = []
            append(sibling, without: ignored, to: &text)
            return text
        }
        for sibling in texts.sorted(by: { $0.lexicographicallyPrecedes($1) }) { text += sibling }
    }

    private static func append(_ component: Component, without ignored: [PropertyName], to text: inout [UInt8]) {
        text.append(contentsOf: component.name.text.utf8)
        text.append(0x0A)
        properties: for property in component.properties {
            for name in ignored where property.isNamed(name) { continue properties }
            property.appendLine(to: &text)
            text.append(0x0A)
        }
        append(component.components, without: ignored, to: &text)
        text.append(0x0C)
    }
}
