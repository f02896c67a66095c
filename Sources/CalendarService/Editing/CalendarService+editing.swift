import CalendarStore
public import ICalendar

extension CalendarService {
    /// Stores an item with a recurrence modifier; what remains is a valid RFC 5545 series (architecture 4.8). Needs read and write.
    ///
    /// - Throws: `preconditionFailed` and `objectNotFound` by the request's existence rule, `isLink`, `ownerOnly`, `uidConflict` for a UID
    ///   of another kind, `doubleBooked`, `unknownTimeZone`, `unsupportedComponent`, and what `RecurrenceEditor` refuses.
    public func store(_ request: StoreRequest, for caller: Caller) async throws -> StoreOutcome {
        let madeUID = EditTransaction.makeUID()
        return try await write { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(request.calendar)
            try info.require([.read, .write], reference: request.calendar)
            try info.requireSupport(of: request.edit.kind)
            let transaction = EditTransaction(writing, in: info, for: caller, service: self)
            let uid = request.uid ?? madeUID
            let item = try transaction.item(uid: uid)
            let scheduler = Scheduler(transaction: transaction, sendsMail: request.sendsMail)
            try scheduler.require(request.scheduling, on: item?.object)
            var outcome = try transaction.apply(request, uid: uid, to: item)
            if outcome.isChanged { try transaction.requireFreeTime(for: outcome, before: item) }
            var couldNotMail = false
            switch request.scheduling {
            case .publish, .update: break
            case .request, .cancel: couldNotMail = try scheduler.invite(&outcome, method: request.scheduling, before: item)
            case .reply:
                if let object = outcome.object {
                    couldNotMail = try scheduler.reply(object, at: request.recurrenceID, modifier: request.modifier)
                }
            }
            let records = try transaction.write(outcome, of: item, uid: uid)
            var result = StoreOutcome(calendar: info, objects: try records.map(transaction.view), isNew: item == nil)
            result.couldNotMail = couldNotMail
            return result
        }
    }

    /// Deletes items or instances of them, each by itself; all in one transaction. Results in order of `items`.
    ///
    /// Needs read, write and delete. A linked item is no longer shown here; what it shows stays. What the organizer deletes goes from
    /// the attendees' calendars on this server too.
    /// - Parameter sendsMail: whether attendees elsewhere get a cancellation. An item whose mail cannot go is deleted all the same, its
    ///   result is `cannotSendMail`.
    public func delete(
        _ items: [(uid: String, recurrenceID: DateTimeValue?, modifier: RecurrenceModifier)], kind: ComponentName?,
        in calendar: CalendarReference, for caller: Caller, sendsMail: Bool = false
    ) async throws -> (CalendarInfo, [Result<Void, CalendarError>]) {
        try await write { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(calendar)
            try info.require([.read, .write, .delete], reference: calendar)
            let transaction = EditTransaction(writing, in: info, for: caller, service: self)
            var results: [Result<Void, CalendarError>] = []
            for item in items {
                do {
                    let couldNotMail = try transaction.delete(
                        uid: item.uid, at: item.recurrenceID, modifier: item.modifier, kind: kind, sendsMail: sendsMail
                    )
                    results.append(couldNotMail ? .failure(.cannotSendMail) : .success(()))
                } catch let error as CalendarError {
                    results.append(.failure(error))
                }
            }
            return (info, results)
        }
    }

    /// Deletes everything that lies completely in the range (nil: everything), instance by instance for series.
    ///
    /// Needs read, write and delete. Items that the caller sees stripped stay. An item without a date goes only with an open range. What
    /// the organizer deletes goes from the attendees' calendars on this server too; `sendsMail` as in the deletion by id.
    public func delete(
        within range: Range<Instant>?, kinds: [ComponentName], in calendar: CalendarReference, for caller: Caller, sendsMail: Bool = false
    ) async throws -> RangeDeletion {
        try await writeAlone { writing in
            let info = try CalendarLookup(writing, for: caller).calendar(calendar)
            try info.require([.read, .write, .delete], reference: calendar)
            let transaction = EditTransaction(writing, in: info, for: caller, service: self)
            let selection = range.map { ObjectSelection.overlapping($0.includingEnd, includingUndated: $0.isOpen) } ?? .all
            var ids: [ObjectID] = []
            _ = try writing.forEachObject(selection, in: info.calendar.id) { stored in
                if kinds.contains(stored.record.kind), !info.strips(stored.record) { ids.append(stored.record.id) }
                return true
            }
            var result = RangeDeletion(calendar: info)
            for id in ids {
                guard let stored = try writing.object(id) else { continue }
                let item = try transaction.item(stored)
                guard let outcome = try transaction.editor(item).delete(from: item.object, within: range) else { continue }
                let scheduler = Scheduler(transaction: transaction, sendsMail: sendsMail)
                for deletion in outcome.deletions {
                    let modifier: RecurrenceModifier = deletion.recurrenceID == nil ? .thisAndAll : .thisInstance
                    let couldNotMail = try scheduler.withdraw(item.object, at: deletion.recurrenceID, modifier: modifier)
                    result.couldNotMail = result.couldNotMail || couldNotMail
                }
                try transaction.write(outcome, of: item, uid: item.record.uid)
                result.deleted += outcome.deletions.map { (item.record.uid, item.record.kind, $0.recurrenceID) }
            }
            return result
        }
    }
}

extension EditTransaction {
    /// What a store makes of an item.
    func apply(_ request: StoreRequest, uid: String, to item: Item?) throws -> EditOutcome {
        guard let item else {
            if try isLinked(uid) { throw CalendarError(.isLink, "The item \(uid) is shown from another calendar: change it there.") }
            guard request.existence != .mustExist else { throw CalendarError(.objectNotFound, "There is no item \(uid) to change.") }
            let object = try editor().make(request.edit, uid: uid, recurrenceID: request.recurrenceID)
            return EditOutcome(object: object)
        }
        guard request.existence != .mustBeNew else { throw CalendarError(.preconditionFailed, "There is an item \(uid) already.") }
        guard item.record.kind == request.edit.kind else {
            throw CalendarError.uidConflict(item.record, "The UID \(uid) belongs to a \(item.record.kind).")
        }
        var edit = request.edit
        if request.scheduling == .reply { edit.everywhere.insert(.attendee) }
        let raisesSequence = request.scheduling != .reply && request.scheduling != .update
        return try editor(item, raisesSequence: raisesSequence).apply(
            edit, to: item.object, at: request.recurrenceID, modifier: request.modifier, changesRules: request.changesRules
        )
    }

    /// True when a cancellation should have gone out by mail and cannot.
    func delete(
        uid: String, at recurrenceID: DateTimeValue?, modifier: RecurrenceModifier, kind: ComponentName?, sendsMail: Bool
    ) throws -> Bool {
        guard let item = try item(uid: uid), kind == nil || item.record.kind == kind else {
            let links = try writing.links(in: info.calendar.id).filter { $0.uid == uid }
            guard !links.isEmpty else { throw CalendarError(.objectNotFound, "There is no item \(uid) in this calendar.") }
            for link in links { try writing.remove(link) }
            try writing.touch(info.calendar.id)
            return false
        }
        let outcome = try editor(item).delete(from: item.object, at: recurrenceID, modifier: modifier)
        let isWhole = outcome.object == nil
        let couldNotMail = try Scheduler(transaction: self, sendsMail: sendsMail).withdraw(
            item.object, at: isWhole ? nil : recurrenceID, modifier: isWhole ? .thisAndAll : modifier
        )
        try write(outcome, of: item, uid: uid)
        return couldNotMail
    }
}
