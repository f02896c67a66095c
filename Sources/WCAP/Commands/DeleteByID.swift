import CalendarService
import CalendarStore
import ICalendar

/// `deleteevents_by_id`, `deletetodos_by_id`: deletes items or instances (`spec/wcap.md` 5.7).
struct DeleteByID: Command {
    static let events = DeleteByID(name: "deleteevents_by_id", itemKind: .vevent, failure: .deleteEventsByIDFailed)
    static let toDos = DeleteByID(name: "deletetodos_by_id", itemKind: .vtodo, failure: .deleteToDosByIDFailed)

    let name: String
    let itemKind: ComponentName
    let failure: WCAPErrno
    var kind: ComponentName? { itemKind }

    func run(_ call: Call) async throws -> Reply {
        try call.requireWriter()
        let items = try items(of: call)
        let reference = try call.calendarReference()
        let full = try await DeletedDetails(items.map(\.uid), kind: itemKind, in: reference, call: call)
        let (info, results) = try await call.service.delete(
            items, kind: itemKind, in: reference, for: call.caller, sendsMail: call.deletionSendsMail)
        var block = AnswerBlock()
        block.calid = call.calid(of: info)
        var numbers: [WCAPErrno] = []
        for (item, result) in zip(items, results) {
            switch result {
            case .failure(let error) where error.code == .cannotSendMail:
                // The deletion stands.
                numbers.append(.cannotSendMail)
                block.components += full.components(uid: item.uid, recurrenceID: item.recurrenceID, kind: itemKind, call: call)
            case .success: block.components += full.components(uid: item.uid, recurrenceID: item.recurrenceID, kind: itemKind, call: call)
            case .failure(let error):
                let errno = call.errno(for: error)
                numbers.append(errno)
                block.components.append(
                    StatusStub.component(
                        itemKind, uid: item.uid, recurrenceID: item.recurrenceID, status: StatusStub.deleteFailed(errno), call: call))
            }
        }
        block.errno = numbers.first ?? .ok
        if Set(numbers).count > 1 { block.errno = failure }
        block.isDeleteFailure = !numbers.isEmpty
        return .answer(Answer([block]))
    }

    private func items(of call: Call) throws -> [(uid: String, recurrenceID: DateTimeValue?, modifier: RecurrenceModifier)] {
        guard let uids = call.parameters.list(.uid), !uids.isEmpty else { throw failure }
        guard let rids = ItemLists.extended(call.parameters.list(.rid), to: uids.count, standard: "0"),
            let mods = ItemLists.extended(call.parameters.list(.mod), to: uids.count, standard: "0")
        else { throw failure }
        return try uids.indices.map { index in
            let rid = try call.recurrenceID(rids[index])
            guard let number = Int(mods[index]), 0...4 ~= number else { throw failure }
            // `rid=0` means the item, whatever `mod` says.
            let modifier = rid == nil ? .thisAndAll : RecurrenceModifier(rawValue: number) ?? .thisInstance
            return (uids[index], rid, modifier)
        }
    }
}

extension Call {
    /// Whether outsiders get mail about a deletion: only with `notify=1`.
    var deletionSendsMail: Bool {
        parameters.flag(.notify) && parameters.flag(.smtp, default: true) && parameters.flag(.smtpNotify, default: true)
    }

    /// Nobody changes anything without a login unless the operator allows publicly writable calendars.
    func requireWriter() throws {
        if caller.account == nil, !settings.allowsPublicWritableCalendars {
            throw isAnonymous ? WCAPErrno.accessDeniedToCalendar : WCAPErrno.loginFailed
        }
    }
}
