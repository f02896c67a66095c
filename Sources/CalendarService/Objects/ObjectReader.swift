import CalendarStore
import ICalendar

/// Reads stored objects back: their parsed form and the text that leaves, inside one transaction.
struct ObjectReader {
    let reading: any StoreReading
    let registry: TimeZoneRegistry
    let zoneTexts: ZoneTextCache
    private let cache: ObjectCache
    let frame: CalendarFrame

    init(_ reading: any StoreReading, service: CalendarService) {
        self.reading = reading
        registry = service.zones
        zoneTexts = service.state.zoneTexts
        cache = service.state.objects
        frame = service.frame
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
        var text = frame.opening
        for zone in try zoneTexts.texts(stored.text.timeZones, in: reading, registry: registry) { text += zone.output }
        text += stored.text.octets
        text += CalendarFrame.closing
        return text
    }

    /// A stored object as a caller sees it.
    func view(_ stored: StoredObject, for info: CalendarInfo, floating: ZoneRules) throws -> ObjectView {
        view(stored.record, try cache[stored.record.etag] ?? content(stored.record, stored.text), for: info, floating: floating)
    }

    /// An object made of stored ones, such as one instance that a link shows.
    func view(
        _ record: ObjectRecord, etag: String, isStripped: Bool, object: CalendarObject, zones: [ZoneText], floating: ZoneRules,
        linkedFrom: CalendarID
    ) -> ObjectView {
        let definitions = zones.filter { !$0.isByName }.map(\.definition)
        return ObjectView(
            record: record, etag: etag, isStripped: isStripped,
            content: CachedObject(object, definitions: definitions, frame: frame, registry: registry), floating: floating,
            linkedFrom: linkedFrom)
    }

    /// Hands out objects as a caller sees them, in order of their ids; returns false when the body stopped it. Only what is not known is read.
    ///
    /// - Parameters:
    ///   - keeps: whether what was read is remembered: not for walks over everything, which would drive out what is in use.
    ///   - rows: gives the rows of some of the ids where they are known already; nil: they are read.
    func forEachView<IDs: Collection<ObjectID>>(
        _ ids: IDs, keeps: Bool, for info: CalendarInfo, floating: ZoneRules, rows: ((IDs.SubSequence) throws -> [ObjectRecord])? = nil,
        _ body: (ObjectView) throws -> Bool
    ) throws -> Bool {
        var rest = ids[...]
        while !rest.isEmpty {
            let portion = rest.prefix(Self.portion)
            let records = try rows.map { try $0(portion) } ?? reading.objectRecords(portion)
            rest = rest.dropFirst(Self.portion)
            let known = cache.contents(of: records)
            var texts: [ObjectID: ObjectText] = [:]
            for place in records.indices {
                if let content = known[place] {
                    if try !body(view(records[place], content, for: info, floating: floating)) { return false }
                    continue
                }
                let record = records[place]
                if texts[record.id] == nil { texts = try reading.objectTexts(Self.next(records[place...], notIn: known)) }
                guard let text = texts[record.id] else { continue }
                let content = try self.content(record, text)
                if keeps { cache.keep(content, as: record.etag) }
                if try !body(view(record, content, for: info, floating: floating)) { return false }
            }
        }
        return true
    }

    /// Objects whose rows are read by one statement.
    static let portion = 32
    /// Octets of texts that are read at a time.
    private static let portionOctets = 1 << 20

    /// The next objects whose texts are to be read together.
    private static func next(_ records: ArraySlice<ObjectRecord>, notIn known: [CachedObject?]) -> [ObjectID] {
        var octets = 0
        var ids: [ObjectID] = []
        for (place, record) in zip(records.indices, records) where known[place] == nil {
            octets += record.size
            if octets > portionOctets, !ids.isEmpty { break }
            ids.append(record.id)
        }
        return ids
    }

    private func content(_ record: ObjectRecord, _ text: ObjectText) throws -> CachedObject {
        let zones = try zoneTexts.texts(text.timeZones, in: reading, registry: registry)
        return CachedObject(record, text, zones: zones, frame: frame, registry: registry)
    }

    private func view(_ record: ObjectRecord, _ content: CachedObject, for info: CalendarInfo, floating: ZoneRules) -> ObjectView {
        let isStripped = info.strips(record)
        return ObjectView(
            record: record, etag: isStripped ? StrippedView.etag(of: record.etag) : record.etag, isStripped: isStripped,
            content: isStripped ? content.stripped : content, floating: floating)
    }
}

extension CalendarInfo {
    /// Whether the caller sees an object as busy time only.
    func strips(_ record: ObjectRecord) -> Bool { access.seesStripped && record.classification != .public }

    /// The ETag of an object as the caller sees it.
    func etag(of record: ObjectRecord) -> String { strips(record) ? StrippedView.etag(of: record.etag) : record.etag }

    /// Rows with the ETags that the caller sees.
    func seen(_ records: [ObjectRecord]) -> [ObjectRecord] {
        guard access.seesStripped, records.contains(where: strips) else { return records }
        return records.map { record in
            var record = record
            record.etag = etag(of: record)
            return record
        }
    }

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
