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
    /// Reads the text as a whole even where it could be read by parts.
    var isReadWhole = false
    /// Octets that are read at once where the text is read by parts.
    var batchSize = 1 << 17
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
