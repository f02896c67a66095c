import CalendarStore
import ICalendar

extension ObjectBuilder {
    /// How many objects one task takes: enough to be worth one.
    private static let batch = 1000

    /// Prepares many objects on all cores; missing DTSTAMPs are supplied. Order stays.
    ///
    /// - Parameter known: rows of stored objects by UID: what has its digest already is compared only.
    static func prepare(
        _ objects: [CalendarObject], known: [String: ObjectRecord], registry: TimeZoneRegistry, budget: SpanBudget, now: Timestamp
    ) async throws -> [PublishedObject] {
        let starts = Array(stride(from: 0, to: objects.count, by: batch))
        guard starts.count > 1 else { return prepare(objects[...], known: known, registry: registry, budget: budget, now: now) }
        return await withTaskGroup(of: (Int, [PublishedObject]).self) { group in
            for start in starts {
                let part = objects[start..<min(start + batch, objects.count)]
                group.addTask { (start, prepare(part, known: known, registry: registry, budget: budget, now: now)) }
            }
            var parts: [Int: [PublishedObject]] = [:]
            for await (start, part) in group { parts[start] = part }
            return starts.flatMap { parts[$0] ?? [] }
        }
    }

    /// As the other, here and now.
    static func prepare(
        _ objects: ArraySlice<CalendarObject>, known: [String: ObjectRecord], registry: TimeZoneRegistry, budget: SpanBudget,
        now: Timestamp
    ) -> [PublishedObject] {
        var builder = ObjectBuilder(registry: registry, budget: budget)
        return objects.map { object in
            var object = object
            // All lines of a text share its storage. On several cores the count of its users would be what everybody waits for, so each object
            // gets a copy of its own; that also lets go of the text.
            object.components = object.components.map { component in
                var component = component.compacted()
                if !component.has(.dtstamp) { component.supplyTimestamp(now: now) }
                return component
            }
            let compared = builder.compare(object)
            let isKnown = known[object.uid]?.digest == compared.digest
            return PublishedObject(object, isKnown ? .compared(compared) : .prepared(builder.prepare(compared)))
        }
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
