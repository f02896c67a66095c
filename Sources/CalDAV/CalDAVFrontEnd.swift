import Accounts
public import CalendarService
public import GatewayHTTP
import HTTPTypes
public import Hummingbird

/// CalDAV: discovery, access, sync (`spec/caldav.md`; RFC 4791 and those it builds on).
public struct CalDAVFrontEnd: FrontEnd {
    public let name = "caldav"
    public let realms = [Realm.exactly("/.well-known/caldav"), Realm.tree("/CalDAV"), Realm.tree("/principals")]

    let service: CalendarService
    let authentication: RequestAuthentication

    public init(service: CalendarService, authentication: RequestAuthentication) {
        self.service = service
        self.authentication = authentication
    }

    /// What works, and nothing else (RFC 4918 section 10.1; no locks, so no class 2).
    static let davClasses = ["1", "3", "access-control", "calendar-access", "extended-mkcol"]
    static let davHeader = davClasses.joined(separator: ", ")

    public var parentContribution: ParentContribution {
        ParentContribution(
            title: "CalDAV", davClasses: Self.davClasses, examplePaths: ["/CalDAV/", "/CalDAV/Calendar/"],
            properties: { request, selection in try await parentProperties(for: request, selection) }
        )
    }

    public func respond(to request: GatewayRequest) async throws -> Response {
        if request.segments.first == ".well-known" { return discovery(request) }
        let account = try await authentication.webCalAccount(of: request)
        let exchange = Exchange(
            request: request, service: service, caller: authentication.caller(for: account), account: account.account
        )
        var response = try await exchange.respond()
        response.headers[.dav] = Self.davHeader
        return response
    }

    /// One small object comes or goes: the service itself leaves the thread for what takes longer.
    public func isBrief(_ request: GatewayRequest) -> Bool {
        switch request.method {
        case .put: hasBriefBody(request)
        case .delete: request.segments.last?.hasSuffix(".ics") ?? false
        default: false
        }
    }

    /// Whether somebody only asks what is new shows in the body; the other reports leave the thread then.
    public func beginsBriefly(_ request: GatewayRequest) -> Bool { request.method == .report && hasBriefBody(request) }

    private func hasBriefBody(_ request: GatewayRequest) -> Bool {
        // What is compressed may become much more.
        guard request.headers[.contentEncoding] == nil, let length = request.headers[.contentLength].flatMap({ Int($0) }) else {
            return false
        }
        return length <= Self.briefLength
    }

    /// Octets of a body that are read and checked in less than a tenth of a millisecond.
    private static let briefLength = 8 << 10

    public func response(to error: any Error, for request: GatewayRequest) -> Response? {
        let problem: HTTPProblem
        switch error {
        case let error as CalendarError: problem = error.problem(for: request, authentication: authentication)
        case let error as HTTPProblem: problem = error
        default: return nil
        }
        var response = problem.response(for: request)
        response.headers[.dav] = Self.davHeader
        return response
    }

    /// `/.well-known/caldav`: whatever the method and whoever asks (RFC 6764 section 5); the Location is a path, so that proxies need not rewrite it.
    private func discovery(_ request: GatewayRequest) -> Response {
        .empty(.movedPermanently, headers: [.location: request.href(["CalDAV"], isCollection: true), .dav: Self.davHeader])
    }
}
