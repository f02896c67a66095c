public import ICalendar

/// What a WCAP store changes of an item.
public struct ComponentEdit: Sendable {
    /// The new end of an item.
    public enum End: Hashable, Sendable {
        case end(DateTimeValue)
        case due(DateTimeValue)
        /// End (or due, for a to-do) = start + duration.
        case duration(CalendarDuration)
        /// No DTEND, DUE or DURATION.
        case none
    }

    /// Recurrence properties; each nil: unchanged, empty: cleared.
    public struct Recurrence: Hashable, Sendable {
        public var rules: [String]?
        public var exclusionRules: [String]?
        public var dates: [DateTimeValue]?
        public var exclusionDates: [DateTimeValue]?

        public init(
            rules: [String]? = nil, exclusionRules: [String]? = nil, dates: [DateTimeValue]? = nil, exclusionDates: [DateTimeValue]? = nil
        ) {
            self.rules = rules
            self.exclusionRules = exclusionRules
            self.dates = dates
            self.exclusionDates = exclusionDates
        }
    }

    /// VEVENT or VTODO.
    public var kind: ComponentName
    /// New start; nil: unchanged.
    public var start: DateTimeValue?
    /// A to-do that does not recur loses its start.
    public var removesStart = false
    public var end: End?
    public var recurrence = Recurrence()
    /// Properties that go to every component concerned, also where the series itself has the value already (an attendee's answer).
    public var everywhere: Set<PropertyName> = []
    /// Changes everything else (SUMMARY, attendees, alarms …) of one component; called once per component concerned, with the component as it is.
    public var amend: @Sendable (inout Component) throws -> Void

    public init(kind: ComponentName, amend: @escaping @Sendable (inout Component) throws -> Void = { _ in }) {
        self.kind = kind
        self.amend = amend
    }
}
