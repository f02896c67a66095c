import ICalendar

/// An edit compared with what is stored: only what really changes is left (RFC 5545 section 3.8.5; `rchange` and equal rules: WCAP).
struct SeriesChange {

    /// nil: the start stays.
    var shift: TimeShift?
    /// Start for an item that had none.
    var firstStart: DateTimeValue?
    /// DUE for a to-do that had neither start nor due.
    var firstDue: DateTimeValue?
    /// The instance whose times the client sent, and how it moves: it goes there even where it was moved by itself before.
    var named: (ids: Set<Instant>, shift: TimeShift)?
    /// nil: the length stays.
    var length: ItemLength?
    var rules: [RecurrenceRule]?
    var exclusionRules: [RecurrenceRule]?
    var dates: [DateTimeValue]?
    var exclusionDates: [DateTimeValue]?

    /// Whether time or recurrence change.
    var isEmpty: Bool { shift == nil && firstStart == nil && firstDue == nil && length == nil && !changesRecurrence }

    var changesRecurrence: Bool { rules != nil || exclusionRules != nil || dates != nil || exclusionDates != nil }

    /// The change for a part of the series, which begins elsewhere.
    func rebased(on start: DateTimeValue?, _ zones: ZoneResolver) -> SeriesChange {
        var change = self
        if let shift, let start { change.shift = TimeShift(from: start, to: shift(start, zones)) }
        return change
    }
}
