import ICalendar

@testable import CalendarService

/// Instances of a series tracked by hand: what an edit of them means, without rules.
struct EditingModel {
    struct Instance: Equatable, CustomStringConvertible {
        var start: DateTimeValue
        /// Seconds on the UTC line; of dates, whole days.
        var length: Int64
        var summary: String
        var status: String
        var description: String { "\(start.tzid.map { $0 + ":" } ?? "")\(start.text)+\(length) \(summary) \(status)" }
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
        let range = Instant.distantPast..<max(horizon, horizon.advanced(bySeconds: month))
        return Expansion(object, zones: zones).occurrences(overlapping: range, limit: 10_000).list.compactMap { occurrence in
            let id = occurrence.recurrenceInstant ?? occurrence.startInstant
            guard id <= horizon else { return nil }
            let component = object.components[occurrence.componentIndex]
            var length = occurrence.endInstant.seconds - occurrence.startInstant.seconds
            if occurrence.start.isDate {
                length = Int64((occurrence.end?.date ?? occurrence.start.date).dayNumber - occurrence.start.date.dayNumber) * 86_400
            }
            let instance = Instance(
                start: occurrence.writtenStart, length: length, summary: component.first(.summary)?.text ?? "",
                status: component.first(.status)?.text ?? ""
            )
            return (id, instance)
        }
    }

    var ids: [Instant] { instances.keys.sorted() }

    /// The instances that an edit of one of them is about, and the others.
    func parted(at id: Instant, _ modifier: RecurrenceModifier) -> (affected: EditingModel, others: EditingModel) {
        func isAffected(_ other: Instant) -> Bool {
            switch modifier {
            case .thisInstance: other == id
            case .thisAndFuture: other >= id
            case .thisAndPrior: other <= id
            case .thisAndAll: true
            }
        }
        var (affected, others) = (self, self)
        affected.instances = instances.filter { isAffected($0.key) }
        others.instances = instances.filter { !isAffected($0.key) }
        return (affected, others)
    }

    /// Both together; nil where they want the same place.
    func joined(with other: EditingModel) -> EditingModel? {
        var both = self
        both.instances.merge(other.instances) { own, _ in own }
        return both.instances.count == instances.count + other.instances.count ? both : nil
    }

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
        for id in instances.keys.sorted() where id <= horizon && !ids.contains(id) {
            return "lacks \(instances[id]?.description ?? "") at \(id.text)"
        }
        return nil
    }
}
