import ICalendar

@testable import CalendarService

/// Instances of a series tracked by hand: what an edit of them means, without rules.
struct EditingModel {
    struct Instance: Equatable, CustomStringConvertible {
        var start: DateTimeValue
        var length: Int64
        var summary: String
        var description: String { "\(start.text)+\(length) \(summary)" }
    }

    /// By the instant of the recurrence id.
    var instances: [Instant: Instance] = [:]
    let zones: ZoneResolver

    /// Reads an object up to an instant of the recurrence ids.
    init(_ object: CalendarObject, zones: ZoneResolver, through horizon: Instant) {
        self.zones = zones
        for (id, instance) in EditingModel.read(object, zones: zones, through: horizon) { instances[id] = instance }
    }

    static func read(_ object: CalendarObject, zones: ZoneResolver, through horizon: Instant) -> [(Instant, Instance)] {
        let month: Int64 = 31 * 86_400
        let range = Instant.distantPast..<horizon.advanced(bySeconds: month)
        return Expansion(object, zones: zones).occurrences(overlapping: range).list.compactMap { occurrence in
            let id = occurrence.recurrenceInstant ?? occurrence.startInstant
            guard id <= horizon else { return nil }
            let summary = object.components[occurrence.componentIndex].first(.summary)?.text ?? ""
            let length = occurrence.endInstant.seconds - occurrence.startInstant.seconds
            return (id, Instance(start: occurrence.start, length: length, summary: summary))
        }
    }

    var ids: [Instant] { instances.keys.sorted() }

    /// A series that came down to one instance is known by the start of that one.
    mutating func renameSingle(_ object: CalendarObject?) {
        guard let object, !object.isRecurring, object.components.count == 1,
            let (id, instance) = EditingModel.read(object, zones: zones, through: .distantFuture).first,
            instances[id] == nil, let old = instances.first(where: { $0.value == instance })
        else { return }
        instances[old.key] = nil
        instances[id] = instance
    }

    /// How an object differs from the model up to a horizon, in plain words.
    func difference(to object: CalendarObject?, through horizon: Instant) -> String? {
        let given = object.map { EditingModel.read($0, zones: zones, through: horizon) } ?? []
        let ids = Set(given.map(\.0))
        if ids.count != given.count { return "an instance twice" }
        for (id, instance) in given {
            guard let own = instances[id] else { return "has \(instance) at \(id.text), should not" }
            if own != instance { return "has \(instance) at \(id.text), should have \(own)" }
        }
        for id in instances.keys.sorted() where id <= horizon && !ids.contains(id) { return "lacks \(instances[id]?.description ?? "")" }
        return nil
    }
}
