import CalendarStore
import ICalendar

extension CalendarInfo {
    /// - Throws: `ownerOnly` for an object that the caller sees stripped: who sees less, changes less (architecture 4.6).
    func requireWhole(_ record: ObjectRecord) throws {
        guard !strips(record) else {
            throw CalendarError(.ownerOnly, "This item is private; only the owner of the calendar may change it.")
        }
    }

    /// - Throws: `unsupportedComponent` when the calendar does not take a kind of component.
    func requireSupport(of kind: ComponentName) throws {
        guard calendar.kinds.contains(ComponentKinds(kind)) else {
            throw CalendarError(.unsupportedComponent, "The calendar “\(calendar.displayName)” does not take \(kind).")
        }
    }
}

extension ComponentKinds {
    /// The kind to which a component name belongs.
    init(_ name: ComponentName) {
        self =
            switch name {
            case .vevent: .events
            case .vtodo: .toDos
            case .vjournal: .journals
            default: .others
            }
    }
}
