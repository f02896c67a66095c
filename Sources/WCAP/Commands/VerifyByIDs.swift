import CalendarService
import CalendarStore
import ICalendar

/// `verifyevents_by_ids`, `verifytodos_by_ids`: says which pairs of `uid` and `rid` no longer exist.
struct VerifyByIDs: Command {
    let itemKind: ComponentName
    var name: String { itemKind == .vtodo ? "verifytodos_by_ids" : "verifyevents_by_ids" }
    let failure = WCAPErrno.insufficientParameters
    var kind: ComponentName? { itemKind }

    init(kind: ComponentName) { itemKind = kind }

    func run(_ call: Call) async throws -> Reply {
        let uids = list(.uid, call: call)
        let rids = list(.rid, call: call)
        guard !uids.isEmpty, uids.count == rids.count else { throw failure }
        let pairs = try zip(uids, rids).map { (uid: $0, recurrenceID: try call.recurrenceID($1)) }
        let info = try await call.service.calendar(try call.calendarReference(), for: call.caller)
        guard info.access.mayRead else { throw WCAPErrno.accessDeniedToCalendar }
        let kind = itemKind
        let found = try await call.service.collect(
            .uids(Array(Set(uids))), in: .id(info.calendar.id), for: call.caller, into: Set<Int>()
        ) { found, view, _ in
            guard view.record.kind == kind else { return true }
            let expansion = view.expansion
            for (index, pair) in pairs.enumerated() where pair.uid == view.record.uid {
                if pair.recurrenceID.map({ expansion.occurrence(recurrenceID: $0) != nil }) ?? true { found.insert(index) }
            }
            return true
        }
        var block = AnswerBlock()
        block.calid = call.calid(of: info)
        for (index, pair) in pairs.enumerated() where !found.contains(index) {
            block.components.append(StatusStub.component(kind, uid: pair.uid, recurrenceID: pair.recurrenceID, status: nil, call: call))
        }
        return .answer(Answer([block]))
    }

    /// The manual's tables say commas, its samples semicolons: commas count when there is no semicolon.
    private func list(_ name: ParameterName, call: Call) -> [String] {
        let items = call.parameters.list(name) ?? []
        guard items.count == 1, let only = items.first, only.contains(",") else { return items }
        return only.split(separator: ",").map(String.init)
    }
}
