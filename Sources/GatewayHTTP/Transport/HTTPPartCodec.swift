public import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Between NIO's HTTP/1 parser and the responder: translates parts, writes answers, answers `Expect`, and closes what must be closed.
///
/// * What the parser refuses becomes a request of its own (`malformedMethod`), so that its answer keeps its turn among pipelined ones,
///   carries a request id and is recorded like any other.
/// * A body that breaks off fails its reader; it never looks complete.
/// * A connection on which the rest of a body would have to be read only to be thrown away is closed after the answer, gently.
final class HTTPPartCodec: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = ByteBuffer

    /// User event of a body reader: the client may send its body.
    struct SendContinue: Sendable {}

    /// The connection ended inside a body.
    struct UnfinishedBody: Error {}

    /// No parser lets this method through, so it cannot come from the wire. The path is `/STATUS`, or says more.
    static let malformedMethod = HTTPRequest.Method.known("X-MALFORMED-REQUEST")
    /// The path for a request that does not name exactly one Host (RFC 9112 section 3.2).
    static let hostless = "/host"

    private struct Exchange {
        let isHead: Bool
        let isHTTP10: Bool
        var keepsAlive: Bool
        var awaitsContinue: Bool
        var isBodyComplete: Bool
        /// Octets of the body that are still to come; nil: unknown (chunked).
        var remaining: Int?
        var isChunked = false
    }

    private let isSecure: Bool
    private var exchanges = CircularBuffer<Exchange>(initialCapacity: 1)
    /// Nothing more is read as requests: an error, or the last answer has closed the connection.
    private var isDiscarding = false
    private var isClosing = false
    private var linger: Scheduled<Void>?

    /// How many requests have begun.
    private(set) var requestCount = 0

    /// Rest of a body that is read and thrown away to keep a connection.
    private static let drainLimit = 64 << 10

    init(isSecure: Bool) { self.isSecure = isSecure }

    /// Whether every request has its whole answer, and more may come.
    var isIdle: Bool { exchanges.isEmpty && !isDiscarding && !isClosing }

    /// Whether a request is here in full and its answer is not.
    var isAnswering: Bool { exchanges.last?.isBodyComplete ?? false }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDiscarding { return }
        switch unwrapInboundIn(data) {
        case .head(let head): readHead(head, context)
        case .body(let buffer):
            if let last = exchanges.indices.last, let remaining = exchanges[last].remaining {
                exchanges[last].remaining = max(0, remaining - buffer.readableBytes)
            }
            context.fireChannelRead(wrapInboundOut(.body(buffer)))
        case .end(let trailers):
            if let last = exchanges.indices.last { exchanges[last].isBodyComplete = true }
            context.fireChannelRead(wrapInboundOut(.end(trailers.map { HTTPFields($0, splitCookie: false) })))
        }
    }

    private func readHead(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        requestCount += 1
        let isHTTP10 = head.version.major == 1 && head.version.minor == 0
        guard let method = try? HTTPRequest.Method(head.method) else {
            refuse("/501", context)
            return
        }
        let headers = head.headers
        let hosts = headers["Host"]
        guard hosts.count == 1 || (isHTTP10 && hosts.isEmpty) else {
            refuse(Self.hostless, context)
            return
        }
        let length = headers.first(name: "Content-Length").flatMap { Int($0) }
        let isChunked = headers.contains(name: "Transfer-Encoding")
        if isHTTP10, isChunked {
            refuse("/400", context)
            return
        }
        exchanges.append(
            Exchange(
                isHead: method == .head, isHTTP10: isHTTP10,
                // After an offer to upgrade the parser reads no further request: `curl --http2` makes one.
                keepsAlive: head.isKeepAlive && !headers.contains(name: "Upgrade"),
                awaitsContinue: !isHTTP10 && headers.first(name: "Expect")?.lowercased() == "100-continue", isBodyComplete: false,
                remaining: isChunked ? nil : length ?? 0))
        var authority = hosts.first
        var path = head.uri
        if path.utf8.first != UInt8(ascii: "/"), let scheme = path.firstRange(of: "://") {
            // Absolute form: its authority rules over Host.
            let rest = path[scheme.upperBound...]
            let start = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            authority = String(rest[..<start])
            path = rest[start...].first == "/" ? String(rest[start...]) : "/" + rest[start...]
        }
        let request = HTTPRequest(
            method: method, scheme: isSecure ? "https" : "http", authority: authority, path: path,
            headerFields: HTTPFields(headers, splitCookie: false))
        context.fireChannelRead(wrapInboundOut(.head(request)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isDiscarding { return }
        guard let status = Self.status(of: error) else {
            isDiscarding = true
            context.fireErrorCaught(error)
            return
        }
        if let last = exchanges.indices.last, !exchanges[last].isBodyComplete {
            // Inside a body: its reader fails, and its answer is the last one here.
            exchanges[last].keepsAlive = false
            isDiscarding = true
            context.fireErrorCaught(error)
        } else {
            refuse("/\(status)", context)
        }
    }

    /// Lets a request through that stands for what could not be read.
    private func refuse(_ path: String, _ context: ChannelHandlerContext) {
        isDiscarding = true
        exchanges.append(
            Exchange(isHead: false, isHTTP10: false, keepsAlive: false, awaitsContinue: false, isBodyComplete: true, remaining: 0))
        let request = HTTPRequest(method: Self.malformedMethod, scheme: "http", authority: nil, path: path)
        context.fireChannelRead(wrapInboundOut(.head(request)))
        context.fireChannelRead(wrapInboundOut(.end(nil)))
        context.fireChannelReadComplete()
    }

    private static func status(of error: any Error) -> Int? {
        switch error {
        case let failure as RequestLineRepair.Failure:
            switch failure {
            case .lineTooLong: 414
            case .malformed: 400
            case .headersTooLarge: 431
            }
        case HTTPParserError.headerOverflow: 431
        case HTTPParserError.invalidMethod: 501
        case HTTPParserError.invalidVersion: 505
        case is HTTPParserError: 400
        case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError: 400
        default: nil
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        linger?.cancel()
        if !isDiscarding, let last = exchanges.last, !last.isBodyComplete { context.fireErrorCaught(UnfinishedBody()) }
        context.fireChannelInactive()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Behind this handler nobody asks for more: what still comes is taken off the socket here.
        if isDiscarding { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            if isClosing {
                context.close(promise: nil)
            } else if exchanges.isEmpty {
                // Nobody behind this handler waits for anything, but an answer may still be on its way.
                close(context)
            } else {
                context.fireUserInboundEventTriggered(event)
            }
            return
        }
        guard event is ChannelShouldQuiesceEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        // The server stops: what was asked is answered, and that is all.
        if let last = exchanges.indices.last {
            exchanges[last].keepsAlive = false
        } else if unsent(context) == 0 {
            context.close(promise: nil)
        } else if !isClosing {
            close(context)
        }
    }

    // MARK: Answers

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is SendContinue else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if !isClosing, let first = exchanges.indices.first, exchanges[first].awaitsContinue {
            exchanges[first].awaitsContinue = false
            if !exchanges[first].isBodyComplete {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
            }
        }
        promise?.succeed(())
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isClosing, let first = exchanges.indices.first else {
            promise?.succeed(())
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.status.kind == .informational {
                promise?.succeed(())
                return
            }
            closeIfBodyIsUnwanted(first)
            context.write(wrapOutboundOut(encoded(head, first)), promise: promise)
        case .body(let buffer):
            if exchanges[first].isHead || buffer.readableBytes == 0 {
                promise?.succeed(())
            } else if exchanges[first].isChunked {
                context.write(wrapOutboundOut(ByteBuffer(string: String(buffer.readableBytes, radix: 16) + "\r\n")), promise: nil)
                context.write(wrapOutboundOut(buffer), promise: nil)
                context.write(wrapOutboundOut(ByteBuffer(string: "\r\n")), promise: promise)
            } else {
                context.write(wrapOutboundOut(buffer), promise: promise)
            }
        case .end:
            let exchange = exchanges.removeFirst()
            if exchange.isChunked, !exchange.isHead {
                context.write(wrapOutboundOut(ByteBuffer(string: "0\r\n\r\n")), promise: promise)
            } else {
                promise?.succeed(())
            }
            if !exchange.keepsAlive { close(context) }
        }
    }

    private func closeIfBodyIsUnwanted(_ index: CircularBuffer<Exchange>.Index) {
        let exchange = exchanges[index]
        if exchange.isBodyComplete { return }
        if exchange.awaitsContinue || exchange.remaining.map({ $0 > Self.drainLimit }) ?? true { exchanges[index].keepsAlive = false }
    }

    /// The head of an answer as it goes over the wire, framing included.
    private func encoded(_ head: HTTPResponse, _ index: CircularBuffer<Exchange>.Index) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(512)
        AnswerHead.begin(head.status, in: &buffer)
        let hasNoBody = head.status == .noContent || head.status == .notModified
        var hasLength = false
        var closes = false
        for field in head.headerFields {
            switch field.name {
            case .contentLength:
                if hasNoBody { continue }
                hasLength = true
            case .transferEncoding: continue
            case .connection: closes = closes || field.value.lowercased() == "close"
            default: break
            }
            AnswerHead.write(field.name.rawName, field.value, in: &buffer)
        }
        if !hasNoBody, !hasLength, !exchanges[index].isHead {
            if exchanges[index].isHTTP10 {
                exchanges[index].keepsAlive = false
            } else {
                exchanges[index].isChunked = true
                buffer.writeStaticString("Transfer-Encoding: chunked\r\n")
            }
        }
        if closes {
            exchanges[index].keepsAlive = false
        } else if !exchanges[index].keepsAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if exchanges[index].isHTTP10 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
        buffer.writeStaticString("\r\n")
        return buffer
    }

    /// Closes our side when all of the answer is sent, however slowly the client reads, and waits a moment for the client's, so that it can
    /// read the answer before a reset wipes it out.
    private func close(_ context: ChannelHandlerContext) {
        isClosing = true
        isDiscarding = true
        context.flush()
        let sent = context.eventLoop.makePromise(of: Void.self)
        close(context: context, mode: .output, promise: sent)
        sent.futureResult.assumeIsolated().whenComplete { _ in
            guard context.channel.isActive else { return }
            self.linger = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { context.close(promise: nil) }
        }
        context.read()
    }

    /// Closing our side waits for what is still to be sent. NIO does that by itself, but not when the client has closed its side already: then
    /// it would end the connection and drop the rest of the answer.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output, !isSecure, unsent(context) > 0 else {
            context.close(mode: mode, promise: promise)
            return
        }
        let flushed = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: flushed)
        flushed.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: mode, promise: promise) }
    }

    /// Octets of answers that the client has not taken yet.
    private func unsent(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}

@available(*, unavailable)
extension HTTPPartCodec: Sendable {}

extension HTTPRequest.Method {
    /// A method whose name is a token by construction of this source text.
    public static func known(_ name: String) -> HTTPRequest.Method {
        guard let method = HTTPRequest.Method(name) else { preconditionFailure("no method name: \(name)") }  // never data from outside
        return method
    }

    public static let propfind = known("PROPFIND")
    public static let proppatch = known("PROPPATCH")
    public static let report = known("REPORT")
    public static let mkcalendar = known("MKCALENDAR")
    public static let mkcol = known("MKCOL")
    public static let copy = known("COPY")
    public static let move = known("MOVE")
    public static let acl = known("ACL")
    public static let lock = known("LOCK")
    public static let unlock = known("UNLOCK")
}
