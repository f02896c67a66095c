public import Accounts
public import CalendarService
public import GatewayHTTP
import HTTPTypes
public import Hummingbird
import ICalendar

/// WCAP over HTTP: `COMMAND.wcap` under the configured prefixes, GET and POST, always status 200 (`spec/wcap.md` section 1).
public struct WCAPFrontEnd: FrontEnd {
    public let name = "wcap"
    private let environment: WCAPEnvironment
    private let isAdministrative: Bool

    /// - Parameters:
    ///   - isAdministrative: whether this one serves the administrative listener, where the seed's administrative commands are taken.
    ///   - control: what `refresh` and `shutdown` do.
    public init(
        service: CalendarService, authenticator: Authenticator, settings: WCAPSettings = WCAPSettings(), isAdministrative: Bool = false,
        control: (any ServerControl)? = nil
    ) {
        environment = WCAPEnvironment(service: service, authenticator: authenticator, settings: settings, control: control)
        self.isAdministrative = isAdministrative
    }

    public var realms: [Realm] {
        environment.settings.prefixes.map { .names(endingWith: ".wcap", under: $0.isEmpty ? "/" : $0) }
    }

    public var parentContribution: ParentContribution {
        ParentContribution(title: "WCAP", examplePaths: ["/login.wcap", "/fetchcomponents_by_range.wcap"])
    }

    /// A session begins or ends (passwords are checked on threads of their own), or what one calendar holds is fetched.
    public func isBrief(_ request: GatewayRequest) -> Bool {
        guard request.method == .get, let name = request.segments.last else { return false }
        return Self.briefCommands.contains(name)
            || Self.fetches.contains(name) && (request.target.rawQuery?.utf8.count ?? 0) <= Self.briefQuery
    }

    private static let briefCommands: Set = ["login.wcap", "logout.wcap", "ping.wcap", "check_id.wcap"]
    /// What these show is gathered and written on the store's threads.
    private static let fetches: Set = [
        "fetchcomponents_by_range.wcap", "fetchcomponents_by_alarmrange.wcap", "fetchcomponents_by_lastmod.wcap",
    ]
    /// Octets of a query that names a handful of calendars.
    private static let briefQuery = 512

    public func respond(to request: GatewayRequest) async throws -> Response {
        guard [.get, .head, .post].contains(request.method) else {
            throw HTTPProblem.methodNotAllowed(allow: [.get, .head, .post])
        }
        let command = String(request.segments.last?.dropLast(".wcap".count) ?? "")
        let known = CommandTable.command(named: command)
        request.note(detail: known?.name ?? "unknown")
        let commandRequest = try await RequestReader(settings: environment.settings).read(request, command: command, known: known)
        var located = commandRequest
        located.isAdministrative = isAdministrative
        located.noteAccount = { request.note(account: $0) }
        located.keep = { request.keep($0) }
        let response = await CommandRunner(environment: environment).response(to: located)
        return Self.response(response)
    }

    private static func response(_ response: CommandResponse) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-cache", .pragma: "no-cache", .expires: "0"]
        headers[.contentTypeOptions] = "nosniff"
        if let location = response.location {
            headers[.location] = location
            return .empty(.found, headers: headers)
        }
        if let name = response.fileName { headers[.contentDisposition] = ContentDisposition.attachment(filename: name) }
        return .buffers(response.body.buffers, contentType: response.contentType, headers: headers)
    }
}

extension HTTPField.Name {
    fileprivate static let pragma = HTTPField.Name("Pragma") ?? .cacheControl
    fileprivate static let contentTypeOptions = HTTPField.Name("X-Content-Type-Options") ?? .xContentTypeOptions
}
