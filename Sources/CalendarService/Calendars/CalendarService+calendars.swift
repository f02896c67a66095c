public import CalendarStore

extension CalendarService {
    /// Makes a calendar for an account (nil: the caller). The calid tail is the name if it fits, else `c` and ten hex digits.
    ///
    /// - Throws: `invalidCalendarName`, `calendarExists`, `nameConflict`; `forbidden` for somebody else's account.
    public func createCalendar(_ request: CalendarCreation, for caller: Caller) async throws -> CalendarInfo {
        let defaults = settings.newCalendarAccessList
        return try await write { writing in
            let lookup = CalendarLookup(writing, for: caller)
            let owner = try lookup.makingOwner(request.owner)
            return lookup.info(
                try writing.insertCalendar(request, ownedBy: owner, accessList: request.accessList ?? defaults), ownedBy: owner)
        }
    }

    /// Changes properties in one transaction: `amend` gets the calendar as it is and changes what it wants; rights are checked by what changed.
    ///
    /// Name, description, colour and the like need the right to write properties, the access list the right to administer, the name (which is the
    /// calendar's address) its primary owner. Nothing changed: nothing is written.
    public func updateCalendar(
        _ reference: CalendarReference, for caller: Caller, amend: @escaping @Sendable (inout Calendar, CalendarInfo) throws -> Void
    ) async throws -> CalendarInfo {
        try await write { writing in
            let lookup = CalendarLookup(writing, for: caller)
            let before = try lookup.calendar(reference)
            var calendar = before.calendar
            try amend(&calendar, before)
            calendar.name = CalendarName.normalized(calendar.name)
            guard calendar != before.calendar else {
                // Who may change nothing learns nothing: what comes back shows every property.
                let access = before.access
                guard access.isOwner || access.mayWriteProperties || access.mayAdminister else {
                    throw before.refusal(of: .write, reference: reference)
                }
                return before
            }
            try before.authorizeUpdate(to: calendar, reference: reference)
            if calendar.name != before.calendar.name {
                try CalendarName.validate(calendar.name)
                let others = try writing.calendars(of: before.owner.id).filter { $0.id != calendar.id }
                try CalendarName.checkFree(calendar.name, among: others.map(\.name))
            }
            try writing.updateProperties(of: calendar)
            guard let after = try writing.calendar(calendar.id) else { throw CalendarError.noCalendar }
            return lookup.info(after, ownedBy: before.owner)
        }
    }

    /// Removes a calendar with everything in it. The default calendar: `isDefaultCalendar`.
    public func removeCalendar(_ reference: CalendarReference, for caller: Caller) async throws -> CalendarInfo {
        try await write { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(reference)
            guard info.access.isPrimaryOwner else { throw info.refusal(of: .delete, reference: reference) }
            guard !info.isDefault else {
                throw CalendarError(.isDefaultCalendar, "This is the default calendar; it can be emptied, but not removed.")
            }
            let destinations = try writing.linkDestinations(of: info.calendar.id)
            try writing.removeCalendar(info.calendar.id)
            for destination in destinations { try writing.touch(destination) }
            return info
        }
    }
}

extension CalendarInfo {
    fileprivate func authorizeUpdate(to changed: Calendar, reference: CalendarReference) throws {
        if changed.name != calendar.name, !access.isPrimaryOwner { throw refusal(of: .write, reference: reference) }
        if changed.accessList != calendar.accessList, !access.mayAdminister { throw refusal(of: .administer, reference: reference) }
        if changed.properties.coOwners != calendar.properties.coOwners, !access.isOwner {
            throw refusal(of: .administer, reference: reference)
        }
        let othersChanged =
            changed.displayName != calendar.displayName || changed.kinds != calendar.kinds || changed.properties != calendar.properties
        if othersChanged, !access.mayWriteProperties { throw refusal(of: .write, reference: reference) }
    }
}

extension StoreWriting {
    /// Makes a calendar after checking its name against the owner's others.
    func insertCalendar(_ request: CalendarCreation, ownedBy owner: Account, accessList: AccessList) throws -> Calendar {
        let name = CalendarName.normalized(request.name)
        try CalendarName.validate(name)
        let others = try calendars(of: owner.id)
        try CalendarName.checkFree(name, among: others.map(\.name))
        return try insert(
            NewCalendar(
                owner: owner.id, name: name, calidTail: CalendarName.calidTail(for: name, taken: others.map(\.calidTail)),
                publicID: PublicID.random(), kinds: request.kinds, displayName: request.displayName ?? name, properties: request.properties,
                accessList: accessList
            )
        )
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
