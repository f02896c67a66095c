public import ICalendar

/// The row of one object without its text.
public struct ObjectRecord: Hashable, Sendable {
    public var id: ObjectID
    public var calendar: CalendarID
    /// Last path segment under CalDAV.
    public var resourceName: String
    public var uid: String
    public var kind: ComponentName
    /// Unquoted strong ETag.
    public var etag: String
    /// What a publish compares.
    public var digest: Digest
    /// Octets of the text.
    public var size: Int
    public var span: ObjectSpan
    /// The most closed CLASS of its components.
    public var classification: Classification
    /// Highest SEQUENCE of its components.
    public var sequence: Int
    public var created: Timestamp
    public var modified: Timestamp
    /// Number of its newest change.
    public var change: ChangeNumber
    /// See `ObjectContent.source`.
    public var source: Digest?

    public init(
        id: ObjectID, calendar: CalendarID, resourceName: String, uid: String, kind: ComponentName, etag: String, digest: Digest, size: Int,
        span: ObjectSpan, classification: Classification, sequence: Int, created: Timestamp, modified: Timestamp, change: ChangeNumber,
        source: Digest? = nil
    ) {
        self.id = id
        self.calendar = calendar
        self.resourceName = resourceName
        self.uid = uid
        self.kind = kind
        self.etag = etag
        self.digest = digest
        self.size = size
        self.span = span
        self.classification = classification
        self.sequence = sequence
        self.created = created
        self.modified = modified
        self.change = change
        self.source = source
    }
}

/// An object with its text.
public struct StoredObject: Hashable, Sendable {
    public var record: ObjectRecord
    public var text: ObjectText

    public init(record: ObjectRecord, text: ObjectText) {
        self.record = record
        self.text = text
    }
}

/// The text of an object as stored.
///
/// Verbatim objects (a CalDAV PUT without repair) are whole VCALENDARs, octet for octet. All others are the components only;
/// their VTIMEZONEs are stored once by digest and named here.
public struct ObjectText: Hashable, Sendable {
    public enum Form: Int64, Hashable, Sendable {
        /// Master and overrides, one component after the other, CRLF and folded.
        case components = 0
        /// A whole VCALENDAR, as it came.
        case verbatim = 1
    }

    public var form: Form
    public var octets: [UInt8]
    /// Digests of the VTIMEZONE texts the components use, in order of first use; for verbatim texts only of those they name and do not bring.
    ///
    /// A VTIMEZONE text without observances stands for the zone of that name in the zone database.
    public var timeZones: [Digest]

    public init(form: Form, octets: [UInt8], timeZones: [Digest] = []) {
        self.form = form
        self.octets = octets
        self.timeZones = timeZones
    }
}

/// CLASS, as access rules read it.
public enum Classification: Int64, Hashable, Sendable, Comparable {
    case `public` = 0
    case `private` = 1
    case confidential = 2

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// When an object happens: the hull of its instances and of its alarms, as the range index needs it.
public struct ObjectSpan: Hashable, Sendable {
    /// First start of any instance, widened by 26 hours for floating and all-day ones; nil: no place in time (a to-do without dates).
    public var first: Instant?
    /// Last end, widened likewise; `.distantFuture` for a series without end.
    public var last: Instant?
    /// Whether the object recurs.
    public var isRecurring: Bool
    /// Hull of its alarms; nil: none.
    public var firstAlarm: Instant?
    public var lastAlarm: Instant?

    public init(first: Instant?, last: Instant?, isRecurring: Bool, firstAlarm: Instant? = nil, lastAlarm: Instant? = nil) {
        self.first = first
        self.last = last
        self.isRecurring = isRecurring
        self.firstAlarm = firstAlarm
        self.lastAlarm = lastAlarm
    }
}

/// Everything the store keeps of an object that is about to be written; derived columns included, computed by the service.
public struct ObjectContent: Hashable, Sendable {
    public var uid: String
    public var kind: ComponentName
    public var text: ObjectText
    public var etag: String
    public var digest: Digest
    public var span: ObjectSpan
    public var classification: Classification
    public var sequence: Int
    /// What a publish sent for the object and what it depends on, as a digest; nil when it did not come that way.
    ///
    /// Each write sets it anew, so that it never speaks of another text: the same octets published again are the object as it is stored.
    public var source: Digest?

    public init(
        uid: String, kind: ComponentName, text: ObjectText, etag: String, digest: Digest, span: ObjectSpan,
        classification: Classification, sequence: Int, source: Digest? = nil
    ) {
        self.uid = uid
        self.kind = kind
        self.text = text
        self.etag = etag
        self.digest = digest
        self.span = span
        self.classification = classification
        self.sequence = sequence
        self.source = source
    }
}
