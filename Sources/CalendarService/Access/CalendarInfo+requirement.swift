import CalendarStore

extension CalendarInfo {
    /// Checks rights on components; the one place where a missing one turns into an error.
    ///
    /// - Throws: `forbidden` with the missing right, `calendarDisabled`, and `calendarNotFound` where the caller may not know of the calendar.
    func require(_ rights: AccessRights, reference: CalendarReference) throws {
        guard access.allows(rights) else { throw refusal(of: rights.subtracting(access.components), reference: reference) }
        if calendar.properties.isDisabled { throw CalendarError(.calendarDisabled, "This calendar is switched off.") }
    }

    /// - Throws: `forbidden` for everybody but owners and overriding administrators.
    func requireOwner(reference: CalendarReference) throws {
        guard access.isOwner else { throw refusal(of: .administer, reference: reference) }
    }

    /// The error for a missing right. WCAP's calids tell "access denied" from "not there"; paths and public ids do not
    /// (`spec/calendardata.md`, "Rules in detail").
    func refusal(of rights: AccessRights, reference: CalendarReference) -> CalendarError {
        if access.isUnknown, !reference.revealsExistence { return .noCalendar }
        return CalendarError(.forbidden, "You may not do this with the calendar “\(calendar.displayName)”.", right: rights)
    }
}

extension CalendarReference {
    fileprivate var revealsExistence: Bool { if case .calid = self { true } else { false } }
}
