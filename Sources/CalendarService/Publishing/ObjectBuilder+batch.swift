import CalendarStore
import ICalendar

extension ObjectBuilder {
    /// How many objects one task takes: enough to be worth one.
    private static let batch = 1000

    /// Prepares many objects on all cores; missing DTSTAMPs are supplied. Order stays.
    ///
    /// - Parameter known: rows of stored objects by UID: what has its digest already is compared only, and what has no row loses its
    ///   components; nil: nothing is known of what is stored.
    static func prepare(
        _ objects: [CalendarObject], known: [String: ObjectRecord]?, registry: TimeZoneRegistry, zoneTexts: ZoneTextCache,
        budget: SpanBudget, now: Timestamp
    ) async -> [PublishedObject] {
        let starts = Array(stride(from: 0, to: objects.count, by: batch))
        let prepare = { @Sendable (part: ArraySlice<CalendarObject>) in
            // All lines of a text share its storage. On several cores the count of its users would be what everybody waits for, so each
            // object gets a copy of its own; that also lets go of the text.
            ObjectBuilder.prepare(
                part.map(\.compacted)[...], known: known, registry: registry, zoneTexts: zoneTexts, budget: budget, now: now)
        }
        guard starts.count > 1 else { return prepare(objects[...]) }
        return await withTaskGroup(of: (Int, [PublishedObject]).self) { group in
            for start in starts {
                let part = objects[start..<min(start + batch, objects.count)]
                group.addTask { (start, prepare(part)) }
            }
            var parts: [Int: [PublishedObject]] = [:]
            for await (start, part) in group { parts[start] = part }
            return starts.flatMap { parts[$0] ?? [] }
        }
    }

    /// As the other, here and now, for objects that share their storage with nobody else's.
    static func prepare(
        _ objects: ArraySlice<CalendarObject>, known: [String: ObjectRecord]?, registry: TimeZoneRegistry, zoneTexts: ZoneTextCache,
        budget: SpanBudget, now: Timestamp
    ) -> [PublishedObject] {
        var builder = ObjectBuilder(registry: registry, kept: zoneTexts, budget: budget)
        return objects.map { object in
            var object = object
            for index in object.components.indices where !object.components[index].has(.dtstamp) {
                object.components[index].supplyTimestamp(now: now)
            }
            let compared = builder.compare(object)
            let record = known?[object.uid]
            if let record, record.digest == compared.digest { return PublishedObject(object, .equal(record.digest)) }
            let prepared = builder.prepare(compared)
            return PublishedObject(object, known != nil && record == nil ? .new(prepared.prepared) : .prepared(prepared))
        }
    }
}

extension CalendarObject {
    fileprivate var compacted: CalendarObject {
        var object = self
        object.components = components.map { $0.compacted() }
        return object
    }
}

extension Component {
    /// Adds DTSTAMP after UID: the time of the last change where the component names one, else now (RFC 5545 section 3.8.7.2).
    mutating func supplyTimestamp(now: Timestamp) {
        let known = [first(.lastModified), first(.created)].compactMap { $0 }.first { (try? $0.dateTime())?.isUTC ?? false }
        let stamp = known.map { Property(.dtstamp, value: $0.valueString) } ?? Property(.dtstamp, instant: now.instant)
        let place = properties.firstIndex { $0.isNamed(.uid) }.map { $0 + 1 } ?? 0
        properties.insert(stamp, at: place)
    }
}

extension DateTimeValue {
    var isUTC: Bool { if case .utc = self { true } else { false } }
}
