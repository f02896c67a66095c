public import CalendarStore
public import ICalendar
public import Logging

/// The meaning of everything: one method a use case, in the domain's words, each checked against the access list and run in one transaction.
///
/// Front ends talk to this and to nothing below it. All methods throw `CalendarError`.
public struct CalendarService: Sendable {
    public let store: any CalendarStore
    public let zones: TimeZoneRegistry
    public let settings: ServiceSettings
    public let clock: any WallClock
    let logger: Logger
    private let memory: ServiceMemory
    /// What stands around the components of what the service makes.
    let frame: CalendarFrame

    public init(store: any CalendarStore, zones: TimeZoneRegistry, clock: any WallClock, settings: ServiceSettings, logger: Logger) {
        self.store = store
        self.zones = zones
        self.clock = clock
        self.settings = settings
        self.logger = logger
        memory = ServiceMemory(epoch: store.epoch, settings: settings)
        frame = CalendarFrame(productID: settings.productID)
    }

    /// The same service with other settings: store and everything remembered are shared.
    public func reconfigured(_ settings: ServiceSettings) -> CalendarService { CalendarService(self, settings: settings) }

    private init(_ other: CalendarService, settings: ServiceSettings) {
        store = other.store
        zones = other.zones
        self.settings = settings
        clock = other.clock
        logger = other.logger
        memory = other.memory
        frame = settings.productID == other.settings.productID ? other.frame : CalendarFrame(productID: settings.productID)
        memory.reconfigure(settings)
    }

    var state: ServiceState { memory.state(in: store.epoch) }
}

/// What the operator may set about the meaning.
public struct ServiceSettings: Hashable, Sendable {
    /// Octets of a published text.
    public var publishLimit = 256 << 20
    /// Octets of one object under CalDAV.
    public var objectLimit = 10 << 20
    /// Octets of one answer, all of which is in memory while it is made.
    public var answerLimit = 512 << 20
    /// Octets of whole-calendar renderings kept in memory.
    public var renderingCacheSize = 128 << 20
    /// Octets that parsed objects may take in memory.
    public var objectCacheSize = 32 << 20
    /// How long texts before a change are kept, in seconds.
    public var versionRetention: Int64 = 30 * 86_400
    /// How much of them is kept, in octets, over the whole store.
    public var versionOctets: Int64 = 1 << 30
    /// How long the change log reaches back, in seconds; older sync tokens are invalid.
    public var changeRetention: Int64 = 365 * 86_400
    /// Instances of a series in one WCAP answer.
    public var recurrenceBound = 60
    /// Instances an expansion may return under CalDAV.
    public var instanceLimit = 100_000
    /// PRODID of what the server makes.
    public var productID = "-//Calgate//Calgate 1.0//EN"
    /// Administrators pass every access list (WCAP `service.admin.calmaster.overrides.accesscontrol`).
    public var administratorsOverrideAccess = true
    /// Access list of a new calendar, WCAP grammar.
    public var defaultAccessList = "@@o^a^r^g;@@o^c^wdeic^g;@^a^sf^g;@^c^^g;@^p^r^g"

    /// How long a WCAP session lives without being used, in seconds.
    public var sessionTimeout: Int64 = 1800

    /// Maintenance: everything can be read, every change is refused; logins and sessions go on.
    public var isReadOnly = false

    /// Whether a mail command is configured: invitations to outsiders go into the queue.
    public var sendsMail = false

    /// How often a feed asks its readers to come back, in seconds.
    public var feedRefreshInterval: Int64 = 3600

    public init() {}

    /// `defaultAccessList`, read; an unreadable one grants nothing.
    public var newCalendarAccessList: AccessList { AccessList(defaultAccessList) ?? AccessList([]) }
}
