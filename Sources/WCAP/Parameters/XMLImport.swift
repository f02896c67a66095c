import ICalendar
import XMLDocument

/// Reads the text/xml of `export` back into iCalendar: element names of `XMLElementName`, zones from X-NSCP-…-TZID.
struct XMLImport: Sendable {
    var zones: TimeZoneRegistry

    /// The document as iCalendar text; nil when it is no `<iCalendar>`.
    func calendarText(of octets: [UInt8]) -> [UInt8]? {
        var limits = XMLLimits()
        limits.size = 256 << 20
        limits.elements = 5_000_000
        limits.totalAttributes = 5_000_000
        guard let root = try? XMLReader(limits: limits).read(octets), root.name.local == "iCalendar" else { return nil }
        var calendar = Component(.vcalendar)
        calendar.properties = [Property(.version, value: "2.0"), Property(.prodid, value: "-//Calgate//WCAP import//EN")]
        for block in root.elements where block.name.local == "iCal" {
            for element in block.elements {
                if let name = XMLElementName.component(for: element.name.local) { calendar.components.append(component(name, element)) }
            }
        }
        return Serializer().text(of: calendar)
    }

    private func component(_ name: ComponentName, _ element: XMLElement) -> Component {
        var component = Component(name)
        for child in element.elements {
            if let name = XMLElementName.component(for: child.name.local) {
                component.components.append(self.component(name, child))
            } else if let property = property(child, in: element) {
                component.properties.append(property)
            }
        }
        return component
    }

    private func property(_ element: XMLElement, in parent: XMLElement) -> Property? {
        let name = XMLElementName.property(for: element.name.local)
        guard !XToken.isComputed(name), name != XToken.errno else { return nil }
        let parameters = element.attributes.map { Parameter($0.name.local, $0.value) }
        let text = element.text
        switch name {
        case .dtstart, .dtend, .due, .recurrenceID, .exdate, .rdate: return time(name, text, in: parent)
        case .completed: return text == "0" || text.isEmpty ? nil : Property(.completed, value: text)
        case .trigger:
            let isTime = text.first.map { $0.isNumber } ?? false
            return Property(.trigger, parameters: isTime ? [Parameter("VALUE", "DATE-TIME")] : [], value: text)
        case .categories: return Property(name, texts: text.split(separator: ",").map(String.init))
        case .freebusy, .rrule, .exrule, .duration, .geo, .url, .attach, .attendee, .organizer, .requestStatus, .created, .lastModified,
            .dtstamp, .priority, .percentComplete, .sequence, .repeat, .tzoffsetfrom, .tzoffsetto:
            return Property(name, parameters: parameters, value: text)
        default: return Property(name, parameters: parameters, text: text)
        }
    }

    /// A time, put back into the zone its component was made in.
    private func time(_ name: PropertyName, _ text: String, in parent: XMLElement) -> Property? {
        guard let value = try? DateTimeValue(Bytes(utf8: text)) else { return Property(name, value: text) }
        func word(_ element: String) -> String? {
            parent.elements.first { $0.name.local.uppercased() == element }?.text
        }
        let isAllDay = word("START").map { $0.utf8.count == 8 } ?? false
        if isAllDay, name != .due { return Property(name, dateTime: .date(value.date)) }
        let zone: String?
        switch name {
        case .dtend: zone = word(XToken.endTimeZone.text) ?? word(XToken.startTimeZone.text)
        case .due: zone = word(XToken.dueTimeZone.text) ?? word(XToken.startTimeZone.text)
        default: zone = word(XToken.startTimeZone.text) ?? word(XToken.dueTimeZone.text)
        }
        guard case .utc(let local) = value, let zone, zone != "UTC", let rules = zones.rules(for: zone) else {
            return Property(name, dateTime: value)
        }
        let shown = rules.local(at: local.asUTC)
        // Of a time that the clock shows twice the zone's words mean the first.
        return Property(name, dateTime: rules.instant(of: shown) == local.asUTC ? .zoned(shown, tzid: zone) : value)
    }
}
