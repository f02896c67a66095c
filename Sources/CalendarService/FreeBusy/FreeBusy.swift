public import ICalendar

/// One stretch of time and how busy it is, half-open.
public struct BusyPeriod: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case busy = "BUSY"
        case tentative = "BUSY-TENTATIVE"
        case unavailable = "BUSY-UNAVAILABLE"
    }

    public var start: Instant
    public var end: Instant
    public var kind: Kind

    public init(start: Instant, end: Instant, kind: Kind) {
        self.start = start
        self.end = end
        self.kind = kind
    }
}

extension CalendarService {
    /// Busy time of one calendar in a range: opaque, not cancelled items, overlapping ones of a kind merged, by start. Needs free/busy or read.
    public func freeBusy(
        of calendar: CalendarReference, in range: Range<Instant>, for caller: Caller
    ) async throws -> (CalendarInfo, [BusyPeriod]) { throw CalendarError(.calendarNotFound, "") }
}
