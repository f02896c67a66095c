public import ICalendar

/// What a deletion over a range took.
public struct RangeDeletion: Sendable {
    public var calendar: CalendarInfo
    /// Items, or single instances of them.
    public var deleted: [(uid: String, kind: ComponentName, recurrenceID: DateTimeValue?)] = []
    /// Somebody outside should have got a cancellation, and no mail command is configured; everything is deleted all the same (WCAP 33).
    public var couldNotMail = false

    public init(calendar: CalendarInfo) { self.calendar = calendar }
}
