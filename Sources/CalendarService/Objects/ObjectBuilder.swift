import CalendarStore
import ICalendar

/// Turns objects into what the store keeps of them. Remembers the zones it has met: one builder for all objects of a text.
struct ObjectBuilder {
    let registry: TimeZoneRegistry
    /// What spans may cost; nil: whatever they need.
    private let budget: SpanBudget?
    /// By TZID as written: a text rarely has more than one definition of each.
    private var definitions: [String: [(component: Component, zone: ZoneText)]] = [:]
    private var names: [String: ZoneText?] = [:]
    /// The zones of objects met before: most of a text bring and name the same.
    private var met: [(named: [String], brought: [Component], zones: ObjectZones)] = []
    private static let metLimit = 16
    /// What other builders have met.
    private let kept: ZoneTextCache?

    init(registry: TimeZoneRegistry, kept: ZoneTextCache? = nil, budget: SpanBudget? = nil) {
        self.registry = registry
        self.kept = kept
        self.budget = budget
    }

    /// What decides whether an object is the stored one; costs a fraction of `prepare`.
    mutating func compare(_ object: CalendarObject) -> ComparableObject {
        let zones = zones(of: object)
        return ComparableObject(object: object, digest: ObjectDigest.digest(of: object.components, zones: zones.texts), zones: zones)
    }

    /// An object of which the store keeps the components, and the time zones apart.
    mutating func prepare(_ object: CalendarObject) -> PreparedObject { prepare(compare(object)) }

    /// As the other, for an object that was compared before.
    mutating func prepare(_ compared: ComparableObject) -> PreparedObject {
        let (object, zones) = (compared.object, compared.zones)
        let serializer = Serializer()
        var octets: [UInt8] = []
        octets.reserveCapacity(object.components.reduce(0) { $0 + serializer.size(of: $1) })
        for component in object.components { serializer.append(component, to: &octets) }
        return prepare(compared, text: ObjectText(form: .components, octets: octets, timeZones: zones.digests))
    }

    /// An object of which the store keeps a whole VCALENDAR; `object` is what that text says.
    mutating func prepare(_ object: CalendarObject, verbatim octets: [UInt8]) -> PreparedObject {
        let compared = compare(object)
        let zones = compared.zones
        let brought = Set(object.timeZones.compactMap { $0.first(.tzid).map { TZID.comparable($0.valueString) } })
        let missing = zones.texts.filter { !brought.contains($0.tzid) }
        return prepare(compared, text: ObjectText(form: .verbatim, octets: octets, timeZones: missing.map(\.digest)))
    }

    /// An object in a VCALENDAR of ours that has other properties as well, with all its time zones.
    mutating func prepare(_ object: CalendarObject, keeping properties: [Property], in frame: CalendarFrame) -> PreparedObject {
        let compared = compare(object)
        let serializer = Serializer()
        var octets = frame.opening
        for property in properties { serializer.append(property, to: &octets) }
        for zone in compared.zones.texts { octets += zone.output }
        for component in object.components { serializer.append(component, to: &octets) }
        octets += CalendarFrame.closing
        return prepare(compared, text: ObjectText(form: .verbatim, octets: octets, timeZones: []))
    }

    private mutating func prepare(_ compared: ComparableObject, text: ObjectText) -> PreparedObject {
        let (object, zones) = (compared.object, compared.zones)
        let exactly = { ObjectSpan(of: object, zones: zones.resolver, knows: zones.contains) }
        let content = ObjectContent(
            uid: object.uid, kind: object.kind, text: text, etag: ObjectBuilder.etag(of: text),
            digest: compared.digest,
            span: budget?.span(of: object, exactly: exactly) ?? exactly(),
            classification: object.components.lazy.map(\.classification).max() ?? .public,
            sequence: object.components.lazy.compactMap { $0.first(.sequence).flatMap { try? $0.integer() } }.max() ?? 0
        )
        return PreparedObject(object: object, prepared: PreparedContent(content: content, zones: zones.texts))
    }

