/// Everything with one UID: the master, if there is one, its overrides, and the VTIMEZONEs that came with them.
public struct CalendarObject: Sendable, Hashable {
    /// UID as written.
    public var uid: String
    /// VEVENT, VTODO, VJOURNAL, …: the same for master and overrides.
    public var kind: ComponentName
    /// Components of this UID in the order they stood: the master (without RECURRENCE-ID) and the overrides.
    public var components: [Component]
    /// VTIMEZONEs the components name, as they came.
    public var timeZones: [Component]

    public init(uid: String, kind: ComponentName, components: [Component], timeZones: [Component]) {
        self.uid = uid
        self.kind = kind
        self.components = components
        self.timeZones = timeZones
    }

    /// The component without RECURRENCE-ID.
    public var master: Component? { components.first { !$0.has(.recurrenceID) } }

    /// The components with RECURRENCE-ID.
    public var overrides: [Component] { components.filter { $0.has(.recurrenceID) } }

    /// Whether the master has RRULE or RDATE.
    public var isRecurring: Bool { master.map { $0.has(.rrule) || $0.has(.rdate) } ?? false }

    /// Every TZID that the properties of the components name, in order of appearance.
    public var referencedTimeZoneIDs: [String] {
        var seen: [String] = []
        func collect(_ component: Component) {
            component.forEachTZID { tzid, _ in if !seen.contains(tzid) { seen.append(tzid) } }
            component.components.forEach(collect)
        }
        components.forEach(collect)
        return seen
    }
}
