import CalendarStore
import ICalendar

/// Reads stored objects back: their parsed form and the text that leaves, inside one transaction.
struct ObjectReader {
    let reading: any StoreReading
    let registry: TimeZoneRegistry
    let zoneTexts: ZoneTextCache
    let productID: String

    init(_ reading: any StoreReading, service: CalendarService) {
        self.reading = reading
        registry = service.zones
        zoneTexts = service.state.zoneTexts
        productID = service.settings.productID
    }

    /// Parsed, with its zones: definitions as they leave.
    func object(_ stored: StoredObject) throws -> (object: CalendarObject, zones: [ZoneText]) {
        let components = Parser().parse(stored.text.octets).calendars.flatMap(\.components)
        let kept = try zoneTexts.texts(stored.text.timeZones, in: reading, registry: registry)
        let brought = components.filter { $0.name == .vtimezone }.map { ZoneText($0, registry: registry) }
        let zones = brought + kept
        let object = CalendarObject(
            uid: stored.record.uid, kind: stored.record.kind, components: components.filter { $0.name == stored.record.kind },
            timeZones: zones.map(\.definition)
        )
        return (object, zones)
    }

    /// The VCALENDAR that a GET of the object serves.
    func octets(_ stored: StoredObject) throws -> [UInt8] {
        guard stored.text.form == .components else { return stored.text.octets }
        var text = CalendarFrame(productID: productID).opening
        for zone in try zoneTexts.texts(stored.text.timeZones, in: reading, registry: registry) { text += zone.output }
        text += stored.text.octets
        text += CalendarFrame.closing
        return text
    }

    /// The VCALENDAR of a parsed object.
    func octets(_ object: CalendarObject) -> [UInt8] {
        var text = CalendarFrame(productID: productID).opening
        let serializer = Serializer()
        for component in object.timeZones + object.components { serializer.append(component, to: &text) }
        text += CalendarFrame.closing
        return text
    }

    /// The object as a caller sees it.
    func view(
        _ stored: StoredObject, parts: ObjectParts, for info: CalendarInfo, floating: ZoneRules, linkedFrom: CalendarID? = nil
    ) throws -> ObjectView {
        let isStripped = info.strips(stored.record)
        let etag = isStripped ? StrippedView.etag(of: stored.record.etag) : stored.record.etag
        var object = CalendarObject(uid: stored.record.uid, kind: stored.record.kind, components: [], timeZones: [])
        var zones = ZoneResolver(registry: registry, floating: floating)
        var octets: [UInt8] = []
        if isStripped || parts.contains(.parsed) {
            let parsed = try self.object(stored)
            object = isStripped ? StrippedView.strip(parsed.object) : parsed.object
            zones = ZoneResolver(
                timeZones: parsed.zones.filter { !$0.isByName }.map(\.definition), registry: registry, floating: floating
            )
        }
        if parts.contains(.octets) { octets = try isStripped ? self.octets(object) : self.octets(stored) }
        return ObjectView(
            record: stored.record, etag: etag, isStripped: isStripped, object: object, zones: zones, octets: octets, linkedFrom: linkedFrom
        )
    }
}

extension CalendarInfo {
    /// Whether the caller sees an object as busy time only.
    func strips(_ record: ObjectRecord) -> Bool { access.seesStripped && record.classification != .public }

    /// The ETag of an object as the caller sees it.
    func etag(of record: ObjectRecord) -> String { strips(record) ? StrippedView.etag(of: record.etag) : record.etag }

    /// The zone in which dates and floating times of the calendar are read: its own, else its owner's.
    func floatingZone(_ registry: TimeZoneRegistry) -> ZoneRules {
        if let name = calendar.properties.timeZone, let rules = registry.rules(for: name) { return rules }
        if let text = calendar.properties.timeZoneText {
            let zones = Parser().parse(Array(text.utf8)).calendars.lazy.flatMap(\.components).filter { $0.name == .vtimezone }
            if let zone = zones.first {
                if let rules = registry.rules(definedBy: zone) { return rules }
                if let tzid = zone.first(.tzid)?.valueString, let rules = registry.rules(for: tzid) { return rules }
            }
        }
        return registry.rules(for: owner.timeZone) ?? .utc
    }
}
