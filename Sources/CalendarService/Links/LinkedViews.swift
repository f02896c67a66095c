import CalendarStore
import ICalendar

extension CalendarLookup {
    /// The links of a calendar that its caller may follow: those whose source the caller may read as well.
    func linkedViews(in info: CalendarInfo) throws -> [LinkedView] {
        try reading.links(in: info.calendar.id).compactMap { link in
            guard let calendar = try reading.calendar(link.source), let owner = try reading.account(calendar.owner) else { return nil }
            let source = self.info(calendar, ownedBy: owner)
            guard source.access.mayRead,
                let record = try reading.objectRecord(uid: link.uid, in: link.source)
            else { return nil }
            return LinkedView(link: link, isStripped: source.strips(record))
        }
    }
}

extension CalendarService {
    /// Like `CalendarLookup.linkedViews`; from memory for the many calendars without links.
    func linkedViews(in info: CalendarInfo, for caller: Caller) async throws -> [LinkedView] {
        if state.linkless.holds(info.calendar) { return [] }
        return try await read { reading in
            let lookup = CalendarLookup(reading, for: caller)
            if try reading.links(in: info.calendar.id).isEmpty {
                // As of the snapshot; a link made since advances the revision.
                if let calendar = try reading.calendar(info.calendar.id) { state.linkless.keep(calendar) }
                return []
            }
            return try lookup.linkedViews(in: info)
        }
    }
}

extension ObjectReader {
    /// What a link shows: the whole object, or one instance standing alone; nil when it is gone or the calendar has an object with this UID itself.
    func linked(_ linked: LinkedView, in info: CalendarInfo) throws -> (stored: StoredObject, object: CalendarObject, zones: [ZoneText])? {
        guard try reading.objectRecord(uid: linked.link.uid, in: info.calendar.id) == nil,
            let stored = try reading.object(uid: linked.link.uid, in: linked.link.source)
        else { return nil }
        var (object, zones) = try self.object(stored)
        if linked.isStripped { object = StrippedView.strip(object) }
        guard let text = linked.link.recurrenceID, !text.isEmpty, text != "0" else { return (stored, object, zones) }
        let property = Property(.recurrenceID, value: text)
        guard let id = try? property.dateTime() else { return (stored, object, zones) }
        let resolver = ZoneResolver(timeZones: zones.filter { !$0.isByName }.map(\.definition), registry: registry)
        guard let occurrence = Expansion(object, zones: resolver).occurrence(recurrenceID: id) else { return nil }
        object.components = [object.standalone(occurrence)]
        return (stored, object, zones)
    }
}

extension CalendarObject {
    /// One instance as a component that needs no master.
    func standalone(_ occurrence: Occurrence) -> Component {
        guard components.indices.contains(occurrence.componentIndex) else { return Component(kind) }
        var component = components[occurrence.componentIndex]
        for name: PropertyName in [.rrule, .exrule, .rdate, .exdate] { component.remove(name) }
        component.set(Property(.dtstart, dateTime: occurrence.writtenStart))
        if component.has(.due) || component.has(.dtend), let end = occurrence.writtenEnd {
            component.remove(.duration)
            component.set(Property(component.has(.due) ? .due : .dtend, dateTime: end))
        }
        if let id = occurrence.writtenRecurrenceID, !component.has(.recurrenceID) { component.set(Property(.recurrenceID, dateTime: id)) }
        return component
    }
}
