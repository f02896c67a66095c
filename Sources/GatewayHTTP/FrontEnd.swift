public import Hummingbird
public import XMLDocument

/// One protocol in front of the calendar service: WCAP, CalendarData, WebCal or CalDAV.
///
/// A front end claims realms of the URL space, answers the requests that fall into them, and renders errors in its protocol's words.
public protocol FrontEnd: Sendable {
    /// Name in the access record and in metrics, such as `caldav`.
    var name: String { get }

    /// The parts of the URL space this front end answers for.
    var realms: [Realm] { get }

    /// Segments after which the rest of a path is a secret. Wherever they stand in a path that is asked for, the rest stays out of records and logs.
    var secretPaths: [[String]] { get }

    /// Answers a request of one of the realms, whatever its method: an unknown one is the front end's 405 (`HTTPProblem.methodNotAllowed`).
    ///
    /// `HEAD` may be answered like `GET`: the transport drops the body and keeps `Content-Length`.
    func respond(to request: GatewayRequest) async throws -> Response

    /// What `respond` would answer, if it is ready in memory: given at once on the connection's own thread, so it may take microseconds and no more.
    /// nil: `respond` is asked; an error is nil too.
    func answerFromMemory(_ request: GatewayRequest) -> MemoryAnswer?

    /// Whether `respond` computes for a few dozen microseconds at most, whatever is in the request, not counting what it awaits, and its answer is made in memory:
    /// then it runs on the connection's own thread, and when the request is here in full it does not go through the framework at all.
    func isBrief(_ request: GatewayRequest) -> Bool

    /// Whether `respond` begins on the connection's own thread, as if the request were brief, and leaves it by itself
    /// (`withTaskExecutorPreference(globalConcurrentExecutor)`) once it knows that it is not. Its answer may be long.
    func beginsBriefly(_ request: GatewayRequest) -> Bool

    /// Renders an error that `respond` threw in the protocol's words; nil leaves it to the gateway: an `HTTPProblem` as plain text,
    /// anything else as 500 with the request id, logged.
    func response(to error: any Error, for request: GatewayRequest) -> Response?

    /// What this front end adds to the resources above the realms, `/` and parents.
    var parentContribution: ParentContribution { get }
}

extension FrontEnd {
    public var secretPaths: [[String]] { [] }
    public func answerFromMemory(_ request: GatewayRequest) -> MemoryAnswer? { nil }
    public func isBrief(_ request: GatewayRequest) -> Bool { false }
    public func beginsBriefly(_ request: GatewayRequest) -> Bool { false }
    public func response(to error: any Error, for request: GatewayRequest) -> Response? { nil }
    public var parentContribution: ParentContribution { ParentContribution() }
}

/// What a front end adds to the answers of the resources above the realms (OPTIONS, PROPFIND, and the page at `/`).
public struct ParentContribution: Sendable {
    /// Tokens for the `DAV` header, such as `1`, `3`, `calendar-access`; duplicates among front ends are sent once.
    public var davClasses: [String]
    /// Line of the page at `/`: the protocol's name.
    public var title: String
    /// Line of the page at `/`: its URL paths, to be shown behind the server's external address.
    public var examplePaths: [String]
    /// Live WebDAV properties that resources above the realms show, such as `current-user-principal`: one element each, named like the property.
    ///
    /// Called only for a PROPFIND there, with what it asks for; may throw `HTTPProblem` (`RequestAuthentication.unauthorized`) when a
    /// property that is asked for needs to know who asks.
    public var properties: @Sendable (GatewayRequest, PropertySelection) async throws -> [XMLElement]

    public init(
        title: String = "", davClasses: [String] = [], examplePaths: [String] = [],
        properties: @escaping @Sendable (GatewayRequest, PropertySelection) async throws -> [XMLElement] = { _, _ in [] }
    ) {
        self.title = title
        self.davClasses = davClasses
        self.examplePaths = examplePaths
        self.properties = properties
    }
}
