import Accounts
public import CalendarStore
public import CoreMetrics
import HTTPTypes
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore

/// All front ends behind one door: finds the front end of a request, renders what it throws, writes the answer and its record.
public struct Gateway: Sendable {
    /// What a gateway is made of.
    public struct Configuration: Sendable {
        public var trustedProxies = TrustedProxies()
        /// Where uploads over 1 MiB lie while they are read.
        public var temporaryDirectory = "/tmp"
        /// Value of the `Server` header; nil sends none.
        public var serverName: String? = "Calgate"

        public init() {}
    }

    private let configuration: Configuration
    private let realms: RealmTable
    private let parents: ParentResources
    private let clock: any WallClock
    private let logger: Logger
    private let accessLog: (any AccessLog)?
    private let metrics: RequestMetrics?
    private let date = DateHeader()

    /// - Parameter frontEnds: where realms overlap the earlier one answers.
    public init(
        frontEnds: [any FrontEnd], configuration: Configuration, clock: any WallClock, accessLog: (any AccessLog)?,
        metrics: (any MetricsFactory)? = nil, logger: Logger
    ) {
        self.configuration = configuration
        realms = RealmTable(frontEnds)
        parents = ParentResources(realms: realms)
        self.clock = clock
        self.accessLog = accessLog
        self.metrics = metrics.map { RequestMetrics(factory: $0) }
        self.logger = logger
    }

    /// The channel of a listener that serves this gateway.
    public func channel(limits: GatewayChannel.Limits = .init(), isSecure: Bool) -> GatewayChannel {
        Self.channel(isSecure: isSecure, limits: { limits }, serving: { self })
    }

    /// The channel of a listener whose gateway may be replaced while it listens.
    ///
    /// - Parameters:
    ///   - limits: asked with each connection.
    ///   - gateway: asked with each request, which keeps what it was given until it is answered.
    public static func channel(
        isSecure: Bool, limits: @escaping @Sendable () -> GatewayChannel.Limits, serving gateway: @escaping @Sendable () -> Gateway
    ) -> GatewayChannel {
        GatewayChannel(
            responder: { request, writer, channel in
                try await gateway().respond(
                    to: request, writer: writer, peer: address(of: channel), isSecure: isSecure, channel: channel)
            }, limits: limits, isSecure: isSecure)
    }

    private static func address(of channel: any Channel) -> String { channel.remoteAddress?.ipAddress ?? "unix" }

    private func respond(
        to request: Request, writer: consuming ResponseWriter, peer: String, isSecure: Bool, channel: any Channel
    ) async throws {
        let target = RequestTarget(request.head.path ?? "/")
        let (address, origin) = configuration.trustedProxies.resolve(
            peer: peer, isSecure: isSecure, authority: request.head.authority ?? "", headers: request.headers)
        var segments: [String] = []
        var problem: HTTPProblem?
        do { segments = try target.segments() } catch { problem = error }
        // The server as a whole (RFC 9110 section 9.3.7) is what its root says.
        if request.method == .options, target.rawPath == "*" { segments = [] }
        if request.method == HTTPPartCodec.malformedMethod { problem = Self.problem(ofMalformed: target) }
        let gatewayRequest = GatewayRequest(
            id: RequestID(), method: request.method, headers: request.headers, target: target, segments: segments, clientAddress: address,
            origin: origin, received: clock.now(), started: .now,
            bodyReader: BodyReader(body: request.body, channel: channel, temporaryDirectory: configuration.temporaryDirectory),
            logger: logger)
        let frontEnd = problem == nil ? realms.frontEnd(for: segments) : nil
        var response: Response
        if let problem {
            response = problem.response(for: gatewayRequest)
        } else if frontEnd?.isAnsweredFromMemory(gatewayRequest) ?? true {
            response = await answer(gatewayRequest, frontEnd)
        } else {
            response = await withTaskExecutorPreference(globalConcurrentExecutor) { await answer(gatewayRequest, frontEnd) }
        }
        response.headers[.date] = date.text(at: gatewayRequest.received)
        response.headers[.requestID] = gatewayRequest.id.description
        if let serverName = configuration.serverName { response.headers[.server] = serverName }
        let status = response.status.code
        let octets = OctetCount()
        let head = response.head
        var body = response.body
        if let length = body.contentLength {
            octets.set(gatewayRequest.method == .head ? 0 : length)
        } else {
            body = body.counted(by: octets)
        }
        do {
            try await writer.write(response: head, body: body)
            finish(gatewayRequest, frontEnd, status: status, octets: octets.value)
        } catch {
            gatewayRequest.logger.debug("answer could not be written", metadata: ["error": "\(error)"])
            finish(gatewayRequest, frontEnd, status: status, octets: octets.value)
            throw error
        }
    }

    /// Never throws: whatever went wrong becomes an answer.
    func answer(_ request: GatewayRequest, _ frontEnd: (any FrontEnd)?) async -> Response {
        do {
            if let frontEnd { return try await frontEnd.respond(to: request) }
            // `OPTIONS *` asks about the server as a whole (RFC 9110 section 9.3.7).
            let isWholeServer = request.method == .options && request.target.rawPath == "*"
            if isWholeServer || realms.isParent(request.segments) { return try await parents.respond(to: request) }
            throw HTTPProblem(.notFound, "There is nothing here.")
        } catch {
            if let response = frontEnd?.response(to: error, for: request) { return response }
            if let problem = error as? HTTPProblem { return problem.response(for: request) }
            request.logger.error("unexpected error", metadata: ["error": "\(error)", "path": "\(request.target.rawPath)"])
            return HTTPProblem(.internalServerError, "Something went wrong here; the server's log says what.").response(for: request)
        }
    }

    private static func problem(ofMalformed target: RequestTarget) -> HTTPProblem {
        switch target.rawPath {
        case "/414": HTTPProblem(.uriTooLong, "The request line is too long.")
        case "/431": HTTPProblem(.requestHeaderFieldsTooLarge, "The request's header is too large.")
        case "/501": HTTPProblem(.notImplemented, "This server does not know that method.")
        case "/505": HTTPProblem(HTTPResponse.Status(code: 505, reasonPhrase: "HTTP Version Not Supported"), "This server speaks HTTP/1.")
        default: HTTPProblem(.badRequest, "This is no well-formed HTTP request.")
        }
    }

    private func finish(_ request: GatewayRequest, _ frontEnd: (any FrontEnd)?, status: Int, octets: Int) {
        let name = frontEnd?.name ?? "gateway"
        let duration = request.started.duration(to: .now)
        metrics?.record(frontEnd: name, method: request.method.rawValue, status: status, duration: duration)
        guard let accessLog else { return }
        let annotations = request.annotations
        accessLog.write(
            AccessRecord(
                time: request.received, requestID: request.id, clientAddress: request.clientAddress, account: annotations.account,
                frontEnd: name, method: request.method.rawValue, detail: annotations.detail, path: String(request.target.rawPath),
                status: status, octetsIn: annotations.octetsIn, octetsOut: octets, duration: duration))
    }
}
