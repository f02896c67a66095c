/// Somebody (or something, a room) who can own calendars and log in.
public struct Account: Hashable, Sendable {
    public var id: AccountID
    public var domain: DomainID
    /// Login name without the domain; compared ignoring case.
    public var name: String
    /// Name of its domain, for `name@domain`.
    public var domainName: String
    public var displayName: String
    /// Addresses, the first is the main one; compared ignoring case.
    public var emailAddresses: [String]
    public var isAdministrator: Bool
    /// Olson name.
    public var timeZone: String
    /// Off: CalendarData, CalDAV and webcal answer 403 (seed).
    public var isWebCalEnabled: Bool
    /// A room or thing: WCAP's resource calendars.
    public var isResource: Bool
    /// The calendar an empty calendar name means.
    public var defaultCalendar: CalendarID?
    public var created: Timestamp

    public init(
        id: AccountID, domain: DomainID, name: String, domainName: String, displayName: String, emailAddresses: [String],
        isAdministrator: Bool, timeZone: String, isWebCalEnabled: Bool, isResource: Bool, defaultCalendar: CalendarID?, created: Timestamp
    ) {
        self.id = id
        self.domain = domain
        self.name = name
        self.domainName = domainName
        self.displayName = displayName
        self.emailAddresses = emailAddresses
        self.isAdministrator = isAdministrator
        self.timeZone = timeZone
        self.isWebCalEnabled = isWebCalEnabled
        self.isResource = isResource
        self.defaultCalendar = defaultCalendar
        self.created = created
    }
}

/// What `insertAccount` needs to know.
public struct NewAccount: Hashable, Sendable {
    public var domain: DomainID
    public var name: String
    public var displayName: String
    public var emailAddresses: [String]
    public var isAdministrator = false
    public var timeZone = "UTC"
    public var isResource = false
    /// Encoded password verifier (scrypt parameters, salt and hash); nil: cannot log in.
    public var passwordVerifier: String?

    public init(domain: DomainID, name: String, displayName: String, emailAddresses: [String] = [], passwordVerifier: String?) {
        self.domain = domain
        self.name = name
        self.displayName = displayName
        self.emailAddresses = emailAddresses
        self.passwordVerifier = passwordVerifier
    }
}
