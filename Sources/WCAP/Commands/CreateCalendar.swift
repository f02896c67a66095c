import CalendarService
import CalendarStore
import ICalendar

/// `createcalendar`: a calendar `user:calid` for the caller, with properties if asked (seed).
struct CreateCalendar: Command {
    let name = "createcalendar"
    let failure = WCAPErrno.createCalendarFailed
    let session = SessionUse.required

    func run(_ call: Call) async throws -> Reply {
        let account = try call.account()
        guard call.settings.allowsCreateCalendars || account.isAdministrator else { throw failure }
        guard let calid = call.parameters.word(.calid) else { throw failure }
        var creation = try creation(calid, account: account, call: call)
        // Ids that differ in case alone are the same one.
        let wanted = "\(creation.owner ?? "\(account.name)@\(account.domainName)"):\(creation.name)"
        if let found = try await call.service.calendars([.calid(wanted)], for: call.caller).first, case .success = found {
            throw WCAPErrno.calendarExists
        }
        if call.parameters.flag(.setCalendarProperties) {
            let change = try CalendarPropertyChange(call.parameters, call: call)
            try await change.checkOwners(call)
            creation.displayName = change.displayName ?? creation.displayName
            creation.accessList = change.accessList
            change.apply(to: &creation.properties)
        }
        if call.parameters.has(.allowDoubleBook) {
            creation.properties.allowsDoubleBooking = call.parameters.flag(.allowDoubleBook, default: true)
        }
        let info = try await call.service.createCalendar(creation, for: call.caller)
        if call.parameters.flag(.subscribe) {
            let subscription = Subscription(calid: call.calid(of: info), name: info.calendar.displayName)
            _ = try await call.service.updateSubscriptions(of: account.id) { list in
                if !list.contains(where: { $0.calid == subscription.calid }) { list.append(subscription) }
            }
        }
        var block = AnswerBlock(properties: call.calendarProperties(of: info).all)
        block.calid = call.calid(of: info)
        return .answer(Answer([block]))
    }

    /// - Throws: errno 30 for characters that a calid cannot have.
    private func creation(_ calid: String, account: Account, call: Call) throws -> CalendarCreation {
        let isLegal = calid.utf8.allSatisfy { octet in
            octet | 0x20 >= 0x61 && octet | 0x20 <= 0x7A || (0x30...0x39).contains(octet) || [0x2D, 0x5F, 0x2E, 0x40, 0x3A].contains(octet)
        }
        let parts = calid.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard isLegal, parts.count <= 2, let tail = parts.last, !tail.isEmpty else { throw WCAPErrno.illegalCalid }
        guard parts.count == 2 else { return CalendarCreation(name: tail) }
        let own = [account.name.lowercased(), "\(account.name)@\(account.domainName)".lowercased()]
        if own.contains(parts[0].lowercased()) { return CalendarCreation(name: tail) }
        guard account.isAdministrator else { throw WCAPErrno.illegalCalid }
        return CalendarCreation(owner: parts[0], name: tail)
    }
}
