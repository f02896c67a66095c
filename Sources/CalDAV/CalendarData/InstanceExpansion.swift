import CalendarService
import CalendarStore
import ICalendar

/// Instances of one object as components of their own (RFC 4791 sections 9.6.5 and 9.6.6).
struct InstanceExpansion {
    private let view: ObjectView

    init(_ view: ObjectView) { self.view = view }

    /// `expand`: appends the instances that overlap a range, times in UTC; dates and floating times stay what they are.
    ///
    /// - Throws: `tooManyOccurrences` when there are more than the budget allows; what `requireRoom` throws when there are too many octets.
    func append(
        in range: TimeRange, budget: inout Int, as form: TextForm, to text: inout [UInt8], requireRoom: (Int) throws -> Void
    ) throws {
        let occurrences = try occurrences(in: range, budget: &budget)
        guard !occurrences.isEmpty else { return appendUndated(as: form, to: &text) }
        let instances = view.instances
        for occurrence in occurrences {
            instances.append(occurrence, in: form, to: &text)
            try requireRoom(text.count)
        }
    }

    /// A to-do without dates is everywhere.
    private func appendUndated(as form: TextForm, to text: inout [UInt8]) {
        let object = view.object
        guard !object.isRecurring else { return }
        let serializer = Serializer()
        for component in object.components where !component.has(.dtstart) && !component.has(.due) {
            text += form.octets(of: serializer.text(of: component))
        }
    }

    /// Throws what `append` would throw, without writing.
    func rehearse(in range: TimeRange, budget: inout Int, requireRoom: (Int) throws -> Void) throws {
        let instances = view.instances
        try requireRoom(try occurrences(in: range, budget: &budget).reduce(0) { $0 + instances.size(of: $1) })
    }

    private func occurrences(in range: TimeRange, budget: inout Int) throws -> [Occurrence] {
        let isToDo = view.record.kind == .vtodo
        let occurrences = view.expansion.occurrences(overlapping: isToDo ? range.widened : range.range, limit: max(budget, 1))
        guard occurrences.isComplete, budget > 0 else {
            throw CalendarError(.tooManyOccurrences, "There are too many instances in this range; ask for a shorter one.")
        }
        budget -= occurrences.list.count
        return occurrences.list
    }

    /// `limit-recurrence-set`: the master and the overrides that take place in the range, would have, or reach into it.
    func limited(to range: TimeRange) -> [Component] {
        let (object, zones, expansion) = (view.object, view.zones, view.expansion)
        let length = object.components.count > 1 ? masterLength(of: object, zones) : 0
        return object.components.filter { component in
            guard let id = component.first(.recurrenceID) else { return true }
            guard let value = try? id.dateTime() else { return true }
            let original = zones.instant(of: value)
            if id.parameter("RANGE")?.uppercased() == "THISANDFUTURE" { return original < range.end }
            if original < range.end, original.advanced(bySeconds: max(length, 1)) > range.start { return true }
            guard let own = expansion.occurrence(recurrenceID: value) else { return true }
            return own.startInstant < range.end && max(own.endInstant, own.startInstant.advanced(bySeconds: 1)) > range.start
        }
    }

    /// How long an instance of the rule lasts, in seconds.
    private func masterLength(of object: CalendarObject, _ zones: ZoneResolver) -> Int64 {
        guard let master = object.master else { return 0 }
        let alone = CalendarObject(uid: object.uid, kind: object.kind, components: [master], timeZones: object.timeZones)
        let first = Expansion(alone, zones: zones).occurrence(after: .distantPast)
        return first.map { $0.endInstant.seconds - $0.startInstant.seconds } ?? 0
    }
}
