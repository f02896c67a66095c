import CalendarService
import CalendarStore
import ICalendar

/// Shows entries of the delete log: UID, times, recurrence data, when and by whom (`spec/wcap.md`, fetch_deletedcomponents).
struct DeletedRendering: Sendable {
    var rendering: ComponentRendering

    /// A series as one master, or with `recurring=0` as its instances.
    func components(_ entry: DeletedComponent) -> [Component] {
        guard let view = view(of: entry), let component = view.object.components.first else { return [] }
        if entry.recurrenceIDLine != nil || !rendering.options.expands || !view.object.isRecurring {
            return [shown(component, occurrence: nil, entry: entry, view: view)]
        }
        let all = view.expansion.occurrences(
            overlapping: .distantPast..<(.distantFuture), limit: rendering.options.bound)
        return all.list.map { shown(component, occurrence: $0, entry: entry, view: view) }
    }

    private func shown(_ component: Component, occurrence: Occurrence?, entry: DeletedComponent, view: ObjectView) -> Component {
        var shown = rendering.deleted(component, occurrence: occurrence, of: view)
        // Clients drop a deletion that has no DTSTART.
        if !shown.has(.dtstart) {
            let place = shown.first(.due).map { Property(.dtstart, parameters: $0.parameters, value: $0.valueString) }
            shown.properties.append(place ?? Property(.dtstart, instant: entry.time.instant))
        }
        if !entry.author.isEmpty {
            let name = entry.author.prefix { $0 != "@" }
            shown.properties.append(Property(XToken.triggeredBy, text: String(name)))
        }
        return shown
    }

    /// The stub as an object of its own.
    private func view(of entry: DeletedComponent) -> ObjectView? {
        let parsed = Parser().parse(entry.stub)
        guard var component = parsed.calendars.first?.components.first(where: { $0.name != .vtimezone }) else { return nil }
        if !component.has(.uid) { component.properties.insert(Property(.uid, text: entry.uid), at: 0) }
        let timeZones = parsed.calendars.flatMap(\.components).filter { $0.name == .vtimezone }
        let object = CalendarObject(uid: entry.uid, kind: component.name, components: [component], timeZones: timeZones)
        let floating = rendering.registry.rules(for: rendering.standardZone) ?? .utc
        let record = ObjectRecord(
            id: ObjectID(rawValue: 0), calendar: rendering.info.calendar.id, resourceName: "", uid: entry.uid, kind: component.name,
            etag: "",
            digest: Digest(octets: []), size: entry.stub.count, span: ObjectSpan(first: nil, last: nil, isRecurring: object.isRecurring),
            classification: .public, sequence: 0, created: entry.time, modified: entry.time, change: .zero
        )
        return ObjectView(object, record: record, registry: rendering.registry, floating: floating)
    }
}
