import CalendarStore

extension CalendarService {
    /// Makes a calendar with the kinds and properties of another and, if wanted, copies of its objects under their names, in one transaction. Needs
    /// read on the source. The copy has its maker's rights and default access list, no links and no history.
    ///
    /// - Returns: the copy, and the names of the objects that the caller sees only stripped and does not get (architecture 4.6).
    /// - Throws: as `createCalendar`.
    public func copyCalendar(
        _ source: CalendarReference, to name: String, ofOwner owner: String?, withObjects: Bool, for caller: Caller
    ) async throws -> (calendar: CalendarInfo, leftOut: [String]) {
        let defaults = settings.newCalendarAccessList
        return try await writeAlone { writing in
            let lookup = CalendarLookup(writing, for: caller)
            let from = try lookup.calendar(source)
            try from.require(.read, reference: source)
            let owner = try lookup.makingOwner(owner)
            var creation = CalendarCreation(name: name)
            creation.displayName = from.calendar.displayName
            creation.kinds = from.calendar.kinds
            creation.properties = from.calendar.properties
            creation.properties.coOwners = []
            let copy = try writing.insertCalendar(creation, ownedBy: owner, accessList: defaults)
            var leftOut: [String] = []
            if withObjects {
                // Rows first: nothing is written into a table while it is walked.
                var records: [ObjectRecord] = []
                try writing.forEachObjectRecord(in: from.calendar.id) { record in
                    records.append(record)
                    return true
                }
                for record in records {
                    guard !from.strips(record), let stored = try writing.object(record.id) else {
                        leftOut.append(record.resourceName)
                        continue
                    }
                    _ = try writing.insert(
                        ObjectContent(stored), resourceName: record.resourceName, in: copy.id, author: caller.author)
                }
            }
            guard let made = try writing.calendar(copy.id) else { throw CalendarError.noCalendar }
            return (lookup.info(made, ownedBy: owner), leftOut)
        }
    }
}

extension CalendarLookup {
    /// The account for which the caller may make calendars.
    func makingOwner(_ name: String?) throws -> Account {
        let owner = try owner(name)
        guard owner.id == caller.account?.id || caller.overridesAccess else {
            throw CalendarError(.forbidden, "Only \(owner.name) may make calendars there.", right: .write)
        }
        return owner
    }
}
