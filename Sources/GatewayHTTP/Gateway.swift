import Accounts
public import CalendarStore
public import CoreMetrics
import HTTPTypes
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore

/// All front ends behind one door: finds the front end of a request, renders what it throws, writes the answer and its record.
public final class Gateway: Sendable {
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
    private let recordedPath: RecordedPath
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
        recordedPath = RecordedPath(frontEnds)
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
        GatewayChannel(gateway: gateway, limits: limits, isSecure: isSecure)
    }

    static func address(of channel: any Channel) -> String { channel.remoteAddress?.ipAddress ?? "unix" }

    /// Reads what a head says, and finds who answers.
    func head(
        method: HTTPRequest.Method, path: String, authority: String, headers: HTTPFields, peer: String, isSecure: Bool
    ) -> RequestHead {
        let target = RequestTarget(path)
        let (address, origin) = configuration.trustedProxies.resolve(
            peer: peer, isSecure: isSecure, authority: authority, headers: headers)
        var segments: [String] = []
        var problem: HTTPProblem?
        do { segments = try target.segments() } catch { problem = error }
        // The server as a whole (RFC 9110 section 9.3.7) is what its root says.
        if method == .options, target.rawPath == "*" { segments = [] }
        if method == HTTPPartCodec.malformedMethod { problem = Self.problem(ofMalformed: target) }
        return RequestHead(
            method: method, headers: headers, target: target, segments: segments, clientAddress: address, origin: origin, problem: problem,
            frontEnd: problem == nil ? realms.frontEnd(for: segments) : nil)
    }

    // MARK: The ordinary way

    /// Octets of a body that are handed over at once.
    private static let largestPiece = 16 << 20

    func respond(to request: Request, writer: consuming ResponseWriter, isSecure: Bool, channel: any Channel) async throws {
        let head = head(
            method: request.method, path: request.head.path ?? "/", authority: request.head.authority ?? "", headers: request.headers,
            peer: Self.address(of: channel), isSecure: isSecure)
        let gatewayRequest = GatewayRequest(
            head, received: clock.now(),
            bodyReader: BodyReader(body: request.body, channel: channel, temporaryDirectory: configuration.temporaryDirectory),
            logger: logger)
        var response: Response
        if let problem = head.problem {
            response = problem.response(for: gatewayRequest)
        } else if let frontEnd = head.frontEnd {
            if let answer = frontEnd.answerFromMemory(gatewayRequest) {
                response = answer.response
            } else if frontEnd.isBrief(gatewayRequest) || frontEnd.beginsBriefly(gatewayRequest) {
                response = await self.answer(gatewayRequest, frontEnd)
            } else {
                response = await withTaskExecutorPreference(globalConcurrentExecutor) { await self.answer(gatewayRequest, frontEnd) }
            }
        } else {
            response = await answer(gatewayRequest, nil)
        }
        response.headers[.date] = date.text(at: gatewayRequest.received)
        response.headers[.requestID] = gatewayRequest.id.description
        if let serverName = configuration.serverName { response.headers[.server] = serverName }
        let status = response.status.code
        let octets = OctetCount()
        let answerHead = response.head
        var body = response.body
        if let length = body.contentLength {
            octets.set(gatewayRequest.method == .head ? 0 : length)
            if length > Self.largestPiece { body = body.sliced() }
        } else {
            body = body.counted(by: octets)
        }
        do {
            try await writer.write(response: answerHead, body: body)
            finish(gatewayRequest, status: status, octets: octets.value)
        } catch {
            gatewayRequest.logger.debug("answer could not be written", metadata: ["error": "\(error)"])
            finish(gatewayRequest, status: status, octets: octets.value)
            throw error
        }
    }

    // MARK: The direct way

    /// A request that need not go the ordinary way.
    enum DirectExchange {
        /// With the answer that was ready for it.
        case ready(GatewayRequest, MemoryAnswer)
        /// With who answers it briefly.
        case brief(GatewayRequest, any FrontEnd)
    }

    /// How a request is answered that is here in full, if not the ordinary way; nil: that way.
    ///
    /// - Parameter body: nil for a request without one.
    func directExchange(_ head: RequestHead, body: ByteBuffer?) -> DirectExchange? {
        guard let frontEnd = head.frontEnd else { return nil }
        let request = GatewayRequest(
            head, received: clock.now(),
            bodyReader: body.map {
                BodyReader(body: RequestBody(buffer: $0), channel: nil, temporaryDirectory: configuration.temporaryDirectory)
            },
            logger: logger)
        if let answer = frontEnd.answerFromMemory(request) { return .ready(request, answer) }
        return frontEnd.isBrief(request) ? .brief(request, frontEnd) : nil
    }

    /// What every answer says.
    func writeCommonFields(of request: GatewayRequest, in buffer: inout ByteBuffer) {
        AnswerHead.write("Date", date.text(at: request.received), in: &buffer)
        AnswerHead.write("X-Request-Id", request.id.description, in: &buffer)
        if let serverName = configuration.serverName { AnswerHead.write("Server", serverName, in: &buffer) }
    }

    func record(_ request: GatewayRequest, status: HTTPResponse.Status, bodyOctets: Int) {
        finish(request, status: status.code, octets: request.method == .head ? 0 : bodyOctets)
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
            request.logger.error("unexpected error", metadata: ["error": "\(error)", "path": "\(path(of: request))"])
            return HTTPProblem(.internalServerError, "Something went wrong here; the server's log says what.").response(for: request)
        }
    }

    private static func problem(ofMalformed target: RequestTarget) -> HTTPProblem {
        switch target.rawPath {
        case HTTPPartCodec.hostless: HTTPProblem(.badRequest, "A request of HTTP/1.1 has to name one Host.")
        case "/414": HTTPProblem(.uriTooLong, "The request line is too long.")
        case "/431": HTTPProblem(.requestHeaderFieldsTooLarge, "The request's header is too large.")
        case "/501": HTTPProblem(.notImplemented, "This server does not know that method.")
        case "/505": HTTPProblem(HTTPResponse.Status(code: 505, reasonPhrase: "HTTP Version Not Supported"), "This server speaks HTTP/1.")
        default: HTTPProblem(.badRequest, "This is no well-formed HTTP request.")
        }
    }

    /// As records and logs may hold it.
    private func path(of request: GatewayRequest) -> String {
        recordedPath.text(of: request.target, answeredBy: request.head.frontEnd)
    }

    private func finish(_ request: GatewayRequest, status: Int, octets: Int) {
        let name = request.head.frontEnd?.name ?? "gateway"
        let duration = request.started.duration(to: .now)
        metrics?.record(frontEnd: name, method: request.method.rawValue, status: status, duration: duration)
        guard let accessLog else { return }
        let annotations = request.annotations
        accessLog.write(
            AccessRecord(
                time: request.received, requestID: request.id, clientAddress: request.clientAddress, account: annotations.account,
                frontEnd: name, method: request.method.rawValue, detail: annotations.detail, path: path(of: request),
                status: status, octetsIn: annotations.octetsIn, octetsOut: octets, duration: duration))
    }
}
