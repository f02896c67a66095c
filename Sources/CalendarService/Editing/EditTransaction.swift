import CalendarStore
import ICalendar

/// Edits of one calendar inside one write transaction: reads an item, lets the editor work on it, writes what comes out.
struct EditTransaction {
    let service: CalendarService
    let writing: any StoreWriting
    let info: CalendarInfo
    let caller: Caller
    private let reader: ObjectReader
    private let floating: ZoneRules

    init(_ writing: any StoreWriting, in info: CalendarInfo, for caller: Caller, service: CalendarService) {
        self.service = service
        self.writing = writing
        self.info = info
        self.caller = caller
        reader = ObjectReader(writing, service: service)
        floating = info.floatingZone(service.zones)
    }

    /// An item as it is stored, with the zones it names.
    struct Item {
        var record: ObjectRecord
        var object: CalendarObject
        var zones: ZoneResolver
        /// VTIMEZONEs that came with it and that no name of the zone database stands for.
        var ownZones: [Component]
        /// What the VCALENDAR in which it was PUT says beside what every VCALENDAR says: it stays through an edit.
        var calendarProperties: [Property]
    }

    // MARK: Reading

    /// - Throws: `ownerOnly` for an item the caller sees stripped.
    func item(uid: String) throws -> Item? {
        guard let stored = try writing.object(uid: uid, in: info.calendar.id) else { return nil }
        try info.requireWhole(stored.record)
        return try item(stored)
    }

    func item(_ stored: StoredObject) throws -> Item {
        let (object, kept) = try reader.object(stored)
        let own = kept.filter { !$0.isByName }.map(\.definition)
        return Item(
            record: stored.record, object: object, zones: ZoneResolver(timeZones: own, registry: service.zones, floating: floating),
            ownZones: own, calendarProperties: calendarProperties(of: stored.text))
    }

    private func calendarProperties(of text: ObjectText) -> [Property] {
        guard text.form == .verbatim else { return [] }
        let common: Set<PropertyName> = [.version, .prodid, .calscale, .method]
        return Parser().parse(text.octets).calendars.first?.properties.filter { !common.contains($0.name) } ?? []
    }

    private func prepared(_ object: CalendarObject, like item: Item?, _ builder: inout ObjectBuilder) -> PreparedObject {
        guard let kept = item?.calendarProperties, !kept.isEmpty else { return builder.prepare(object) }
        return builder.prepare(object, keeping: kept, in: reader.frame)
    }

    func isLinked(_ uid: String) throws -> Bool { try writing.links(in: info.calendar.id).contains { $0.uid == uid } }

    func editor(_ item: Item? = nil, raisesSequence: Bool = true) -> RecurrenceEditor {
        RecurrenceEditor(
            zones: item?.zones ?? ZoneResolver(registry: service.zones, floating: floating), bound: service.settings.recurrenceBound,
            now: writing.now.instant, raisesSequence: raisesSequence, makeUID: EditTransaction.makeUID
        )
    }

    func view(_ record: ObjectRecord) throws -> ObjectView {
        guard let stored = try writing.object(record.id) else { throw CalendarError.noObject }
        return try reader.view(stored, for: info, floating: floating)
    }

    /// 32 lower-case hexadecimal digits.
    static func makeUID() -> String { Hexadecimal.text(of: (0..<16).map { _ in UInt8.random(in: .min ... .max) }) }

    // MARK: Writing

    /// Writes what an edit left: the item, what was split from it, and the delete log. Returns the rows, the split one first.
    @discardableResult
    func write(_ outcome: EditOutcome, of item: Item?, uid: String) throws -> [ObjectRecord] {
        let record = item?.record
        guard outcome.isChanged else { return record.map { [$0] } ?? [] }
        var builder = ObjectBuilder(registry: service.zones)
        var records: [ObjectRecord] = []
        if let split = outcome.split {
            try requireKnownZones(of: split, since: record)
            records.append(
                try prepared(split, like: item, &builder).insert(resourceName: nil, in: info.calendar.id, author: caller.author, writing)
            )
        }
        if let object = outcome.object {
            try requireKnownZones(of: object, since: record)
            let prepared = prepared(object, like: item, &builder)
            records.append(
                try record.map { try prepared.replace($0, author: caller.author, writing) }
                    ?? prepared.insert(resourceName: nil, in: info.calendar.id, author: caller.author, writing)
            )
        } else if let record {
            try writing.remove(record, author: caller.author)
        }
        for deleted in outcome.deletions {
            try writing.log(
                deleted.logged(uid: uid, zones: item?.ownZones ?? [], time: writing.now, author: caller.author), in: info.calendar.id)
        }
        if record != nil { try writing.touchLinkDestinations(of: info.calendar.id) }
        return records
    }

    /// A zone that nobody knows may stay where a publish brought it; an edit brings none.
    ///
    /// - Throws: `unknownTimeZone` for a TZID that neither the item nor the zone database knows.
    private func requireKnownZones(of object: CalendarObject, since record: ObjectRecord?) throws {
        let brought = Set(object.timeZones.compactMap { $0.first(.tzid).map { TZID.comparable($0.valueString) } })
        let unknown = object.referencedTimeZoneIDs.first {
            !brought.contains(TZID.comparable($0)) && service.zones.rules(for: $0) == nil
        }
        guard let unknown else { return }
        let stored = try record.flatMap { try writing.object($0.id) }.map(item)
        guard stored?.object.referencedTimeZoneIDs.contains(unknown) != true else { return }
        throw CalendarError(.unknownTimeZone, "There is no time zone named “\(unknown)”.")
    }
}
