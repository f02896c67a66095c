import CalendarStore
import ICalendar

extension CalendarAssembler {
    /// Adds an object as a view shows it; nothing where the view leaves it out.
    ///
    /// - Parameter info: the calendar it leaves in, as its reader meets it; for the views of feed links its owner is the reader.
    mutating func add(_ stored: StoredObject, as view: RenderingKey.View, in info: CalendarInfo) throws {
        switch view {
        case .full, .stripped: try add(stored, isStripped: info.strips(stored.record))
        case .publicItems:
            if stored.record.classification == .public { try add(stored, isStripped: false) }
        case .busy:
            guard stored.record.kind == .vevent else { return }
            let (object, zones) = try reader.object(stored)
            addBusy(object, zones: zones, stored.record, in: info)
        }
    }

    /// Adds what links show, as a view does with it.
    mutating func add(_ links: [LinkedView], as view: RenderingKey.View, in info: CalendarInfo) throws {
        for link in links {
            guard let shown = try reader.linked(link, in: info) else { continue }
            switch view {
            case .full, .stripped: add(shown.object.components, zones: shown.zones, span: shown.stored.record.span)
            case .publicItems:
                guard shown.stored.record.classification == .public else { continue }
                add(shown.object.components, zones: shown.zones, span: shown.stored.record.span)
            case .busy: addBusy(shown.object, zones: shown.zones, shown.stored.record, in: info)
            }
        }
    }

    private mutating func addBusy(_ object: CalendarObject, zones: [ZoneText], _ record: ObjectRecord, in info: CalendarInfo) {
        var busy = object
        busy.components = BusyView(owner: info.owner, salt: info.calendar.publicID).components(of: object)
        let named = Set(busy.referencedTimeZoneIDs.map(TZID.comparable))
        let needed = zones.filter { named.contains($0.tzid) }
        add(busy.components, zones: needed.map { $0.wordless(registry: reader.registry) }, span: record.span)
    }
}
