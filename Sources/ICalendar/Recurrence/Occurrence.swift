/// One instance of an object in time.
public struct Occurrence: Hashable, Sendable {
    /// Start in the form of its component (DTSTART's kind and TZID); an override's own start.
    public var start: DateTimeValue
    /// Exclusive end, from DTEND, DUE, DURATION, a PERIOD or the defaults of RFC 5545 section 3.6.1; nil when the item has none (a to-do without due date).
    public var end: DateTimeValue?
    /// Start on the UTC time line; a date and a floating time are read in the expansion's floating zone.
    public var startInstant: Instant
    /// End on the UTC time line, never before `startInstant`; equal to it without an end.
    public var endInstant: Instant
    /// The original start by which this instance is named (RECURRENCE-ID's value), nil for an object that does not recur.
    public var recurrenceID: DateTimeValue?
    /// The instant of `recurrenceID`.
    public var recurrenceInstant: Instant?
    /// Index into `CalendarObject.components` of the component that describes it: the master or an override.
    public var componentIndex: Int

    public init(
        start: DateTimeValue, end: DateTimeValue?, startInstant: Instant, endInstant: Instant, recurrenceID: DateTimeValue?,
        recurrenceInstant: Instant?, componentIndex: Int
    ) {
        self.start = start
        self.end = end
        self.startInstant = startInstant
        self.endInstant = endInstant
        self.recurrenceID = recurrenceID
        self.recurrenceInstant = recurrenceInstant
        self.componentIndex = componentIndex
    }
}
