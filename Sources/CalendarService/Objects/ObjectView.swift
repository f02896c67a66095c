public import CalendarStore
public import ICalendar

/// One object as a caller may see it, inside a read transaction.
public struct ObjectView: Sendable {
    public var record: ObjectRecord
    /// ETag of this view: the record's, or one of its own when stripped.
    public var etag: String
    /// Shown as busy time only: private or confidential, and the caller is no owner.
    public var isStripped: Bool
    /// Master, overrides and VTIMEZONEs, stripped if need be.
    public var object: CalendarObject
    /// Resolves the object's TZIDs; floating times in the calendar's zone.
    public var zones: ZoneResolver
    /// The whole VCALENDAR text as GET serves it (verbatim octets where it is not stripped).
    public var octets: [UInt8]
    /// Calendar it really lives in, when it is shown through a WCAP link.
    public var linkedFrom: CalendarID?

    public init(
        record: ObjectRecord, etag: String, isStripped: Bool, object: CalendarObject, zones: ZoneResolver, octets: [UInt8],
        linkedFrom: CalendarID? = nil
    ) {
        self.record = record
        self.etag = etag
        self.isStripped = isStripped
        self.object = object
        self.zones = zones
        self.octets = octets
        self.linkedFrom = linkedFrom
    }
}

/// Which objects of a calendar a request is about.
public enum ObjectSelection: Hashable, Sendable {
    case all
    /// Hull overlaps the range; undated ones too when asked.
    case overlapping(Range<Instant>, includingUndated: Bool)
    case withAlarms(Range<Instant>)
    /// Recorded modification in the closed range.
    case modified(ClosedRange<Timestamp>)
    case uids([String])
    case resourceNames([String])
}

/// Which parts of `ObjectView` a reader needs; what is not asked for may be empty, and costs nothing.
public struct ObjectParts: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// `object` and `zones`.
    public static let parsed = ObjectParts(rawValue: 1)
    /// `octets`.
    public static let octets = ObjectParts(rawValue: 2)
}
