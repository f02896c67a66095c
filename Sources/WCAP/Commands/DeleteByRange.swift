import CalendarService
import CalendarStore
import ICalendar

/// `deletecomponents_by_range`, `deleteevents_by_range`, `deletetodos_by_range`: deletes what lies completely in a range, without one everything.
struct DeleteByRange: Command {
    static let components = DeleteByRange(
        name: "deletecomponents_by_range", kinds: [.vevent, .vtodo], failure: .deleteComponentsByRangeFailed)
    static let events = DeleteByRange(name: "deleteevents_by_range", kinds: [.vevent], failure: .deleteEventsByRangeFailed)
    static let toDos = DeleteByRange(name: "deletetodos_by_range", kinds: [.vtodo], failure: .deleteToDosByRangeFailed)

    let name: String
    let kinds: [ComponentName]
    let failure: WCAPErrno

    func run(_ call: Call) async throws -> Reply {
        try call.requireWriter()
        let range = try call.range()
        let isOpen = range.lowerBound == .distantPast && range.upperBound == .distantFuture
        var blocks: [AnswerBlock] = []
        for (calid, reference) in try call.calendarReferences() {
            var block: AnswerBlock
            do {
                block = try await delete(isOpen ? nil : range, in: reference, call: call)
            } catch {
                block = AnswerBlock(errno: errno(for: error, call: call))
                block.calid = calid
                block.isDeleteFailure = true
            }
            blocks.append(block)
        }
        return .answer(Answer(blocks))
    }

    /// Script pages tell failures of this command by its own number, whatever the reason (seed).
    private func errno(for error: any Error, call: Call) -> WCAPErrno {
        let errno = call.errno(for: error)
        return call.format == .script && errno != .loginFailed ? failure : errno
    }

    private func delete(_ range: Range<Instant>?, in reference: CalendarReference, call: Call) async throws -> AnswerBlock {
        var details: [ComponentName: DeletedDetails] = [:]
        if call.format == .script, !call.parameters.flag(.brief) {
            let selection: ObjectSelection = range.map { .overlapping($0.includingEnd, includingUndated: false) } ?? .all
            let uids = try await call.service.collect(
                selection, in: reference, for: call.caller, into: [String]()
            ) { uids, view, _ in
                uids.append(view.record.uid)
                return true
            }
            for kind in kinds { details[kind] = try await DeletedDetails(uids, kind: kind, in: reference, call: call) }
        }
        let deletion = try await call.service.delete(
            within: range, kinds: kinds, in: reference, for: call.caller, sendsMail: call.deletionSendsMail)
        var block = AnswerBlock()
        block.calid = call.calid(of: deletion.calendar)
        if deletion.couldNotMail {
            block.errno = call.errno(for: CalendarError(.cannotSendMail, "People elsewhere were not told of the deletion."))
        }
        for item in deletion.deleted {
            if let details = details[item.kind] {
                block.components += details.components(uid: item.uid, recurrenceID: item.recurrenceID, kind: item.kind, call: call)
            } else {
                block.components.append(
                    StatusStub.component(
                        item.kind, uid: item.uid, recurrenceID: item.recurrenceID, status: StatusStub.deleteSuccess, call: call))
            }
        }
        return block
    }
}
