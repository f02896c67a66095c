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
    public func answerFromMemory(_ request: GatewayRequest) -> MemoryAnswer? {
        guard request.method == .get || request.method == .head, let caller = authentication.rememberedOptionalWebCalCaller(of: request),
            let reference = try? reference(request)
        else { return nil }
        return wholeCalendar.answerFromMemory(to: request, for: reference, caller: caller)
    }

    private var wholeCalendar: WholeCalendar {
        WholeCalendar(service, endpoint: .webCal, contentType: "text/calendar;charset=UTF-8")
    }

    public func response(to error: any Error, for request: GatewayRequest) -> Response? {
        guard let error = error as? CalendarError else { return nil }
        return WebCalProblem.problem(for: error, authentication).response(for: request)
    }

    private func feed(_ request: GatewayRequest) async throws -> Response {
        let caller = try await authentication.optionalWebCalCaller(of: request)
        let reference = try reference(request)
        do {
            return try await wholeCalendar.answer(to: request, for: reference, caller: caller).response
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
    private func reference(_ request: GatewayRequest) throws -> CalendarReference {
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
}
