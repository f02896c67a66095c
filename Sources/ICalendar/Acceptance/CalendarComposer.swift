/// Puts components together as one VCALENDAR: VERSION, PRODID, further properties, VTIMEZONEs, components (RFC 5545 section 3.6).
public struct CalendarComposer: Sendable {
    /// PRODID of what leaves.
    public var productID: String

    public init(productID: String) { self.productID = productID }

    /// A VCALENDAR. VERSION, PRODID and METHOD among `properties` are left out.
    public func calendar(properties: [Property] = [], timeZones: [Component], components: [Component]) -> Component {
        var calendar = Component(.vcalendar, properties: [Property(.version, value: "2.0"), Property(.prodid, text: productID)])
        calendar.properties += properties.filter { !$0.isNamed(.version) && !$0.isNamed(.prodid) && !$0.isNamed(.method) }
        calendar.components = timeZones + components
        return calendar
    }

    /// One object as a VCALENDAR. `definition` gives a VTIMEZONE for each TZID that the object names and brings none for.
    public func calendar(of object: CalendarObject, definition: (String) -> Component? = { _ in nil }) -> Component {
        var timeZones = object.timeZones
        var known = Set(timeZones.compactMap { $0.first(.tzid).map { TZID.comparable($0.valueString) } })
        for tzid in object.referencedTimeZoneIDs where known.insert(TZID.comparable(tzid)).inserted {
            if let zone = definition(tzid) { timeZones.append(zone) }
        }
        return calendar(timeZones: timeZones, components: object.components)
    }

    /// The text of one object: see `calendar(of:definition:)`.
    public func text(of object: CalendarObject, definition: (String) -> Component? = { _ in nil }) -> [UInt8] {
        Serializer().text(of: calendar(of: object, definition: definition))
    }
}
