import CalendarStore
import ICalendar

/// WCAP's delete log (`fetch_deletedcomponents`): written wherever something leaves a calendar, through whatever protocol.
struct DeletionLog {
    private let writing: any StoreWriting
    private let info: CalendarInfo
    private let author: String
    private let reader: ObjectReader
    private let service: CalendarService

    init(_ writing: any StoreWriting, in info: CalendarInfo, author: String, service: CalendarService) {
        self.writing = writing
        self.info = info
        self.author = author
        reader = ObjectReader(writing, service: service)
        self.service = service
    }

    /// Removes an object and logs it: its series once, instances without a series one by one.
    func remove(_ record: ObjectRecord) throws {
        if let stored = try writing.object(record.id) {
            let (object, zones) = try reader.object(stored)
            try logWhole(object, zones: Self.own(zones))
        }
        try writing.remove(record, author: author)
    }

    /// What a replacement has to be compared with; nil where no instance can get lost. Ask before the replacement is written.
    func state(before record: ObjectRecord) throws -> StoredObject? {
        record.span.isRecurring ? try writing.object(record.id) : nil
    }

    /// Logs the instances that an object had and its replacement does not have.
    ///
    /// A series that begins elsewhere now has been moved: nothing of it is deleted.
    func logReplacement(of old: StoredObject?, by new: CalendarObject) throws {
        guard let old else { return }
        let (object, zones) = try reader.object(old)
        let brought = Self.own(zones)
        guard object.kind == new.kind else { return try logWhole(object, zones: brought) }
        let resolver = ZoneResolver(
            timeZones: brought + new.timeZones, registry: reader.registry, floating: info.floatingZone(service.zones))
        try log(LostInstances(of: object, replacedBy: new, zones: resolver, now: writing.now.instant).list, uid: object.uid, zones: brought)
    }

    /// The same for a replacement known by its text.
    func logReplacement(of old: StoredObject?, by record: ObjectRecord, text: ObjectText) throws {
        guard let old else { return }
        try logReplacement(of: old, by: reader.object(StoredObject(record: record, text: text)).object)
    }

    private func logWhole(_ object: CalendarObject, zones: [Component]) throws {
        let master = object.components.first { !$0.has(.recurrenceID) }
        let deleted = master.map { [DeletedInstance(item: $0)] } ?? object.components.map(DeletedInstance.init(item:))
        try log(deleted, uid: object.uid, zones: zones)
    }

    private func log(_ deleted: [DeletedInstance], uid: String, zones: [Component]) throws {
        for instance in deleted {
            try writing.log(instance.logged(uid: uid, zones: zones, time: writing.now, author: author), in: info.calendar.id)
        }
    }

    /// The definitions among an object's zones that no name stands for.
    private static func own(_ zones: [ZoneText]) -> [Component] { zones.filter { !$0.isByName }.map(\.definition) }
}

/// The instances of a series that a replacement of it, which begins at the same time, does not have any more.
struct LostInstances {
    private(set) var list: [DeletedInstance] = []

    /// How many instances of a changed rule are compared.
    private static let limit = 2_000

    init(of old: CalendarObject, replacedBy new: CalendarObject, zones: ZoneResolver, now: Instant) {
        let before = old.recurrenceLines
        let after = new.recurrenceLines
        guard before != after || new.overrideLines != old.overrideLines else { return }
        let series = Series(old, zones: zones)
        let next = Series(new, zones: zones)
        guard series.start.map(zones.instant(of:)) == next.start.map(zones.instant(of:)) else { return }
        var candidates = old.components.compactMap(\.recurrenceID)
        if before != after {
            candidates += new.master?.dates(.exdate) ?? []
            let horizon = max(now, series.start.map(zones.instant(of:)) ?? now).advanced(bySeconds: 30 * 366 * 86_400)
            let rules: [PropertyName] = [.rrule, .rdate, .exrule]
            if rules.contains(where: { old.master?.all($0) != new.master?.all($0) }), let starts = series.starts {
                // Most often a series ends earlier: what it keeps is passed over.
                let kept = Set((next.starts?.list(to: horizon, limit: LostInstances.limit).list ?? []).map(\.startInstant))
                let all = starts.list(to: horizon, limit: LostInstances.limit).list
                candidates += all.filter { !kept.contains($0.startInstant) }.map(\.writtenStart)
            }
        }
        var seen: Set<Instant> = []
        for candidate in candidates where list.count < RecurrenceEditor.deletionLogLimit {
            let form = series.inSeriesForm(candidate)
            guard seen.insert(zones.instant(of: form)).inserted, next.expansion.occurrence(recurrenceID: form) == nil,
                let occurrence = series.expansion.occurrence(recurrenceID: form), old.components.indices.contains(occurrence.componentIndex)
            else { continue }
            list.append(DeletedInstance(occurrence, of: old.components[occurrence.componentIndex], form: form))
        }
    }
}

extension CalendarObject {
    /// What says which instances the master has.
    fileprivate var recurrenceLines: [Property] { PropertyName.recurrence.flatMap { master?.all($0) ?? [] } }

    fileprivate var overrideLines: [Property] { components.compactMap { $0.first(.recurrenceID) } }
}
