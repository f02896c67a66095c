/// Which generation of the protocol the defaults follow; sets the default of `fmt-out` and `rchange` and nothing else (`spec/wcap.md` 0.4).
public enum WCAPProfile: String, Hashable, Sendable, CaseIterable {
    /// The seed: `fmt-out=text/js`, `rchange=1`.
    case classic
    /// 6.x: `fmt-out=text/calendar`, `rchange=0`.
    case modern
}

/// What the operator may set about WCAP.
public struct WCAPSettings: Hashable, Sendable {
    public var profile = WCAPProfile.classic
    /// Paths in front of `COMMAND.wcap`, without a final slash.
    public var prefixes = ["", "/wcap"]
    /// What `version` reports; clients warn below 3.
    public var protocolVersion = "3.1"
    public var serverVersion = "1.0"
    /// Olson name: zone of local times when neither the request nor the caller names one.
    public var timeZone = "UTC"
    /// `service.wcap.allow…`
    public var allowsChangePassword = true
    public var allowsCreateCalendars = true
    public var allowsDeleteCalendars = true
    public var allowsSetPreferences = true
    public var allowsPublicWritableCalendars = false
    public var validatesOwners = true
    /// `service.http.allowanonymouslogin`
    public var allowsAnonymousLogin = false
    /// `service.http.allowadminproxy`: administrators may log in as others with `proxyauth`.
    public var allowsAdministratorProxy = true
    /// `service.admin.calmaster.wcap.allowgetmodifyuserprefs`
    public var administratorsMayEditPreferences = true
    /// Days before and after now when `get_freebusy` is asked without a range.
    public var freeBusyBegin = 30
    public var freeBusyEnd = 30
    /// `shutdown` does something.
    public var allowsShutdown = false
    /// Where a browser goes after a form login (the session is appended as `id`); empty: a page of our own.
    public var landingURL = ""
    /// Where a browser goes after logout; empty: a page of our own.
    public var loginURL = ""
    /// Octets of a request body of commands other than import.
    public var bodyLimit = 10 << 20
    /// Octets of an import.
    public var importLimit = 256 << 20

    public init() {}

    var defaultFormat: OutputFormat { profile == .classic ? .script : .calendar }
    var defaultRuleChange: Bool { profile == .classic }
}
