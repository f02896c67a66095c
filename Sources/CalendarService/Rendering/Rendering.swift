public import CalendarStore
public import ICalendar
public import NIOCore

/// A whole calendar as one VCALENDAR, with its validators.
public struct Rendering: Sendable {
    /// The text; shares its storage with the cache and goes to the socket without a copy.
    public var octets: ByteBuffer
    /// Strong, unquoted.
    public var etag: String
    public var lastModified: Timestamp
    public var calendar: CalendarInfo

    public init(octets: ByteBuffer, etag: String, lastModified: Timestamp, calendar: CalendarInfo) {
        self.octets = octets
        self.etag = etag
        self.lastModified = lastModified
        self.calendar = calendar
    }
}

/// For whom a calendar is rendered; part of the cache key and of the ETag.
public enum RenderingEndpoint: Hashable, Sendable {
    case calendarData
    /// With X-WR-CALNAME, REFRESH-INTERVAL and X-PUBLISHED-TTL.
    case webCal
}

extension CalendarService {
    /// Validators of a rendering without making it; answered from memory while nothing changed. Needs read.
    public func contentState(of calendar: CalendarReference, endpoint: RenderingEndpoint, for caller: Caller) async throws -> (
        ContentState, CalendarInfo
    ) {
        throw CalendarError(.calendarNotFound, "")
    }

    /// The whole calendar, from the bounded cache or made now. Needs read.
    public func rendering(of calendar: CalendarReference, endpoint: RenderingEndpoint, for caller: Caller) async throws -> Rendering {
        throw CalendarError(.calendarNotFound, "")
    }

    /// Only the objects with an instance in the range; not cached, no validators.
    public func rendering(
        of calendar: CalendarReference, overlapping range: Range<Instant>, for caller: Caller
    ) async throws -> [UInt8] { throw CalendarError(.calendarNotFound, "") }
}
