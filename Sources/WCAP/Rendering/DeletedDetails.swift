import CalendarService
import CalendarStore
import ICalendar

/// What was deleted, in full: script pages without `brief=1` show it (seed, delete commands); all other answers are stubs.
struct DeletedDetails: Sendable {
    private var groups: [String: [Component]] = [:]

    /// Reads the items before they go; does nothing unless the answer will show them.
    init(_ uids: [String], kind: ComponentName, in reference: CalendarReference, call: Call) async throws {
        guard call.format == .script, !call.parameters.flag(.brief) else { return }
        let info = try await call.service.calendar(reference, for: call.caller)
        guard info.access.mayRead else { return }
        var options = FetchOptions(format: call.format)
        options.bound = max(call.service.settings.recurrenceBound, 1)
        options.kinds = [kind]
        let fetch = FetchAnswer(call: call, options: options)
        groups = try await fetch.components(in: info, .uids(uids), instances: .overlapping(.distantPast..<(.distantFuture)))
    }

    /// The instance, or all instances of the item, with the status of success; a stub where the item was not read.
    func components(uid: String, recurrenceID: DateTimeValue?, kind: ComponentName, call: Call) -> [Component] {
        let stub = StatusStub.component(kind, uid: uid, recurrenceID: recurrenceID, status: StatusStub.deleteSuccess, call: call)
        let id = stub.first(.recurrenceID)?.valueString
        let full = (groups[uid] ?? []).filter { id == nil || $0.first(.recurrenceID)?.valueString == id }
        guard !full.isEmpty else { return [stub] }
        return full.map { component in
            var component = component
            component.properties.append(Property(.requestStatus, value: StatusStub.deleteSuccess))
            return component
        }
    }
}
