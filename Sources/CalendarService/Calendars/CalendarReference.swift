public import CalendarStore

/// How a request names a calendar.
public enum CalendarReference: Hashable, Sendable {
    /// CalendarData and CalDAV: owner as written after `~` (nil: the caller) and decoded name in NFC (empty: the default calendar).
    case path(owner: String?, name: String)
    /// WCAP: `jdoe`, `jdoe:newcal`, `jdoe@example.com:newcal`, `mailto:…`; empty: the caller's default calendar.
    case calid(String)
    /// webcal's `{uid}`.
    case publicID(String)
    /// One that was looked up before.
    case id(CalendarID)
}

/// A calendar as one caller meets it.
public struct CalendarInfo: Hashable, Sendable {
    public var calendar: Calendar
    public var owner: Account
    /// What the caller may do with it.
    public var access: CalendarAccess
    /// Whether it is its owner's default calendar.
    public var isDefault: Bool

    public init(calendar: Calendar, owner: Account, access: CalendarAccess, isDefault: Bool) {
        self.calendar = calendar
        self.owner = owner
        self.access = access
        self.isDefault = isDefault
    }
}
