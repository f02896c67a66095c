import CalendarStore
import GatewayHTTP
import ICalendar
import XMLDocument

/// What PROPPATCH, MKCALENDAR and extended MKCOL want changed, in order (RFC 4918 section 9.2).
struct PropertyUpdate: Sendable {
    enum Change: Sendable {
        case set(XMLElement)
        case remove(XMLName)

        var name: XMLName {
            switch self {
            case .set(let element): element.name
            case .remove(let name): name
            }
        }
    }

    let changes: [Change]

    /// Reads the `set` and `remove` elements of a body.
    init(_ body: XMLElement) {
        changes = body.elements.flatMap { element -> [Change] in
            let properties = element.first(.prop)?.elements ?? []
            return switch element.name {
            case .set: properties.map(Change.set)
            case .remove: properties.map { .remove($0.name) }
            default: []
            }
        }
    }

    /// Each name once.
    var names: [XMLName] {
        var seen: Set<XMLName> = []
        return changes.map(\.name).filter { seen.insert($0).inserted }
    }

    /// A property that cannot be set, and why.
    struct Refusal: Error {
        var name: XMLName
        var status = 403
        var condition: XMLName?
    }

    /// Applies all changes to a calendar's row, or refuses the first that cannot be.
    ///
    /// - Parameter isNew: while a calendar is made, its set of components may be chosen.
    func apply(to calendar: inout Settings, registry: TimeZoneRegistry, isNew: Bool) throws(Refusal) {
        for change in changes {
            switch change {
            case .set(let element): try calendar.set(element, registry: registry, isNew: isNew)
            case .remove(let name): try calendar.remove(name)
            }
        }
    }

    /// What of a calendar properties can change.
    struct Settings: Sendable {
        var displayName: String?
        var kinds: ComponentKinds
        var properties: CalendarProperties
        /// Shown where there is no display name.
        var name: String

        private static let deadLimit = 256
        private static let deadOctets = 64 << 10

        mutating func set(_ element: XMLElement, registry: TimeZoneRegistry, isNew: Bool) throws(Refusal) {
            let text = element.text
            switch element.name {
            case .displayname: displayName = text.isEmpty ? name : text
            case .calendarDescription: properties.description = text
            case .calendarColor: properties.color = try color(element)
            case .calendarOrder:
                guard let order = Int(element.trimmedText) else { throw Refusal(name: element.name, status: 409) }
                properties.order = order
            case .scheduleCalendarTransp: properties.isTransparent = element.first(.transparent) != nil
            case .calendarTimezone:
                guard let zone = try? CalendarTimeZone(text, registry: registry) else {
                    throw Refusal(name: element.name, condition: .caldav("valid-calendar-data"))
                }
                properties.timeZoneText = text
                properties.timeZone = zone.identifier
            case .calendarTimezoneID:
                let id = element.trimmedText
                guard registry.identifier(for: id) != nil else {
                    throw Refusal(name: element.name, condition: .caldav("valid-timezone"))
                }
                properties.timeZone = id
                properties.timeZoneText = nil
            case .supportedCalendarComponentSet where isNew: try setKinds(element)
            case .resourcetype where isNew: break
            default: try setDead(element)
            }
        }

        mutating func remove(_ name: XMLName) throws(Refusal) {
            switch name {
            case .displayname: displayName = self.name
            case .calendarDescription: properties.description = ""
            case .calendarColor: properties.color = nil
            case .calendarOrder: properties.order = nil
            case .scheduleCalendarTransp: properties.isTransparent = false
            case .calendarTimezone, .calendarTimezoneID:
                properties.timeZoneText = nil
                properties.timeZone = nil
            default:
                guard !name.isLiveProperty else { throw Refusal(name: name, condition: .protectedProperty) }
                // Removing what is not there is no error (RFC 4918 section 14.23).
                properties.deadProperties[DeadProperty.key(name)] = nil
            }
        }

        private mutating func setDead(_ element: XMLElement) throws(Refusal) {
            guard !element.name.isLiveProperty else {
                throw Refusal(name: element.name, condition: .protectedProperty)
            }
            let fragment = element.fragment
            let key = DeadProperty.key(element.name)
            guard fragment.count <= Self.deadOctets,
                properties.deadProperties[key] != nil || properties.deadProperties.count < Self.deadLimit
            else { throw Refusal(name: element.name, status: 507) }
            properties.deadProperties[key] = String(decoding: fragment, as: UTF8.self)
        }

        private mutating func setKinds(_ element: XMLElement) throws(Refusal) {
            var chosen: ComponentKinds = []
            for component in element.all(.comp) {
                guard let name = component.attribute("name"), let kind = ComponentKinds(componentName: name) else {
                    throw Refusal(name: element.name, condition: .caldav("supported-calendar-component"))
                }
                chosen.insert(kind)
            }
            guard !chosen.isEmpty else { throw Refusal(name: element.name, condition: .caldav("supported-calendar-component")) }
            kinds = chosen
        }

        /// Empty takes it away.
        private func color(_ element: XMLElement) throws(Refusal) -> String? {
            let text = element.trimmedText
            if text.isEmpty { return nil }
            guard let color = CalendarColor.canonical(text) else { throw Refusal(name: element.name, status: 409) }
            return color
        }
    }
}

extension XMLName {
    static let protectedProperty = dav("cannot-modify-protected-property")

    /// Whether the server computes a property of this name on some kind of resource.
    fileprivate var isLiveProperty: Bool { PropertyTable.collections[self] != nil || PropertyTable.objects[self] != nil }
}
