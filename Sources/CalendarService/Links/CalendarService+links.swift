public import CalendarStore

extension CalendarService {
    /// Shows objects of one calendar in another, read-only (WCAP `addlink`). Needs read on the source and write on the destination.
    ///
    /// - Parameter items: UIDs, with the RECURRENCE-ID of one instance or nil for the whole item.
    /// - Throws: `objectNotFound` when the source lacks one, `uidConflict` when the destination has an object with its UID; then nothing is linked.
    public func addLinks(
        _ items: [(uid: String, recurrenceID: String?)], from source: CalendarReference, to destination: CalendarReference,
        for caller: Caller
    ) async throws -> (source: CalendarInfo, destination: CalendarInfo) {
        try await write { writing in
            let lookup = CalendarLookup(writing, for: caller)
            let from = try lookup.calendar(source)
            try from.require(.read, reference: source)
            let to = try lookup.calendar(destination)
            try to.require(.write, reference: destination)
            let present = Set(try writing.links(in: to.calendar.id))
            var isChanged = false
            for item in items {
                guard try writing.objectRecord(uid: item.uid, in: from.calendar.id) != nil else { throw CalendarError.noObject }
                try writing.requireFreeUID(item.uid, in: to.calendar.id)
                let link = Link(destination: to.calendar.id, source: from.calendar.id, uid: item.uid, recurrenceID: item.recurrenceID)
                guard !present.contains(link) else { continue }
                try writing.insert(link)
                isChanged = true
            }
            if isChanged { try writing.touch(to.calendar.id) }
            return (from, to)
        }
    }

    /// Removes the links of a UID (one instance, or all of them with nil) from a calendar, never what they show. Needs delete.
    ///
    /// - Returns: how many there were.
    public func removeLinks(
        uid: String, recurrenceID: String?, in calendar: CalendarReference, for caller: Caller
    ) async throws -> Int {
        try await write { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(calendar)
            try info.require(.delete, reference: calendar)
            let links = try writing.links(in: info.calendar.id).filter {
                $0.uid == uid && (recurrenceID == nil || $0.recurrenceID == recurrenceID)
            }
            for link in links { try writing.remove(link) }
            if !links.isEmpty { try writing.touch(info.calendar.id) }
            return links.count
        }
    }

    /// The links of a calendar. Needs read.
    public func links(in calendar: CalendarReference, for caller: Caller) async throws -> [Link] {
        try await read { reading in
            let info = try CalendarLookup(reading, for: caller).calendar(calendar)
            try info.require(.read, reference: calendar)
            return try reading.links(in: info.calendar.id)
        }
    }
}
