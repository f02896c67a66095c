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
            let condition = try await condition(on: resource)
            do {
                try await service.removeObject(named: name, in: .id(info.calendar.id), for: caller, condition: condition)
            } catch let error as CalendarError where error.code == .objectNotFound || error.code == .preconditionFailed {
                try await removeLink(named: name, in: info, after: error)
            }
        case .calendar(let info):
            try await requireConditions(on: resource)
            _ = try await service.removeCalendar(.id(info.calendar.id), for: caller)
        case .vacant, .unreachable: throw Exchange.nothingHere
        default: throw HTTPProblem.methodNotAllowed(allow: resource.methods)
        }
        return .empty(.noContent)
    }
}
