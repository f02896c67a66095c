import CalendarService
import ICalendar

/// `addlink`: shows items of one calendar in another (seed).
struct AddLink: Command {
    let name = "addlink"
    let failure = WCAPErrno.addLinkFailed

    func run(_ call: Call) async throws -> Reply {
        try call.requireWriter()
        let parameters = call.parameters
        guard let source = parameters.word(.sourceCalendar), let destination = parameters.word(.destinationCalendar),
            let uids = parameters.list(.uid), !uids.isEmpty, let rids = parameters.list(.rid), rids.count == uids.count
        else { throw failure }
        var items: [(uid: String, recurrenceID: String?)] = []
        for (uid, rid) in zip(uids, rids) { items.append((uid, try call.recurrenceID(rid)?.text)) }
        _ = try await call.service.addLinks(items, from: .calid(source), to: .calid(destination), for: call.caller)
        return .answer(Answer(.ok))
    }
}
