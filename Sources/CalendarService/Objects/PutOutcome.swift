public import CalendarStore

/// Result of storing one object by its resource name.
public struct PutOutcome: Hashable, Sendable {
    public var isNew: Bool
    /// False: equal to what was there, nothing happened.
    public var isChanged: Bool
    /// The stored text is the request's, octet for octet: only then may an ETag go out (RFC 4791 section 5.3.4).
    public var isVerbatim: Bool
    public var record: ObjectRecord

    public init(isNew: Bool, isChanged: Bool, isVerbatim: Bool, record: ObjectRecord) {
        self.isNew = isNew
        self.isChanged = isChanged
        self.isVerbatim = isVerbatim
        self.record = record
    }
}
