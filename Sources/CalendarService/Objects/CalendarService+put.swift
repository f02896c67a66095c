public import CalendarStore

extension CalendarService {
    /// Stores one object under a name as CalDAV PUT does. `condition` sees the present row (nil: none) inside the transaction.
    public func putObject(
        named resourceName: String, in calendar: CalendarReference, text: [UInt8], charset: String?, for caller: Caller,
        condition: (@Sendable (ObjectRecord?) throws -> Void)? = nil
    ) async throws -> PutOutcome {
        // Who may not write here is told so, not what is wrong with the text.
        try await self.calendar(calendar, for: caller).require(.write, reference: calendar)
        let incoming = try IncomingObject(text: text, charset: charset, limit: settings.objectLimit, known: state.definitions)
        let prepared = await incoming.prepared(registry: zones, kept: state.zoneTexts)
        let content = prepared.content
        return try await write { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(calendar)
            try info.require(.write, reference: calendar)
            let (present, other) = try writing.objectRecords(resourceName: resourceName, uid: content.uid, in: info.calendar.id)
            try condition?(present)
            try info.requireSupport(of: content.kind)
            if let present {
                try info.requireWhole(present)
                guard present.uid == content.uid else { throw CalendarError.uidConflict(present, "This resource has another UID.") }
                if present.etag == content.etag {
                    return PutOutcome(isNew: false, isChanged: false, isVerbatim: incoming.isVerbatim, record: present)
                }
                let record: ObjectRecord
                if present.span.isRecurring {
                    let deletions = DeletionLog(writing, in: info, author: caller.author, service: self)
                    let before = try deletions.state(before: present)
                    record = try prepared.replace(present, author: caller.author, writing)
                    try deletions.logReplacement(of: before, by: incoming.object)
                } else {
                    // Without a series no instance gets lost.
                    record = try prepared.replace(present, author: caller.author, writing)
                }
                try writing.touchLinkDestinations(of: info.calendar.id)
                return PutOutcome(isNew: false, isChanged: true, isVerbatim: incoming.isVerbatim, record: record)
            }
            if let other { throw CalendarError.uidTaken(other) }
            let record = try prepared.insert(resourceName: resourceName, in: info.calendar.id, author: caller.author, writing)
            return PutOutcome(isNew: true, isChanged: true, isVerbatim: incoming.isVerbatim, record: record)
        }
    }

    /// Removes one object by name.
    public func removeObject(
        named resourceName: String, in calendar: CalendarReference, for caller: Caller,
        condition: (@Sendable (ObjectRecord?) throws -> Void)? = nil
    ) async throws {
        try await write { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(calendar)
            try info.require(.delete, reference: calendar)
            let present = try writing.objectRecord(resourceName: resourceName, in: info.calendar.id)
            try condition?(present)
            guard let present else { throw CalendarError.noObject }
            try info.requireWhole(present)
            try DeletionLog(writing, in: info, author: caller.author, service: self).remove(present)
            try writing.touchLinkDestinations(of: info.calendar.id)
        }
    }
}

extension CalendarError {
    static let noObject = CalendarError(.objectNotFound, "There is no such object in this calendar.")

    static func uidTaken(_ other: ObjectRecord) -> CalendarError {
        uidConflict(other, "The calendar has this UID under the name “\(other.resourceName)”.")
    }

    static func uidConflict(_ other: ObjectRecord, _ message: String) -> CalendarError {
        CalendarError(.uidConflict, message, resourceName: other.resourceName)
    }
}

extension StoreReading {
    /// - Throws: `uidConflict` when the calendar has the UID under whatever name.
    func requireFreeUID(_ uid: String, in calendar: CalendarID) throws {
        if let other = try objectRecord(uid: uid, in: calendar) {
            throw CalendarError.uidTaken(other)
        }
    }
}

extension StoreWriting {
    /// Lets calendars that show an object of this one know that something changed.
    func touchLinkDestinations(of source: CalendarID) throws {
        for destination in try linkDestinations(of: source) { try touch(destination) }
    }
}
