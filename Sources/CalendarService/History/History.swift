public import CalendarStore

extension CalendarService {
    /// Changes of a calendar, newest first.
    public func history(of calendar: CalendarReference, limit: Int, for caller: Caller) async throws -> [Change] { [] }

    /// Brings a calendar (or one UID) back to the state it had at a time, as an ordinary new change.
    public func restore(
        _ calendar: CalendarReference, at time: Timestamp, uid: String?, for caller: Caller
    ) async throws -> PublishReport { throw CalendarError(.calendarNotFound, "") }

    /// Recomputes every derived column from the texts; returns what did not agree, in plain words. Changes nothing.
    public func check() async throws -> [String] { [] }

    /// Forgets what is older than its retention; call it now and then.
    public func prune() async throws {}

    /// Recomputes spans after the zone data changed; does nothing when their version is the recorded one.
    public func refreshTimeZones() async throws {}
}
