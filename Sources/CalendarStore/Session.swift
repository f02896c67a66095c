/// A WCAP session as stored; the id itself is known to its client only.
public struct Session: Hashable, Sendable {
    /// SHA-256 of the id.
    public var idHash: Digest
    public var account: AccountID
    /// Set when an administrator acts as `account` (`proxyauth`).
    public var actingAdministrator: AccountID?
    /// Address of the client.
    public var address: String
    public var created: Timestamp
    /// Written at most once a minute.
    public var lastUsed: Timestamp

    public init(
        idHash: Digest, account: AccountID, actingAdministrator: AccountID?, address: String, created: Timestamp, lastUsed: Timestamp
    ) {
        self.idHash = idHash
        self.account = account
        self.actingAdministrator = actingAdministrator
        self.address = address
        self.created = created
        self.lastUsed = lastUsed
    }
}

/// WCAP `addlink`: an object of another calendar shown in this one, read-only.
public struct Link: Hashable, Sendable {
    public var destination: CalendarID
    public var source: CalendarID
    public var uid: String
    /// RECURRENCE-ID value as written by the client; nil: the whole item.
    public var recurrenceID: String?

    public init(destination: CalendarID, source: CalendarID, uid: String, recurrenceID: String?) {
        self.destination = destination
        self.source = source
        self.uid = uid
        self.recurrenceID = recurrenceID
    }
}

/// A read-only feed of one calendar for whoever knows its secret; goes with the calendar.
public struct FeedLink: Hashable, Sendable {
    /// How much of what the calendar's owner sees the feed shows.
    public enum View: Int64, Hashable, Sendable, CaseIterable {
        case full = 0
        /// Items of class PUBLIC, whole, and no others.
        case publicItems = 1
        /// When the owner is busy, and nothing else.
        case busy = 2
    }

    /// Its number: what people call it by.
    public var id: Int64
    public var calendar: CalendarID
    /// SHA-256 of the secret, which its holders alone know.
    public var secretHash: Digest
    public var view: View
    /// For whom or what it was made, in its maker's words.
    public var comment: String
    public var created: Timestamp
    /// Written at most once an hour; nil: never used.
    public var lastUsed: Timestamp?

    public init(id: Int64, calendar: CalendarID, secretHash: Digest, view: View, comment: String, created: Timestamp, lastUsed: Timestamp?)
    {
        self.id = id
        self.calendar = calendar
        self.secretHash = secretHash
        self.view = view
        self.comment = comment
        self.created = created
        self.lastUsed = lastUsed
    }
}

/// A message that waits to leave through the mail command (iMIP), retried until it went or gave up.
public struct OutgoingMessage: Hashable, Sendable {
    public var id: Int64
    public var sender: String
    public var recipients: [String]
    public var octets: [UInt8]
    public var created: Timestamp
    public var attempts: Int
    public var nextAttempt: Timestamp
    public var lastError: String?

    public init(
        id: Int64, sender: String, recipients: [String], octets: [UInt8], created: Timestamp, attempts: Int, nextAttempt: Timestamp,
        lastError: String?
    ) {
        self.id = id
        self.sender = sender
        self.recipients = recipients
        self.octets = octets
        self.created = created
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastError = lastError
    }
}
