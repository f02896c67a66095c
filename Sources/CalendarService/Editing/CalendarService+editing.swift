import CalendarStore
public import ICalendar

extension CalendarService {
    /// Stores an item with a recurrence modifier; what remains is a valid RFC 5545 series (architecture 4.8).
    public func store(_ request: StoreRequest, for caller: Caller) async throws -> StoreOutcome {
        throw CalendarError(.calendarNotFound, "")
    }

    /// Deletes items or instances of them, each by itself; all in one transaction. Results in order of `items`.
    public func delete(
        _ items: [(uid: String, recurrenceID: DateTimeValue?, modifier: RecurrenceModifier)], kind: ComponentName?,
        in calendar: CalendarReference, for caller: Caller
    ) async throws -> (CalendarInfo, [Result<Void, CalendarError>]) { throw CalendarError(.calendarNotFound, "") }

    /// Deletes everything that lies completely in the range (nil: everything), instance by instance for series.
    public func delete(
        within range: Range<Instant>?, kinds: [ComponentName], in calendar: CalendarReference, for caller: Caller
    ) async throws -> (CalendarInfo, [(uid: String, kind: ComponentName, recurrenceID: DateTimeValue?)]) {
        throw CalendarError(.calendarNotFound, "")
    }
}
