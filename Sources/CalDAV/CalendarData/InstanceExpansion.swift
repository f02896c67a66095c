import CalendarService
import ICalendar

/// Instances of one object as components of their own (RFC 4791 sections 9.6.5 and 9.6.6).
struct InstanceExpansion {
    private let object: CalendarObject
    private let zones: ZoneResolver
    private let expansion: Expansion

    init(_ object: CalendarObject, zones: ZoneResolver) {
        self.object = object
        self.zones = zones
        expansion = Expansion(object, zones: zones)
    }

    private static let recurrenceProperties: [PropertyName] = [.rrule, .rdate, .exrule, .exdate, .recurrenceID]

    /// `expand`: the instances that overlap a range, times in UTC; dates and floating times stay what they are.
    ///
    /// - Throws: `tooManyOccurrences` when there are more than the budget allows.
    func components(in range: TimeRange, budget: inout Int) throws -> [Component] {
        let isToDo = object.kind == .vtodo
        let occurrences = expansion.occurrences(overlapping: isToDo ? range.widened : range.range, limit: max(budget, 1))
        guard occurrences.isComplete, budget > 0 else {
            throw CalendarError(.tooManyOccurrences, "There are too many instances in this range; ask for a shorter one.")
        }
        budget -= occurrences.list.count
        if occurrences.list.isEmpty, !object.isRecurring {
            // A to-do without dates is everywhere.
            return object.components.filter { !$0.has(.dtstart) && !$0.has(.due) }
        }
        return occurrences.list.compactMap { occurrence in
            guard object.components.indices.contains(occurrence.componentIndex) else { return nil }
            return standalone(object.components[occurrence.componentIndex], occurrence)
        }
    }

    private func standalone(_ component: Component, _ occurrence: Occurrence) -> Component {
        var instance = component
        for name in Self.recurrenceProperties { instance.remove(name) }
        instance.properties = instance.properties.map(inUTC)
        if instance.has(.dtstart) { instance.set(Property(.dtstart, dateTime: Self.inUTC(occurrence.start, occurrence.startInstant))) }
        let endName: PropertyName = component.name == .vtodo ? .due : .dtend
        if instance.has(endName), let end = occurrence.end {
            instance.set(Property(endName, dateTime: Self.inUTC(end, occurrence.endInstant)))
        }
        if let id = occurrence.recurrenceID, let instant = occurrence.recurrenceInstant {
            let property = Property(.recurrenceID, dateTime: Self.inUTC(id, instant))
            let place = instance.properties.firstIndex { $0.isNamed(.dtstart) }.map { $0 + 1 } ?? instance.properties.endIndex
            instance.properties.insert(property, at: place)
        }
        return instance
    }

    private static func inUTC(_ value: DateTimeValue, _ instant: Instant) -> DateTimeValue {
        switch value {
        case .date, .floating: value
        case .utc, .zoned: .utc(instant.utc)
        }
    }

    /// Without its TZID, for no VTIMEZONE goes along.
    private func inUTC(_ property: Property) -> Property {
        guard property.hasParameters, property.parameter("TZID") != nil, let value = try? property.dateTime(), case .zoned = value else {
            return property
        }
        let others = property.parameters.filter { $0.name != "TZID" }
        return Property(property.name, parameters: others, dateTime: .utc(zones.instant(of: value).utc))
    }

    /// `limit-recurrence-set`: the master and the overrides that take place in the range, would have, or reach into it.
    func limited(to range: TimeRange) -> [Component] {
        object.components.filter { component in
            guard let id = component.first(.recurrenceID) else { return true }
            guard let value = try? id.dateTime() else { return true }
            let original = zones.instant(of: value)
            if id.parameter("RANGE")?.uppercased() == "THISANDFUTURE" { return original < range.end }
            let length = masterLength
            if original < range.end, original.advanced(bySeconds: max(length, 1)) > range.start { return true }
            guard let own = expansion.occurrence(recurrenceID: value) else { return true }
            return own.startInstant < range.end && max(own.endInstant, own.startInstant.advanced(bySeconds: 1)) > range.start
        }
    }

    /// How long an instance of the rule lasts, in seconds.
    private var masterLength: Int64 {
        guard let master = object.master else { return 0 }
        let alone = CalendarObject(uid: object.uid, kind: object.kind, components: [master], timeZones: object.timeZones)
        let first = Expansion(alone, zones: zones).occurrence(after: .distantPast)
        return first.map { $0.endInstant.seconds - $0.startInstant.seconds } ?? 0
    }
}
