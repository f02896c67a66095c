import CalendarStore
import ICalendar

/// Takes what an organizer or attendee did to the calendars of the others on this server, and to outsiders by mail, inside the
/// transaction of the edit itself: either all copies change or none.
struct Scheduler {
    let transaction: EditTransaction
    /// Whether outsiders get mail.
    let sendsMail: Bool
    private var writing: any StoreWriting { transaction.writing }
    private var owner: CalendarUser { CalendarUser(transaction.info.owner) }

    // MARK: Rules

    /// - Throws: `notOrganizer` when the item belongs to another organizer, `forbidden` for a caller who may not act for the owner.
    func require(_ method: SchedulingMethod, on object: CalendarObject?) throws {
        let isOrganizer = object?.organizer.map(owner.isNamed(by:)) ?? true
        let right: AccessRights
        switch method {
        case .publish, .update: return
        case .request, .cancel:
            guard isOrganizer else { throw CalendarError(.notOrganizer, "Only the organizer may invite to this item or call it off.") }
            right = method == .request ? .inviteOnBehalf : .cancelOnBehalf
        case .reply: right = .replyOnBehalf
        }
        let access = transaction.info.access
        guard access.isOwner || access.components.contains(right) else {
            throw CalendarError(.forbidden, "You may not invite or answer for the owner of this calendar.", right: right)
        }
    }

    // MARK: Organizer

    /// Brings what an edit left to the attendees. True when a mail could not go.
    func invite(_ outcome: inout EditOutcome, method: SchedulingMethod, before: EditTransaction.Item?) throws -> Bool {
        let zones = before?.zones ?? transaction.editor().zones
        var couldNotMail = false
        if let before, method == .request {
            let rescheduling = Rescheduling(from: before.object, zones: zones)
            outcome.object = outcome.object.map { rescheduling.asked($0, keepsAnswer: owner.isNamed(by:)) }
            outcome.split = outcome.split.map { rescheduling.asked($0, keepsAnswer: owner.isNamed(by:)) }
        }
        if let object = outcome.object {
            let told = try invite(object, method: method, before: before?.object, zones: zones)
            if told.object != object { outcome.isChanged = true }
            outcome.object = told.object
            couldNotMail = told.couldNotMail
        }
        if let split = outcome.split {
            let told = try invite(split, method: method, before: nil, zones: zones)
            outcome.split = told.object
            couldNotMail = couldNotMail || told.couldNotMail
        }
        return couldNotMail
    }

    /// Brings an organizer's item to its attendees; the item comes back with the state of each delivery.
    ///
    /// - Parameter before: the item before the edit: who is not in it any more is told that it is off for him.
    private func invite(_ object: CalendarObject, method: SchedulingMethod, before: CalendarObject?, zones: ZoneResolver) throws -> (
        object: CalendarObject, couldNotMail: Bool
    ) {
        var result = object
        var couldNotMail = false
        let invitation = Invitation(object: object, zones: zones)
        for attendee in object.attendees where !owner.isNamed(by: attendee) {
            guard let copy = invitation.object(for: attendee.calendarAddress()) else { continue }
            let isDelivered: Bool
            if let calendar = try calendar(of: attendee) {
                isDelivered = try deliver(copy, to: calendar)
            } else {
                isDelivered = try mail(copy, method: method, to: attendee)
                couldNotMail = couldNotMail || !isDelivered
            }
            result.mark(attendee.calendarAddress(), isDelivered: isDelivered)
        }
        let invited = Set(object.attendees.map { $0.calendarAddress() })
        if let before {
            for attendee in before.attendees where !invited.contains(attendee.calendarAddress()) && !owner.isNamed(by: attendee) {
                couldNotMail = try withdraw(before, from: attendee, at: nil, modifier: .thisAndAll) || couldNotMail
            }
        }
        return (result, couldNotMail)
    }

    /// The organizer deleted an item or instances of it: the attendees' copies lose them too. True when a mail could not go.
    func withdraw(_ object: CalendarObject, at recurrenceID: DateTimeValue?, modifier: RecurrenceModifier) throws -> Bool {
        guard object.organizer.map(owner.isNamed(by:)) ?? false else { return false }
        var couldNotMail = false
        for attendee in object.attendees where !owner.isNamed(by: attendee) {
            couldNotMail = try withdraw(object, from: attendee, at: recurrenceID, modifier: modifier) || couldNotMail
        }
        return couldNotMail
    }

