import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird

extension Exchange {
    /// DELETE of an object, or of a calendar with everything in it.
    func delete(_ resource: Resource) async throws -> Response {
        switch resource {
        case .object(let info, let name):
            try await service.removeObject(named: name, in: .id(info.calendar.id), for: caller, condition: try condition())
        case .calendar(let info):
            try await checkCalendarConditions(info)
            _ = try await service.removeCalendar(.id(info.calendar.id), for: caller)
        case .vacant, .unreachable: throw Exchange.nothingHere
        default: throw HTTPProblem.methodNotAllowed(allow: resource.methods)
        }
        return .empty(.noContent)
    }

    /// Evaluates the request's conditions against what a GET of the calendar shows.
    private func checkCalendarConditions(_ info: CalendarInfo) async throws {
        let conditions = try request.preconditions()
        guard !conditions.isEmpty else { return }
        let (state, _) = try await service.contentState(of: .id(info.calendar.id), endpoint: .calendarData, for: caller)
        guard conditions.evaluate(Validators(state, askedAt: request.received), requestPath: String(request.target.rawPath)) == .proceed
        else {
            throw CalendarError(.preconditionFailed, "The calendar is not in the state the request asks for; nothing was changed.")
        }
    }
}
