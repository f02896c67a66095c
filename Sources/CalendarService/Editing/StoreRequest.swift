public import ICalendar

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
    /// Who is told.
    public var scheduling = SchedulingMethod.publish
    /// Whether outsiders get mail (`smtp`); attendees on this server are told in any case.
    public var sendsMail = true

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
    /// Somebody outside should have got mail, and no mail command is configured; everything else is done (WCAP 33).
    public var couldNotMail = false

    public init(calendar: CalendarInfo, objects: [ObjectView], isNew: Bool) {
        self.calendar = calendar
        self.objects = objects
        self.isNew = isNew
    }
}