    private func withdraw(
        _ object: CalendarObject, from attendee: Property, at recurrenceID: DateTimeValue?, modifier: RecurrenceModifier
    ) throws -> Bool {
        guard let calendar = try calendar(of: attendee) else {
            return try !mail(cancellation(of: object, at: recurrenceID, modifier: modifier), method: .cancel, to: attendee)
        }
        let other = EditTransaction(writing, in: calendar, for: transaction.caller, service: transaction.service)
        guard calendar.access.maySchedule, let stored = try writing.object(uid: object.uid, in: calendar.calendar.id) else { return false }
        let item = try other.item(stored)
        // A UID alone proves nothing: the copy has to name the same organizer.
        guard item.object.organizer.map(owner.isNamed(by:)) ?? false else { return false }
        do {
            let outcome = try other.editor(item).delete(from: item.object, at: recurrenceID, modifier: modifier)
            try other.write(outcome, of: item, uid: object.uid)
        } catch let error as CalendarError where error.code == .instanceNotFound {
            // He was not invited to that instance, or has deleted it himself.
        }
        return false
    }

    /// What a CANCEL says: the whole item, or the instance that is off.
    private func cancellation(of object: CalendarObject, at recurrenceID: DateTimeValue?, modifier: RecurrenceModifier) -> CalendarObject {
        var copy = object
        let editor = transaction.editor()
        if let recurrenceID, modifier != .thisAndAll {
            let series = Series(object, zones: editor.zones)
            if let occurrence = series.expansion.occurrence(recurrenceID: recurrenceID) {
                copy.components = [series.component(of: occurrence)]
                if modifier == .thisAndFuture, let id = copy.components[0].first(.recurrenceID) {
                    copy.components[0].set(id.setting(parameter: "RANGE", to: "THISANDFUTURE"))
                }
            }
        }
        for index in copy.components.indices {
            copy.components[index].set(Property(.status, value: "CANCELLED"))
            editor.stamp(&copy.components[index], was: copy.components[index])
        }
        return copy
    }

    // MARK: Attendee

    /// Tells the organizer what the attendee answered. True when a mail could not go.
    func reply(_ object: CalendarObject, at recurrenceID: DateTimeValue?, modifier: RecurrenceModifier) throws -> Bool {
        guard let organizer = object.organizer, !owner.isNamed(by: organizer) else { return false }
        let component = object.components.first { recurrenceID != nil && modifier == .thisInstance && $0.recurrenceID == recurrenceID }
        guard let own = (component ?? object.master ?? object.components.first)?.all(.attendee).first(where: owner.isNamed(by:)) else {
            return false
        }
        guard let account = try writing.account(named: organizer) else {
            var answer = object
            // Who answers for one instance says nothing of the others.
            answer.components = (component.map { [$0] } ?? object.components).map { component in
                var component = component
                component.properties.removeAll { $0.isNamed(.attendee) && !owner.isNamed(by: $0) }
                return component
            }
            return try !mail(answer, method: .reply, to: organizer)
        }
        let user = CalendarUser(account)
        let lookup = CalendarLookup(writing, for: transaction.caller)
        for calendar in try writing.calendars(of: account.id) {
            let other = EditTransaction(
                writing, in: lookup.info(calendar, ownedBy: account), for: transaction.caller, service: transaction.service)
            guard let stored = try writing.object(uid: object.uid, in: calendar.id) else { continue }
            let item = try other.item(stored)
            guard item.object.organizer.map(user.isNamed(by:)) ?? false else { continue }
            try record(own, of: item, in: other, at: recurrenceID, modifier: modifier)
            try tellOthers(own, of: item.object, at: recurrenceID, modifier: modifier)
            return false
        }
        return false
    }

    /// Writes an answer into the copies of the other attendees on this server too: one line of each, whoever answers. The organizer had the
    /// right to place the copies, and they stay his.
    private func tellOthers(
        _ own: Property, of object: CalendarObject, at recurrenceID: DateTimeValue?, modifier: RecurrenceModifier
    ) throws {
        guard let organizer = object.organizer else { return }
        for attendee in object.attendees
        where !owner.isNamed(by: attendee) && attendee.calendarAddress() != organizer.calendarAddress() {
            guard let calendar = try calendar(of: attendee), calendar.calendar.id != transaction.info.calendar.id,
                let stored = try writing.object(uid: object.uid, in: calendar.calendar.id)
            else { continue }
            let other = EditTransaction(writing, in: calendar, for: transaction.caller, service: transaction.service)
            let item = try other.item(stored)
            guard item.object.organizer?.calendarAddress() == organizer.calendarAddress() else { continue }
            try record(own, of: item, in: other, at: recurrenceID, modifier: modifier)
        }
    }

