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
            let conditions = try request.preconditions()
            let state = Validators(entityTag: collectionTag(info), lastModified: info.calendar.contentModified.instant)
            guard conditions.evaluate(state, requestPath: String(request.target.rawPath)) == .proceed else {
                throw CalendarError(.preconditionFailed, "The calendar is not in the state the request asks for; nothing was changed.")
            }
            _ = try await service.removeCalendar(.id(info.calendar.id), for: caller)
        case .vacant, .unreachable: throw Exchange.nothingHere
        default: throw HTTPProblem.methodNotAllowed(allow: resource.methods)
        }
        return .empty(.noContent)
    }
}
