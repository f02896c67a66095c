public import CalendarStore

/// What one caller may do with one calendar, computed once from its access list (`spec/wcap.md` 7.5, `spec/calendardata.md` "Rules in detail").
public struct CalendarAccess: Hashable, Sendable {
    /// Rights on components (entries for `c` and `a`).
    public var components: AccessRights
    /// Rights on the calendar's properties (entries for `p` and `a`).
    public var properties: AccessRights
    /// Primary owner or an administrator who overrides: never checked.
    public var isPrimaryOwner: Bool
    /// Primary owner, co-owner or overriding administrator: sees private items whole and may change them.
    public var isOwner: Bool

    public init(components: AccessRights, properties: AccessRights, isPrimaryOwner: Bool, isOwner: Bool) {
        self.components = components
        self.properties = properties
        self.isPrimaryOwner = isPrimaryOwner
        self.isOwner = isOwner
    }

    public var mayRead: Bool { isPrimaryOwner || components.contains(.read) }
    public var mayWrite: Bool { isPrimaryOwner || components.contains(.write) }
    public var mayDelete: Bool { isPrimaryOwner || components.contains(.delete) }
    public var maySeeFreeBusy: Bool { mayRead || components.contains(.freeBusy) }
    public var maySchedule: Bool { isPrimaryOwner || components.contains(.schedule) }
    /// Has none of read, write, delete on components: CalendarData and CalDAV answer as if the calendar were not there.
    public var isUnknown: Bool { !mayRead && !mayWrite && !mayDelete }
    /// Private and confidential items show as busy time only.
    public var seesStripped: Bool { !isOwner }
}
