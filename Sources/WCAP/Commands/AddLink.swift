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
        for (uid, rid) in zip(uids, rids) {
            let instance = try call.recurrenceID(rid)
            if let instance { try await requireInstance(instance, of: uid, in: source, call: call) }
            items.append((uid, instance?.text))
        }
        _ = try await call.service.addLinks(items, from: .calid(source), to: .calid(destination), for: call.caller)
        return .answer(Answer(.ok))
    }

    /// - Throws: errno 59 for an instance there is not, what the service throws for a calendar that is not to be read.
    private func requireInstance(_ instance: DateTimeValue, of uid: String, in source: String, call: Call) async throws {
        let isThere = try await call.service.collect(
            .uids([uid]), in: .calid(source), for: call.caller, into: false
        ) { isThere, view, _ in
            isThere = view.expansion.occurrence(recurrenceID: instance) != nil
            return !isThere
        }
        guard isThere else { throw WCAPErrno.componentNotFound }
    }
}
