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

extension Range<Instant> {
    /// The range and its end: what lies completely in it may have no length and stand at its end.
    public var includingEnd: Range<Instant> { lowerBound..<upperBound.advanced(bySeconds: upperBound < .distantFuture ? 1 : 0) }
}
