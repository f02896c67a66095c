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
    public var end: End?
    public var recurrence = Recurrence()
    /// Changes everything else (SUMMARY, attendees, alarms …) of one component; called once per component concerned, with the component as it is.
    public var amend: @Sendable (inout Component) throws -> Void

    public init(kind: ComponentName, amend: @escaping @Sendable (inout Component) throws -> Void = { _ in }) {
        self.kind = kind
        self.amend = amend
    }
}

/// One WCAP store of one item.
public struct StoreRequest: Sendable {
    /// `storetype`
    public enum Existence: Int, Hashable, Sendable {
        case any = 0
        /// Fail with `preconditionFailed` if the UID exists.
        case mustBeNew = 1
        /// Fail with `objectNotFound` if it does not.
        case mustExist = 2
    }

    public var calendar: CalendarReference
    /// nil: a new one is made (32 lower-case hex digits).
    public var uid: String?
    /// `rid`; nil for "not a recurrence".
    public var recurrenceID: DateTimeValue?
    public var modifier: RecurrenceModifier
    /// `rchange`: whether rules and times of the request take part with `mod` 2 and 3.
    public var changesRules: Bool
    public var existence = Existence.any
    public var edit: ComponentEdit

    public init(
        calendar: CalendarReference, uid: String?, recurrenceID: DateTimeValue?, modifier: RecurrenceModifier, changesRules: Bool,
        edit: ComponentEdit
    ) {
        self.calendar = calendar
        self.uid = uid
        self.recurrenceID = recurrenceID
        self.modifier = modifier
        self.changesRules = changesRules
        self.edit = edit
    }
}

/// What a store left behind: the object (and, after a split, the new one first).
public struct StoreOutcome: Sendable {
    public var calendar: CalendarInfo
    public var objects: [ObjectView]
    public var isNew: Bool

    public init(calendar: CalendarInfo, objects: [ObjectView], isNew: Bool) {
        self.calendar = calendar
        self.objects = objects
        self.isNew = isNew
    }
}
