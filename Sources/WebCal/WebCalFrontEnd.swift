public import CalendarService
import CalendarStore
public import GatewayHTTP
import HTTPTypes
public import Hummingbird

/// Cosmo's read-only feed, `/webcal/collection/{uid}` (seed; `spec/webcal.md`); links to it that need no login, `/webcal/link/{secret}.ics`,
/// and the page on which people make them, `/webcal/links`.
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
        ParentContribution(title: "WebCal", examplePaths: ["/webcal/collection/ID", "/webcal/links"])
    }

    public let secretPaths = [WebCalResource.linkPath]

    public func respond(to request: GatewayRequest) async throws -> Response {
        let resource = WebCalResource(request.segments, prefixes: prefixes)
        let methods = resource?.methods ?? WebCalResource.feedMethods
        guard methods.contains(request.method) else { throw HTTPProblem.methodNotAllowed(allow: methods) }
        if request.method == .options {
            return .empty(.ok, headers: [.allow: methods.map(\.rawValue).joined(separator: ", "), .contentLength: "0"])
        }
        switch resource {
        case .collection(let name): return try await feed(of: Self.reference(name), request)
        case .link(let secret): return try await feed(ofLink: secret, request)
        case .links(let prefix):
            let page = LinkPage(service: service, authentication: authentication, prefix: prefix)
            return request.method == .post ? try await page.submit(request) : try await page.show(request)
        case nil: throw HTTPProblem(.notFound, "Feeds are at /webcal/collection/ID.")
        }
    }

    /// A feed: octets of the rendering cache, or none at all.
    public func answerFromMemory(_ request: GatewayRequest) -> MemoryAnswer? {
        guard request.method == .get || request.method == .head,
            case .collection(let name) = WebCalResource(request.segments, prefixes: prefixes),
            let caller = authentication.rememberedOptionalWebCalCaller(of: request)
        else { return nil }
        return wholeCalendar().answerFromMemory(to: request, for: Self.reference(name), caller: caller)
    }

    private func wholeCalendar(restrictedTo restriction: FeedLink.View = .full) -> WholeCalendar {
        WholeCalendar(service, endpoint: .webCal, contentType: "text/calendar;charset=UTF-8", restrictedTo: restriction)
    }

    public func response(to error: any Error, for request: GatewayRequest) -> Response? {
        guard let error = error as? CalendarError else { return nil }
        return WebCalProblem.problem(for: error, authentication).response(for: request)
    }

    // MARK: Feeds

    private func feed(of calendar: CalendarReference, _ request: GatewayRequest) async throws -> Response {
        let caller = try await authentication.optionalWebCalCaller(of: request)
        do {
            return try await wholeCalendar().answer(to: request, for: calendar, caller: caller).response
        } catch let error as CalendarError where Self.hides(error) {
            // An unknown id and a calendar one may not see give the same answer.
            guard caller.account != nil else { throw authentication.unauthorized("This feed needs a login.") }
            throw CalendarError(.calendarNotFound, "There is no such calendar, or you may not see it.")
        }
    }

    /// The feed of a link needs no login, and looks at none: the secret is what opens it.
    private func feed(ofLink secret: String?, _ request: GatewayRequest) async throws -> Response {
        guard let secret, let opened = try await service.openFeedLink(secret: secret) else { throw Self.noLink }
        request.note(detail: "link-\(opened.link.id)")
        do {
            var answer = try await wholeCalendar(restrictedTo: opened.link.view).answer(
                to: request, for: .id(opened.link.calendar), caller: opened.caller)
            answer.headers[.robots] = "noindex"
            return answer.response
        } catch let error as CalendarError where Self.hides(error) || error.code == .calendarDisabled {
            throw Self.noLink
        }
    }

    /// One answer for a secret of no link, a revoked link, and one whose calendar is not to be seen any more.
    private static let noLink = HTTPProblem(.notFound, "There is no such link, or it was revoked.")

    private static func hides(_ error: CalendarError) -> Bool {
        [.calendarNotFound, .accountNotFound, .forbidden, .unauthenticated, .invalidCalendarName, .invalidArgument].contains(error.code)
    }

    // MARK: Paths

    /// `{uid}` is the calendar's stable id, or its WCAP calid.
    private static func reference(_ name: String) -> CalendarReference {
        isPublicID(name) ? .publicID(name.lowercased()) : .calid(name)
    }

    /// A UUID; no calid has that form.
    private static func isPublicID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 } }
    }
}
