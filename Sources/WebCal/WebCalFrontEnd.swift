public import CalendarService
import CalendarStore
public import GatewayHTTP
import HTTPTypes
public import Hummingbird
import ICalendar

/// Cosmo's read-only feed: `/webcal/collection/{uid}` (seed; `spec/webcal.md`).
public struct WebCalFrontEnd: FrontEnd {
    public let name = "webcal"
    public let realms: [Realm]

    private let service: CalendarService
    private let authentication: RequestAuthentication
    private let prefixes: [[String]]

    /// - Parameter prefixes: paths in front of `/webcal`; `""` and `/chandler` by default.
    public init(service: CalendarService, authentication: RequestAuthentication, prefixes: [String] = ["", "/chandler"]) {
        self.service = service
        self.authentication = authentication
        self.prefixes = prefixes.map { $0.split(separator: "/").map(String.init) }
        realms = prefixes.map { Realm.tree($0 + "/webcal") }
    }

    public var parentContribution: ParentContribution {
        ParentContribution(title: "WebCal", examplePaths: ["/webcal/collection/ID"])
    }

    static let methods: [HTTPRequest.Method] = [.options, .get, .head]

    public func respond(to request: GatewayRequest) async throws -> Response {
        switch request.method {
        case .options: return .empty(.ok, headers: [.allow: Self.methods.map(\.rawValue).joined(separator: ", "), .contentLength: "0"])
        case .get, .head: return try await feed(request)
        default: throw HTTPProblem.methodNotAllowed(allow: Self.methods)
        }
    }

    /// A feed: octets of the rendering cache, or none at all.
    public func isAnsweredFromMemory(_ request: GatewayRequest) -> Bool { true }

    public func response(to error: any Error, for request: GatewayRequest) -> Response? {
        guard let error = error as? CalendarError else { return nil }
        return WebCalProblem.problem(for: error, authentication).response(for: request)
    }

    private func feed(_ request: GatewayRequest) async throws -> Response {
        let caller = try await authentication.optionalWebCalCaller(of: request)
        let reference = try await reference(request, caller)
        do {
            return try await feed(reference, request, caller)
        } catch let error as CalendarError where Self.hides(error) {
            // An unknown id and a calendar one may not see give the same answer.
            guard caller.account != nil else { throw authentication.unauthorized("This feed needs a login.") }
            throw CalendarError(.calendarNotFound, "There is no such calendar, or you may not see it.")
        }
    }

    private static func hides(_ error: CalendarError) -> Bool {
        [.calendarNotFound, .accountNotFound, .forbidden, .unauthenticated, .invalidCalendarName, .invalidArgument].contains(error.code)
    }

    /// `{uid}` is the calendar's stable id, or its WCAP calid.
    private func reference(_ request: GatewayRequest, _ caller: Caller) async throws -> CalendarReference {
        for prefix in prefixes {
            let root = prefix + ["webcal", "collection"]
            guard request.segments.starts(with: root), request.segments.count == root.count + 1, let id = request.segments.last else {
                continue
            }
            return Self.isPublicID(id) ? .publicID(id.lowercased()) : .calid(id)
        }
        throw HTTPProblem(.notFound, "Feeds are at /webcal/collection/ID.")
    }

    /// A UUID; no calid has that form.
    private static func isPublicID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 } }
    }

    private func feed(_ reference: CalendarReference, _ request: GatewayRequest, _ caller: Caller) async throws -> Response {
        let conditions = try request.preconditions()
        if !conditions.isEmpty {
            let (state, _) = try await service.contentState(of: reference, endpoint: .webCal, for: caller)
            switch conditions.evaluate(Validators(state, askedAt: request.received), requestPath: String(request.target.rawPath)) {
            case .notModified:
                return .empty(.notModified, headers: HTTPFields(etag: state.etag, lastModified: state.lastModified?.instant))
            case .failed: throw CalendarError(.preconditionFailed, "The calendar is not in the state the request asks for.")
            case .proceed: break
            }
        }
        let rendering = try await service.rendering(of: reference, endpoint: .webCal, for: caller)
        var headers = HTTPFields(etag: rendering.etag, lastModified: rendering.lastModified.instant)
        headers[.cacheControl] = "no-cache"
        headers[.contentDisposition] = ContentDisposition.attachment(filename: "\(rendering.calendar.calendar.fileName).ics")
        return .buffer(rendering.octets, contentType: "text/calendar;charset=UTF-8", headers: headers)
    }
}
