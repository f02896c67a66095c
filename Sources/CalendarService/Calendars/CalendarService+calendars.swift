public import CalendarStore

extension CalendarService {
    /// Looks a calendar up. `calendarNotFound` when it does not exist; rights are in the answer, not checked here.
    public func calendar(_ reference: CalendarReference, for caller: Caller) async throws -> CalendarInfo {
        throw CalendarError(.calendarNotFound, "")
    }

    /// Looks several up in one transaction; each by itself found or not.
    public func calendars(_ references: [CalendarReference], for caller: Caller) async throws -> [Result<CalendarInfo, CalendarError>] {
        []
    }

    /// All calendars of an account (login name as written, nil: the caller), in order of creation, rights computed, none left out.
    public func calendars(ofOwner owner: String?, for caller: Caller) async throws -> [CalendarInfo] { [] }

    /// Makes a calendar for an account (nil: the caller). The calid tail is the name if it fits, else `c` and ten hex digits.
    public func createCalendar(_ request: CalendarCreation, for caller: Caller) async throws -> CalendarInfo {
        throw CalendarError(.calendarExists, "")
    }

    /// Changes properties in one transaction: `amend` gets the calendar as it is and changes what it wants; rights are checked by what changed.
    public func updateCalendar(
        _ reference: CalendarReference, for caller: Caller, amend: @escaping @Sendable (inout Calendar, CalendarInfo) throws -> Void
    ) async throws -> CalendarInfo { throw CalendarError(.calendarNotFound, "") }

    /// Removes a calendar with everything in it. The default calendar: `isDefaultCalendar`.
    public func removeCalendar(_ reference: CalendarReference, for caller: Caller) async throws -> CalendarInfo {
        throw CalendarError(.calendarNotFound, "")
    }
}

/// What `createCalendar` needs to know.
public struct CalendarCreation: Hashable, Sendable {
    /// Login name of the owner, nil: the caller.
    public var owner: String?
    public var name: String
    public var displayName: String?
    public var kinds = ComponentKinds.all
    public var properties = CalendarProperties()
    public var accessList: AccessList?

    public init(owner: String? = nil, name: String) {
        self.owner = owner
        self.name = name
    }
}
