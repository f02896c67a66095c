/// A collection of objects with one owner.
public struct Calendar: Hashable, Sendable {
    public var id: CalendarID
    /// Lower-case UUID by which the outside knows it for ever: webcal's `{uid}`, DAV:resource-id.
    public var publicID: String
    public var owner: AccountID
    /// Unique per owner (NFC, compared as written after NFC); may hold `/`.
    public var name: String
    /// The part of WCAP's calid after the colon, unique per owner ignoring case.
    public var calidTail: String
    public var kinds: ComponentKinds
    public var displayName: String
    public var properties: CalendarProperties
    public var accessList: AccessList
    /// Number of the newest object change.
    public var revision: ChangeNumber
    /// Grows with each change of properties or access list.
    public var propertyRevision: Int64
    public var created: Timestamp
    /// Of the newest object change (or creation).
    public var contentModified: Timestamp
    /// Of the newest property change (or creation).
    public var propertiesModified: Timestamp

    public init(
        id: CalendarID, publicID: String, owner: AccountID, name: String, calidTail: String, kinds: ComponentKinds, displayName: String,
        properties: CalendarProperties, accessList: AccessList, revision: ChangeNumber, propertyRevision: Int64, created: Timestamp,
        contentModified: Timestamp, propertiesModified: Timestamp
    ) {
        self.id = id
        self.publicID = publicID
        self.owner = owner
        self.name = name
        self.calidTail = calidTail
        self.kinds = kinds
        self.displayName = displayName
        self.properties = properties
        self.accessList = accessList
        self.revision = revision
        self.propertyRevision = propertyRevision
        self.created = created
        self.contentModified = contentModified
        self.propertiesModified = propertiesModified
    }
}

/// Which components a calendar takes.
public struct ComponentKinds: OptionSet, Hashable, Sendable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static let events = ComponentKinds(rawValue: 1)
    public static let toDos = ComponentKinds(rawValue: 2)
    public static let journals = ComponentKinds(rawValue: 4)
    /// Components with other names that have a UID.
    public static let others = ComponentKinds(rawValue: 8)
    public static let all: ComponentKinds = [.events, .toDos, .journals, .others]
}

/// Everything about a calendar that is not its identity, its access list or its content. Written as a whole.
public struct CalendarProperties: Hashable, Sendable, Codable {
    public var description = ""
    /// `#RRGGBB` or `#RRGGBBAA`.
    public var color: String?
    public var order: Int?
    /// Olson name; nil: the owner's.
    public var timeZone: String?
    /// The VTIMEZONE text of CALDAV:calendar-timezone as it was set.
    public var timeZoneText: String?
    /// CALDAV:schedule-calendar-transp is `transparent`.
    public var isTransparent = false
    public var allowsDoubleBooking = true
    public var isIncludedInFreeBusy = true
    public var isDisabled = false
    public var categories: [String] = []
    public var language = ""
    public var charset = ""
    /// WCAP `master`: contact address.
    public var calendarMaster = ""
    /// Login names of co-owners (WCAP `owners`), `name` or `name@domain`.
    public var coOwners: [String] = []
    /// Calendar-level properties a publisher sent, as raw unfolded content lines in order (X-WR-CALNAME, X-WR-TIMEZONE, unknown ones).
    public var publishedLines: [String] = []
    /// WebDAV dead properties: key `{namespace}name`, value an XML fragment of the whole element.
    public var deadProperties: [String: String] = [:]

    public init() {}
}

/// What `insertCalendar` needs to know.
public struct NewCalendar: Hashable, Sendable {
    public var owner: AccountID
    public var name: String
    public var calidTail: String
    public var publicID: String
    public var kinds: ComponentKinds
    public var displayName: String
    public var properties: CalendarProperties
    public var accessList: AccessList

    public init(
        owner: AccountID, name: String, calidTail: String, publicID: String, kinds: ComponentKinds = .all, displayName: String,
        properties: CalendarProperties = CalendarProperties(), accessList: AccessList
    ) {
        self.owner = owner
        self.name = name
        self.calidTail = calidTail
        self.publicID = publicID
        self.kinds = kinds
        self.displayName = displayName
        self.properties = properties
        self.accessList = accessList
    }
}
