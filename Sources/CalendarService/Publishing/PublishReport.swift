public import CalendarStore
public import ICalendar

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
