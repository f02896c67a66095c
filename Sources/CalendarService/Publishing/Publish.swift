public import CalendarStore
public import ICalendar

/// A whole text that goes into a calendar (CalendarData PUT, WCAP import, command line).
public struct Publish: Sendable {
    public enum Mode: Hashable, Sendable {
        /// Incoming objects are added or replace those with their UID.
        case add
        /// What is not in the text is removed; computed as a difference.
        case replace
    }

    public var calendar: CalendarReference
    public var text: [UInt8]
    /// Character set of the transport, if it said one.
    public var charset: String?
    public var mode: Mode
    /// Whose row of the storing table counts.
    public var rules: AcceptanceRules
    /// Only report what would happen.
    public var isDryRun = false
    /// Store the good elements although others are bad.
    public var isPartial = false
    /// Make the calendar if it is the caller's own and does not exist.
    public var createsCalendar = false
    /// Only components that lie in this range (WCAP import); nil: all.
    public var range: Range<Instant>?
    /// Checked in the writing transaction against the state of the caller's view; throw to refuse.
    public var condition: (@Sendable (ContentState) throws -> Void)?

    public init(calendar: CalendarReference, text: [UInt8], charset: String? = nil, mode: Mode, rules: AcceptanceRules) {
        self.calendar = calendar
        self.text = text
        self.charset = charset
        self.mode = mode
        self.rules = rules
    }
}

/// Which row of the table of what may be stored counts.
public enum AcceptanceRules: Hashable, Sendable {
    case calendarData
    case wcapImport
}

/// The state of a calendar as validators see it, for conditions.
public struct ContentState: Hashable, Sendable {
    /// False: the calendar does not exist yet.
    public var exists: Bool
    /// Strong ETag of the caller's view at this endpoint, unquoted.
    public var etag: String?
    public var lastModified: Timestamp?

    public init(exists: Bool, etag: String?, lastModified: Timestamp?) {
        self.exists = exists
        self.etag = etag
        self.lastModified = lastModified
    }
}

/// What a publish did.
public struct PublishReport: Hashable, Sendable {
    public var calendar: CalendarInfo
    public var createdCalendar = false
    public var added = 0
    public var changed = 0
    public var unchanged = 0
    public var removed = 0
    /// UIDs left alone because the caller sees them stripped or not at all.
    public var protected: [String] = []
    /// Everything odd in the text, and what was refused when partial.
    public var findings: [Finding] = []
    /// ETag after it.
    public var etag: String
    public var lastModified: Timestamp

    public init(calendar: CalendarInfo, etag: String, lastModified: Timestamp) {
        self.calendar = calendar
        self.etag = etag
        self.lastModified = lastModified
    }
}

extension CalendarService {
    /// Puts a text into a calendar as one transaction: all or nothing, and nothing changed means nothing happens (architecture 4.3 to 4.6).
    public func publish(_ publish: Publish, for caller: Caller) async throws -> PublishReport {
        throw CalendarError(.calendarNotFound, "")
    }

    /// Removes every object the caller may remove; the calendar stays.
    public func removeAllObjects(
        in calendar: CalendarReference, for caller: Caller, condition: (@Sendable (ContentState) throws -> Void)? = nil
    ) async throws -> PublishReport { throw CalendarError(.calendarNotFound, "") }
}