    /// Writes an answer into the organizer's copy; only an attendee who was invited counts, and only his own line changes.
    private func record(
        _ own: Property, of item: EditTransaction.Item, in other: EditTransaction, at recurrenceID: DateTimeValue?,
        modifier: RecurrenceModifier
    ) throws {
        let address = own.calendarAddress()
        let status = own.parameter("PARTSTAT") ?? "NEEDS-ACTION"
        var edit = ComponentEdit(kind: item.record.kind) { component in
            component.properties = component.properties.map { property in
                guard property.isNamed(.attendee), property.calendarAddress() == address else { return property }
                return property.setting(parameter: "PARTSTAT", to: status)
            }
        }
        edit.everywhere = [.attendee]
        let editor = other.editor(item, raisesSequence: false)
        let outcome: EditOutcome
        do {
            outcome = try editor.apply(edit, to: item.object, at: recurrenceID, modifier: modifier, changesRules: false)
        } catch let error as CalendarError where error.code == .instanceNotFound {
            return
        }
        try other.write(outcome, of: item, uid: item.record.uid)
    }

    // MARK: Delivery

    /// The calendar that invitations of an attendee go to; nil for outsiders.
    private func calendar(of attendee: Property) throws -> CalendarInfo? {
        let lookup = CalendarLookup(writing, for: transaction.caller)
        if let calid = attendee.parameter("X-S1CS-CALID"), let info = try? lookup.calendar(.calid(calid)) { return info }
        guard let account = try writing.account(named: attendee), let id = account.defaultCalendar, let calendar = try writing.calendar(id)
        else { return nil }
        return lookup.info(calendar, ownedBy: account)
    }

    /// Puts a copy into an attendee's calendar at once, if the organizer may (`s` right). A copy of somebody else's item is not touched.
    private func deliver(_ copy: CalendarObject, to calendar: CalendarInfo) throws -> Bool {
        guard calendar.access.maySchedule, !calendar.calendar.properties.isDisabled,
            calendar.calendar.kinds.contains(ComponentKinds(copy.kind))
        else { return false }
        let other = EditTransaction(writing, in: calendar, for: transaction.caller, service: transaction.service)
        guard let stored = try writing.object(uid: copy.uid, in: calendar.calendar.id) else {
            let new = Invitation.merged(copy, into: nil)
            let outcome = EditOutcome(object: new)
            do {
                try other.requireFreeTime(for: outcome, before: nil)
            } catch let error as CalendarError where error.code == .doubleBooked {
                return false
            }
            try other.write(outcome, of: nil, uid: copy.uid)
            return true
        }
        let item = try other.item(stored)
        guard item.object.organizer.map(owner.isNamed(by:)) ?? false else { return false }
        let new = Invitation.merged(copy, into: item.object)
        try other.write(EditOutcome(object: new, isChanged: new.components != item.object.components), of: item, uid: copy.uid)
        return true
    }

    /// Puts a message into the queue; false when no mail command is configured.
    private func mail(_ object: CalendarObject, method: SchedulingMethod, to recipient: Property) throws -> Bool {
        guard sendsMail else { return true }
        guard let address = recipient.calendarAddress().mail, let itip = method.itipMethod else { return true }
        // A header holds ASCII only, and another spelling would be another address.
        guard transaction.service.settings.sendsMail, address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        let actor = transaction.caller.account.flatMap { $0.id == transaction.info.owner.id ? nil : CalendarUser($0) }
        let message = InvitationMessage(
            object: object, zones: timeZones(of: object), method: itip, sender: owner, secretary: actor, recipient: address,
            recipientName: recipient.parameter("CN"), time: writing.now, productID: transaction.service.settings.productID
        )
        try writing.enqueue(sender: owner.mail, recipients: [address], octets: message.octets())
        return true
    }

    private func timeZones(of object: CalendarObject) -> [Component] {
        let brought = object.timeZones
        return object.referencedTimeZoneIDs.compactMap { tzid in
            brought.first { $0.first(.tzid)?.valueString == tzid } ?? transaction.service.zones.vtimezone(for: tzid)
        }
    }
}

extension CalendarObject {
    /// Writes the state of a delivery behind an attendee, wherever he stands.
    mutating func mark(_ attendee: CalendarAddress, isDelivered: Bool) {
        for index in components.indices {
            components[index].properties = components[index].properties.map { property in
                property.isNamed(.attendee) && property.calendarAddress() == attendee ? property.delivered(isDelivered) : property
            }
        }
    }
}

extension CalendarError {
    static let cannotSendMail = CalendarError(.cannotSendMail, "People elsewhere were not told: the server has no mail command.")
}
