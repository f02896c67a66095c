import ICalendar

/// Asks attendees again when the organizer moves what they have answered: PARTSTAT goes back to NEEDS-ACTION, RSVP stays (RFC 5546
/// section 3.2.2.1).
///
/// An item is moved when it takes place at a time that it had not before: a deleted instance or an earlier end of the series needs no new
/// answer, another title neither.
struct Rescheduling {
    /// Instances of a series that are compared.
    private static let limit = 100

    private let before: Series
    private let zones: ZoneResolver

    init(from before: CalendarObject, zones: ZoneResolver) {
        self.before = Series(before, zones: zones)
        self.zones = zones
    }

    /// The item with open answers where it was moved; attendees for whom `keepsAnswer` is true (the organizer) keep theirs.
    func asked(_ object: CalendarObject, keepsAnswer: (Property) -> Bool) -> CalendarObject {
        let moved = movedComponents(of: object)
        guard !moved.isEmpty else { return object }
        // A moved series asks for all of its instances.
        let isWhole = object.components.indices.contains { moved.contains($0) && !object.components[$0].has(.recurrenceID) }
        var result = object
        for index in object.components.indices where isWhole || moved.contains(index) {
            result.components[index].properties = result.components[index].properties.map { property in
                guard property.isNamed(.attendee), !keepsAnswer(property) else { return property }
                let isOpen = ["", "NEEDS-ACTION"].contains(property.parameter("PARTSTAT")?.uppercased() ?? "")
                return isOpen ? property : property.setting(parameter: "PARTSTAT", to: "NEEDS-ACTION")
            }
        }
        return result
    }

    private func movedComponents(of object: CalendarObject) -> Set<Int> {
        let names: [PropertyName] = [.dtstart, .dtend, .due, .duration, .recurrenceID] + PropertyName.recurrence
        func times(_ component: Component) -> [[Property]] { names.map(component.all) }
        if object.components.map(times) == before.object.components.map(times) { return [] }
        let found = Expansion(object, zones: zones).occurrences(
            overlapping: .distantPast..<Instant.distantFuture, limit: Rescheduling.limit)
        return Set(found.list.lazy.filter { !took(place: $0) }.map(\.componentIndex))
    }

    private func took(place occurrence: Occurrence) -> Bool {
        let id = occurrence.writtenRecurrenceID ?? occurrence.writtenStart
        let old =
            before.expansion.occurrence(recurrenceID: id)
            ?? before.expansion.occurrences(overlapping: .distantPast..<Instant.distantFuture, limit: 1).list.first
        return old.map { $0.startInstant == occurrence.startInstant && $0.endInstant == occurrence.endInstant } ?? false
    }
}
