import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird

/// One request of a known caller, on its way through its method: what every method needs.
struct Exchange: Sendable {
    let request: GatewayRequest
    let service: CalendarService
    let caller: Caller
    let account: Account
    let preferences: Preferences
    let hrefs: Hrefs

    init(request: GatewayRequest, service: CalendarService, caller: Caller, account: Account) {
        self.request = request
        self.service = service
        self.caller = caller
        self.account = account
        preferences = Preferences(request)
        hrefs = Hrefs(request: request, domain: caller.domain)
    }

    var tree: ResourceTree { ResourceTree(service: service, caller: caller, account: account) }

    func respond() async throws -> Response {
        let resource = try await tree.resource(at: request.segments)
        try requireVisible(resource)
        if [.proppatch, .mkcalendar, .mkcol, .acl].contains(request.method) { try await requireConditions(on: resource) }
        var response = try await respond(for: resource)
        if preferences.isMinimal, response.status == .multiStatus { response.headers[.preferenceApplied] = "return=minimal" }
        return response
    }

    private func respond(for resource: Resource) async throws -> Response {
        switch request.method {
        case .options: return options(resource)
        case .propfind: return try await propfind(resource)
        case .report: return try await report(resource)
        case .get, .head: return try await get(resource)
        case .put: return try await put(resource)
        case .delete: return try await delete(resource)
        case .post: return try await post(resource)
        case .proppatch: return try await proppatch(resource)
        case .mkcalendar: return try await mkcalendar(resource)
        case .mkcol: return try await mkcol(resource)
        case .copy: return try await transfer(resource, moving: false)
        case .move: return try await transfer(resource, moving: true)
        case .acl: return try await acl(resource)
        default: throw HTTPProblem.methodNotAllowed(allow: resource.methods)
        }
    }

    /// A calendar of which one has none of read, write and delete is not there; only free/busy may still be asked.
    private func requireVisible(_ resource: Resource) throws {
        switch resource {
        case .calendar(let info):
            if info.access.isUnknown, request.method != .report || !info.access.maySeeFreeBusy { throw Self.nothingHere }
        case .object(let info, _), .unreachable(let info): if info.access.isUnknown { throw Self.nothingHere }
        default: break
        }
    }

    static let nothingHere = CalendarError(.objectNotFound, "There is nothing here.")

    /// The calendar that a report or a GET is about: a home stands for its owner's default calendar.
    func calendar(of resource: Resource) async throws -> CalendarInfo? {
        switch resource {
        case .calendar(let info), .object(let info, _): info
        case .context: try await service.calendar(.path(owner: nil, name: ""), for: caller)
        case .home(let owner): try await service.calendar(.path(owner: hrefs.name(of: owner), name: ""), for: caller)
        default: nil
        }
    }
}
