import CalendarService
import CalendarStore
import HTTPTypes

/// Objects with their texts, as a walk brings them.
struct ObjectSource: MultiStatusSource {
    private enum State: Sendable {
        case begun(ObjectWalk)
        case ended
        case waiting(ObjectSelection, CalendarReference)
    }

    private let service: CalendarService
    private let caller: Caller
    private let calendar: ObjectCalendar
    private let wanted: ReportProperties
    private let query: CalendarQuery?
    private var state: State
    /// Hrefs that were asked for and have not been found; each is 404 in the end.
    private var missing: Set<String>
    private let names: [String]

    /// - Parameter query: what an object has to pass; nil: all of the selection.
    init(
        _ selection: ObjectSelection, in calendar: ObjectCalendar, _ wanted: ReportProperties, matching query: CalendarQuery? = nil,
        _ exchange: Exchange
    ) {
        service = exchange.service
        caller = exchange.caller
        self.calendar = calendar
        self.wanted = wanted
        self.query = query
        state = .waiting(selection, .id(calendar.info.calendar.id))
        if case .resourceNames(let names) = selection { self.names = names } else { names = [] }
        missing = Set(names)
    }

    mutating func proceed(_ output: inout QueryOutput, upTo octets: Int) async throws -> Bool {
        let (calendar, wanted, query) = (calendar, wanted, query)
        let writesNames = !names.isEmpty
        let initial = (output: output, found: [String]())
        // The answer grows in one place only: a second holder would make each addition a copy.
        output = QueryOutput(service.settings)
        let body: @Sendable (inout (output: QueryOutput, found: [String]), ObjectView) throws -> Bool = { state, view in
            if let query, !query.matches(view) { return true }
            if writesNames { state.found.append(view.record.resourceName) }
            if let floating = query?.floating {
                try state.output.append(view.placed(floating: floating), calendar, wanted)
            } else {
                try state.output.append(view, calendar, wanted)
            }
            return state.output.answer.octetCount < octets
        }
        let (gathered, rest): ((output: QueryOutput, found: [String]), ObjectWalk?)
        switch state {
        case .waiting(let selection, let reference):
            (gathered, rest) = try await service.walk(selection, in: reference, for: caller, into: initial, body)
        case .begun(let walk): (gathered, rest) = try await service.walk(on: walk, for: caller, into: initial, body)
        case .ended: return false
        }
        output = gathered.output
        missing.subtract(gathered.found)
        state = rest.map { .begun($0) } ?? .ended
        guard rest == nil else { return true }
        if query == nil {
            for name in names where missing.contains(name) { output.answer.append(calendar.href(of: name), status: .notFound) }
        }
        return false
    }

    /// Counts the instances that are still to come, without writing them.
    func rehearse(after output: QueryOutput) async throws {
        guard let range = wanted.calendarData?.expandedRange, case .begun(var walk) = state else { return }
        var rehearsal = output.rehearsal
        var isWhole = false
        while !isWhole {
            let (counted, rest) = try await service.walk(on: walk, for: caller, into: rehearsal) { [query] rehearsal, view in
                if query?.matches(view) ?? true { try rehearsal.rehearse(query?.floating.map(view.placed) ?? view, in: range) }
                return true
            }
            rehearsal = counted
            if let rest { walk = rest } else { isWhole = true }
        }
    }
}
