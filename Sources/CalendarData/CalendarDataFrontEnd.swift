public import CalendarService
public import GatewayHTTP
import HTTPTypes
public import Hummingbird

/// CommuniGate Pro's realms for whole files: `/CalendarData/` and, replacing, `/CalendarDataDel/` (seed; `spec/calendardata.md`).
public struct CalendarDataFrontEnd: FrontEnd {
    public let name = "calendardata"
    public let realms = [Realm.tree("/CalendarData"), Realm.tree("/CalendarDataDel")]

    let service: CalendarService
    let authentication: RequestAuthentication

    public init(service: CalendarService, authentication: RequestAuthentication) {
        self.service = service
        self.authentication = authentication
    }

    public var parentContribution: ParentContribution {
        ParentContribution(title: "CalendarData", davClasses: ["1", "3"], examplePaths: ["/CalendarData/Calendar.ics"])
    }

    public func respond(to request: GatewayRequest) async throws -> Response {
        let caller = try await authentication.webCalCaller(of: request)
        let target = try CalendarDataTarget(request)
        switch request.method {
        case .get, .head: return try await get(target, request, caller)
        case .put: return try await put(target, request, caller)
        case .delete: return try await delete(target, request, caller)
        case .options: return options()
        case .propfind: return try await propfind(target, request, caller)
        default: throw HTTPProblem.methodNotAllowed(allow: Self.methods)
        }
    }

    public func response(to error: any Error, for request: GatewayRequest) -> Response? {
        guard let error = error as? CalendarError else { return nil }
        return CalendarDataProblem.problem(for: error, request, authentication).response(for: request)
    }
}
