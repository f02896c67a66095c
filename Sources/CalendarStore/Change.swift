/// One entry of a calendar's change log.
public struct Change: Hashable, Sendable {
    public enum Kind: Int64, Hashable, Sendable {
        case created = 0
        case changed = 1
        case deleted = 2
    }

    public var number: ChangeNumber
    public var object: ObjectID
    public var resourceName: String
    public var uid: String
    public var kind: Kind
    public var time: Timestamp
    /// Login name of who did it (`name@domain`), empty if unknown.
    public var author: String

    public init(
        number: ChangeNumber, object: ObjectID, resourceName: String, uid: String, kind: Kind, time: Timestamp, author: String
    ) {
        self.number = number
        self.object = object
        self.resourceName = resourceName
        self.uid = uid
        self.kind = kind
        self.time = time
        self.author = author
    }
}

/// The newest state of each resource name that changed since a number (RFC 6578).
public struct ResourceChange: Hashable, Sendable {
    public var resourceName: String
    /// nil: gone.
    public var etag: String?
    public var number: ChangeNumber

    public init(resourceName: String, etag: String?, number: ChangeNumber) {
        self.resourceName = resourceName
        self.etag = etag
        self.number = number
    }
}

/// The text an object had before a change: undo.
public struct ObjectVersion: Hashable, Sendable {
    public var object: ObjectID
    public var uid: String
    public var resourceName: String
    /// Number of the change that replaced it.
    public var replacedBy: ChangeNumber
    public var replaced: Timestamp
    public var replacement: Change.Kind
    public var author: String
    /// nil: the object did not exist before that change.
    public var content: ObjectContent?

    public init(
        object: ObjectID, uid: String, resourceName: String, replacedBy: ChangeNumber, replaced: Timestamp, replacement: Change.Kind,
        author: String, content: ObjectContent?
    ) {
        self.object = object
        self.uid = uid
        self.resourceName = resourceName
        self.replacedBy = replacedBy
        self.replaced = replaced
        self.replacement = replacement
        self.author = author
        self.content = content
    }
}

/// WCAP's delete log: an instance or a whole item that was deleted (`fetch_deletedcomponents`).
public struct DeletedComponent: Hashable, Sendable {
    public var uid: String
    /// RECURRENCE-ID of a single instance as a content line (`RECURRENCE-ID;TZID=…:…`); nil: the whole item.
    public var recurrenceIDLine: String?
    /// VEVENT or VTODO.
    public var kind: String
    public var time: Timestamp
    public var author: String
    /// What is kept of it: a component text with UID, DTSTAMP, DTSTART, DTEND/DUE, recurrence data.
    public var stub: [UInt8]

    public init(uid: String, recurrenceIDLine: String?, kind: String, time: Timestamp, author: String, stub: [UInt8]) {
        self.uid = uid
        self.recurrenceIDLine = recurrenceIDLine
        self.kind = kind
        self.time = time
        self.author = author
        self.stub = stub
    }
}