    /// The zones that an object names: those it brings, then those the zone database knows.
    private mutating func zones(of object: CalendarObject) -> ObjectZones {
        let named = object.referencedTimeZoneIDs
        if let known = met.first(where: { $0.named == named && $0.brought == object.timeZones }) { return known.zones }
        if let known = kept?.zones(named: named, brought: object.timeZones) {
            if met.count < Self.metLimit { met.append((named, object.timeZones, known)) }
            return known
        }
        var brought: [String: ZoneText] = [:]
        for component in object.timeZones {
            let zone = zone(definedBy: component)
            if brought[zone.tzid] == nil { brought[zone.tzid] = zone }
        }
        var texts: [ZoneText] = []
        for tzid in named.map(TZID.comparable) where !texts.contains(where: { $0.tzid == tzid }) {
            if let zone = brought[tzid] ?? zone(named: tzid) { texts.append(zone) }
        }
        let zones = ObjectZones(texts, registry: registry)
        if met.count < Self.metLimit { met.append((named, object.timeZones, zones)) }
        kept?.keep(zones, named: named, brought: object.timeZones)
        return zones
    }

    private mutating func zone(definedBy component: Component) -> ZoneText {
        let tzid = component.first(.tzid)?.valueString ?? ""
        if let known = definitions[tzid]?.first(where: { $0.component == component }) { return known.zone }
        let zone = kept?.text(of: component, registry: registry) ?? ZoneText(component, registry: registry)
        definitions[tzid, default: []].append((component, zone))
        return zone
    }

    private mutating func zone(named tzid: String) -> ZoneText? {
        if let known = names[tzid] { return known }
        let zone = ZoneText(named: tzid, registry: registry)
        names[tzid] = .some(zone)
        return zone
    }

    /// Strong: a hash of what is kept.
    static func etag(of text: ObjectText) -> String {
        var hash = SecureHash()
        hash.update(text.octets)
        for digest in text.timeZones { hash.update(digest) }
        return Hexadecimal.text(of: hash.digest(), octets: 16)
    }
}

/// An object ready to be compared with what is stored under its UID.
struct ComparableObject: Sendable {
    var object: CalendarObject
    var digest: Digest
    var zones: ObjectZones
}

/// The zones that an object names.
struct ObjectZones: Sendable {
    let texts: [ZoneText]
    let digests: [Digest]
    /// Floating times read as UTC.
    let resolver: ZoneResolver

    init(_ texts: [ZoneText], registry: TimeZoneRegistry) {
        self.texts = texts
        digests = texts.map(\.digest)
        resolver = ZoneResolver(timeZones: texts.filter { !$0.isByName }.map(\.definition), registry: registry)
    }

    /// Whether a TZID, as written, is among them.
    func contains(_ tzid: String) -> Bool {
        guard !texts.isEmpty else { return false }
        let tzid = TZID.comparable(tzid)
        return texts.contains { $0.tzid == tzid }
    }
}

/// What is stored of an object.
struct PreparedContent: Sendable {
    var content: ObjectContent
    var zones: [ZoneText]

    /// Stores it as a new object.
    @discardableResult
    func insert(resourceName: String?, in calendar: CalendarID, author: String, _ writing: any StoreWriting) throws -> ObjectRecord {
        try keepZones(writing)
        return try writing.insert(content, resourceName: resourceName, in: calendar, author: author)
    }

    /// Stores it in the place of another.
    func replace(_ record: ObjectRecord, author: String, _ writing: any StoreWriting) throws -> ObjectRecord {
        try keepZones(writing)
        return try writing.replace(record, with: content, author: author)
    }

    private func keepZones(_ writing: any StoreWriting) throws {
        // A text that was kept whole has its definitions in it.
        for zone in zones where content.text.timeZones.contains(zone.digest) { try writing.keepTimeZone(zone.digest, text: zone.octets) }
    }
}

/// An object ready to be stored.
struct PreparedObject: Sendable {
    var object: CalendarObject
    var prepared: PreparedContent

    var content: ObjectContent {
        get { prepared.content }
        set { prepared.content = newValue }
    }

    var zones: [ZoneText] { prepared.zones }

    /// Stores it as a new object.
    func insert(resourceName: String?, in calendar: CalendarID, author: String, _ writing: any StoreWriting) throws -> ObjectRecord {
        try prepared.insert(resourceName: resourceName, in: calendar, author: author, writing)
    }

    /// Stores it in the place of another.
    func replace(_ record: ObjectRecord, author: String, _ writing: any StoreWriting) throws -> ObjectRecord {
        try prepared.replace(record, author: author, writing)
    }
}

extension Component {
    /// CLASS; a word that is not known means private (RFC 5545 section 3.8.1.3).
    var classification: Classification {
        guard let value = first(.classification)?.valueString else { return .public }
        return switch value.uppercased() {
        case "PUBLIC", "": .public
        case "CONFIDENTIAL": .confidential
        default: .private
        }
    }
}
