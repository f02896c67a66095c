import CalendarService
import CalendarStore
import ICalendar

/// Turns the parameters of a store into what the service is asked to do (`spec/wcap.md` section 6).
struct ItemStore: Sendable {
    var request: StoreRequest
    /// The item before the store; nil: a new one.
    var existing: CalendarObject?
    /// What `deleteattach` came to.
    var attachmentErrno: WCAPErrno?

    init(_ call: Call, kind: ComponentName, info: CalendarInfo) async throws {
        let parameters = call.parameters
        let uid = parameters.first(.uid)
        guard uid?.utf8.count ?? 0 <= 4096 else { throw call.command.failure }
        existing = try await Self.existing(uid, info: info, call: call)
        let recurrenceID = try parameters.list(.rid)?.first.flatMap { try call.recurrenceID($0) }
        let modifier = try Self.modifier(parameters, recurrenceID: recurrenceID, failure: call.command.failure)
        let zone = call.service.zones.rules(for: CalendarPropertyList.timeZone(of: info, zones: call.service.zones)) ?? .utc
        let requestZone = parameters.word(.timeZone).flatMap { call.service.zones.rules(for: $0) } ?? zone
        let master = existing?.master ?? existing?.components.first
        let existingStart = (master?.first(.dtstart) ?? master?.first(.due)).flatMap { try? $0.dateTime() }
        let times = try ItemTimes(call, kind: kind, existing: existingStart, isNew: existing == nil, info: info)
        let text = try TextChange(call, kind: kind, zone: requestZone)
        let attendees = try await AttendeeChange(call, info: info, existing: existing)
        var alarms = try AlarmChange(call, zone: requestZone)
        if !alarms.isEmpty { alarms.standardAddresses = try await Self.alarmAddresses(call, info: info) }
        let attachments = try AttachmentChange(call)
        attachmentErrno = attachments.errno(existing: existing)
        if kind == .vevent, info.owner.isResource, parameters.flag(.transparent) { throw WCAPErrno.transparentResource }
        let sequence = parameters.integer(.sequence).map { min(max($0, 0), Int(Int32.max)) }
        let change = alarms
        var edit = ComponentEdit(kind: kind) { component in
            text.apply(to: &component)
            try attendees.apply(to: &component)
            change.apply(to: &component)
            attachments.apply(to: &component)
            if let sequence, sequence > (try? component.first(.sequence)?.integer()) ?? 0 {
                component.set(Property(.sequence, integer: sequence))
            }
        }
        edit.start = times.start
        edit.removesStart = times.removesStart
        edit.end = times.end
        edit.recurrence = times.recurrence
        request = StoreRequest(
            calendar: .id(info.calendar.id), uid: uid, recurrenceID: recurrenceID, modifier: modifier,
            changesRules: parameters.flag(.ruleChange, default: call.settings.defaultRuleChange), edit: edit)
        request.scheduling = attendees.method
        // Only mail is silenced: attendees on this server are told in any case.
        request.sendsMail = [ParameterName.smtp, .smtpNotify, .notify].allSatisfy { parameters.flag($0, default: true) }
        request.existence = parameters.integer(.storeType).flatMap(StoreRequest.Existence.init) ?? .any
    }

    private static func existing(_ uid: String?, info: CalendarInfo, call: Call) async throws -> CalendarObject? {
        guard let uid, info.access.mayRead else { return nil }
        return try await call.service.collect(
            .uids([uid]), in: .id(info.calendar.id), for: call.caller, into: CalendarObject?.none
        ) { found, view, _ in
            found = view.object
            return false
        }
    }

    /// `mod`, whose default follows `rid`.
    private static func modifier(_ parameters: Parameters, recurrenceID: DateTimeValue?, failure: WCAPErrno) throws -> RecurrenceModifier {
        guard recurrenceID != nil else { return .thisAndAll }
        guard let text = parameters.list(.mod)?.first, text != "0" else { return .thisInstance }
        guard let modifier = ItemLists.modifier(text) else { throw failure }
        return modifier
    }

    /// Where an e-mail alarm goes that names nobody: the preference, or the owner's address.
    private static func alarmAddresses(_ call: Call, info: CalendarInfo) async throws -> [String] {
        let account = call.caller.account ?? info.owner
        let stored = try await call.service.preferences(of: account.id)["ceDefaultAlarmEmail"]?.first ?? ""
        let addresses = stored.split { $0.isWhitespace || $0 == ";" || $0 == "," }.map(String.init)
        return addresses.isEmpty ? [AddressBook.mail(of: account)] : addresses
    }
}
