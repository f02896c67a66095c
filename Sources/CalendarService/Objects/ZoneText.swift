import CalendarStore
import ICalendar

/// One VTIMEZONE as it is kept: by the digest of its text, shared by all objects that use it.
///
/// A definition that is word for word what the zone database gives for its name is kept as the name alone: a VTIMEZONE without observances.
/// It leaves with the definition of the day, so that an update of the zone database reaches every object that only named a zone.
struct ZoneText: Sendable {
    let tzid: String
    let digest: Digest
    /// What the store keeps.
    let octets: [UInt8]
    /// Whether it stands for a zone of the database.
    let isByName: Bool
    /// The definition that leaves.
    let definition: Component
    /// The text that leaves.
    let piece: TextPiece
    var output: [UInt8] { piece.octets }
    let rules: ZoneRules

    /// The form in which a definition that came with an object is kept.
    init(_ component: Component, registry: TimeZoneRegistry) {
        let tzid = TZID.comparable(component.first(.tzid)?.valueString ?? "")
        if let byName = ZoneText(named: tzid, registry: registry), byName.definition == component {
            self = byName
            return
        }
        self.init(tzid: tzid, kept: component, isByName: false, definition: component, registry: registry)
    }

    /// A zone of the database by one of its names; nil if it has none of that name.
    init?(named tzid: String, registry: TimeZoneRegistry) {
        guard let definition = registry.vtimezone(for: tzid) else { return nil }
        let name = Component(.vtimezone, properties: [Property(.tzid, text: tzid)])
        self.init(tzid: tzid, kept: name, isByName: true, definition: definition, registry: registry)
    }

    /// A text that the store kept. A name that the zone database has lost since leaves as a definition of UTC would: empty.
    init(kept octets: [UInt8], registry: TimeZoneRegistry) {
        let component = Parser().parse(octets).calendars.lazy.flatMap(\.components).first ?? Component(.vtimezone)
        let tzid = TZID.comparable(component.first(.tzid)?.valueString ?? "")
        if component.components.isEmpty, let byName = ZoneText(named: tzid, registry: registry) {
            self = byName
            return
        }
        self.init(tzid: tzid, kept: component.compacted(), isByName: false, definition: component.compacted(), registry: registry)
    }

    private init(tzid: String, kept: Component, isByName: Bool, definition: Component, registry: TimeZoneRegistry) {
        self.tzid = tzid
        self.isByName = isByName
        self.definition = definition
        octets = Serializer().text(of: kept)
        digest = Digest(octets: SecureHash.octets(of: octets))
        piece = TextPiece(isByName ? Serializer().text(of: definition) : octets)
        rules = (isByName ? registry.rules(for: tzid) : registry.rules(definedBy: definition)) ?? registry.rules(for: tzid) ?? .utc
    }
}
