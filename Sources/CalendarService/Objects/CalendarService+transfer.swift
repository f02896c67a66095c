public import CalendarStore

extension CalendarService {
    /// Copies or moves one object to another name or calendar; returns whether something was replaced.
    ///
    /// `condition` sees the source's row inside the transaction. What stands at the destination is replaced only when `overwriting`, else
    /// `preconditionFailed`; a UID that the destination has under another name is `uidConflict` (RFC 4791 section 5.3.2.1).
    public func transferObject(
        named resourceName: String, in calendar: CalendarReference, to destinationName: String, in destination: CalendarReference,
        moving: Bool, overwriting: Bool, for caller: Caller, condition: (@Sendable (ObjectRecord?) throws -> Void)? = nil
    ) async throws -> PutOutcome {
        try await write { writing in
            let lookup = CalendarLookup(writing, for: caller)
            let source = try lookup.calendar(calendar)
            try source.require(moving ? [.read, .delete] : .read, reference: calendar)
            let stored = try writing.object(resourceName: resourceName, in: source.calendar.id)
            try condition?(stored?.record)
            guard let stored else { throw CalendarError.noObject }
            try source.requireWhole(stored.record)

            let target = try lookup.calendar(destination)
            try target.require(.write, reference: destination)
            try target.requireSupport(of: stored.record.kind)
            let isSameCalendar = source.calendar.id == target.calendar.id
            guard !isSameCalendar || resourceName != destinationName else {
                throw CalendarError(.forbidden, "Source and destination are the same.")
            }
            let present = try writing.objectRecord(resourceName: destinationName, in: target.calendar.id)
            if let present {
                guard overwriting else { throw CalendarError(.preconditionFailed, "There is something at the destination.") }
                try target.requireWhole(present)
            }
            let outcome = try writing.transfer(
                stored, to: destinationName, in: target.calendar.id, replacing: present, moving: moving,
                deletions: (
                    source: DeletionLog(writing, in: source, author: caller.author, service: self),
                    target: DeletionLog(writing, in: target, author: caller.author, service: self)
                ), author: caller.author
            )
            try writing.touchLinkDestinations(of: target.calendar.id)
            if moving, !isSameCalendar { try writing.touchLinkDestinations(of: source.calendar.id) }
            return outcome
        }
    }
}

extension StoreWriting {
    fileprivate func transfer(
        _ stored: StoredObject, to name: String, in target: CalendarID, replacing present: ObjectRecord?, moving: Bool,
        deletions: (source: DeletionLog, target: DeletionLog), author: String
    ) throws -> PutOutcome {
        let record = stored.record
        let other = try objectRecord(uid: record.uid, in: target)
        // The object itself is no conflict when it leaves its old name.
        if let other, other.id != present?.id, !(moving && other.id == record.id) {
            throw CalendarError.uidConflict(other, "The calendar has this UID under the name “\(other.resourceName)”.")
        }
        let moved: ObjectRecord
        if moving, record.calendar == target {
            if let present { try deletions.target.remove(present) }
            moved = try rename(record, to: name, author: author)
        } else {
            let content = ObjectContent(stored)
            if let present, present.uid == record.uid {
                let before = try deletions.target.state(before: present)
                moved = try replace(present, with: content, author: author)
                try deletions.target.logReplacement(of: before, by: moved, text: content.text)
            } else {
                if let present { try deletions.target.remove(present) }
                moved = try insert(content, resourceName: name, in: target, author: author)
            }
            if moving { try deletions.source.remove(record) }
        }
        return PutOutcome(isNew: present == nil, isChanged: true, isVerbatim: true, record: moved)
    }
}

extension ObjectContent {
    /// What was stored, to be stored again.
    init(_ stored: StoredObject) {
        let record = stored.record
        self.init(
            uid: record.uid, kind: record.kind, text: stored.text, etag: record.etag, digest: record.digest, span: record.span,
            classification: record.classification, sequence: record.sequence
        )
    }
}
