import HTTPTypes
import Hummingbird
import NIOCore

/// Answers plain requests straight on the connection, without the HTTP parser and the queues between it and the framework: at once what
/// memory has ready, in a task on the connection's own thread what is brief (`FrontEnd.isBrief`) and here in full.
///
/// It sits in front of the ordinary way and takes a request only between two requests of that way, when nothing of it is under way: so
/// answers keep their turn, and a byte of a body is never taken for a request. While a brief answer is being made, what else arrives waits
/// here. Whatever it does not answer goes the ordinary way with all that follows in the same octets. Who asks, what may be seen and what is
/// recorded are decided by the same code in both (`Gateway`).
final class DirectAnswers: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let currentGateway: @Sendable () -> Gateway
    private let isSecure: Bool
    private let lineRepair: RequestLineRepair
    private let codec: HTTPPartCodec
    private let limit: Int
    /// Clients that stay repeat themselves octet by octet: the last head without a body, and what it says.
    private var last: (octets: ByteBuffer, gateway: Gateway, head: RequestHead)?
    private var peer: String?
    private var executor: EventLoopExecutor?

    /// What has arrived and is nobody's yet.
    private var input = ByteBuffer()
    /// Whether a brief answer is being made.
    private(set) var isAnswering = false
    /// What happened meanwhile and is told to the ordinary way behind the answer.
    private var heldEvents: [Any] = []
    private var hasHeldRead = false
    private var hasPassedOn = false

    /// Answers of up to so many octets are bounded by the connections there are.
    private static let largeBody = 1 << 20
    /// More octets than this do not wait here: they stay in the socket.
    private static let inputLimit = 64 << 10

    init(gateway: @escaping @Sendable () -> Gateway, isSecure: Bool, limit: Int, lineRepair: RequestLineRepair, codec: HTTPPartCodec) {
        currentGateway = gateway
        self.isSecure = isSecure
        self.limit = limit
        self.lineRepair = lineRepair
        self.codec = codec
    }

    // MARK: What arrives

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if input.readableBytes == 0 { input = buffer } else { input.writeBuffer(&buffer) }
        if !isAnswering { process(context) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard hasPassedOn else { return }
        hasPassedOn = false
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isAnswering { heldEvents.append(event) } else { context.fireUserInboundEventTriggered(event) }
    }

    func read(context: ChannelHandlerContext) {
        if isAnswering, input.readableBytes >= Self.inputLimit { hasHeldRead = true } else { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // The answer that is being made has nobody to go to.
        input.clear()
        heldEvents.removeAll()
        context.fireChannelInactive()
    }

    /// Answers what can be answered here, and passes on what follows.
    private func process(_ context: ChannelHandlerContext) {
        var hasWritten = false
        while input.readableBytes > 0, lineRepair.isBetweenRequests, codec.isIdle, context.channel.isWritable,
            case let gateway = currentGateway(), let (head, body, count) = nextRequest(for: gateway, context),
            let exchange = gateway.directExchange(head, body: body)
        {
            input.moveReaderIndex(forwardBy: count)
            switch exchange {
            case .ready(let request, let answer):
                let answer = DirectAnswer(answer)
                write(answer, to: request, of: gateway, context)
                hasWritten = true
                gateway.record(request, status: answer.status, bodyOctets: answer.bodyOctets)
            case .brief(let request, let frontEnd):
                if hasWritten { context.flush() }
                begin(request, frontEnd, of: gateway, context)
                return
            }
        }
        if hasWritten { context.flush() }
        guard input.readableBytes > 0 else { return }
        let rest = input
        input = ByteBuffer()
        hasPassedOn = true
        context.fireChannelRead(wrapInboundOut(rest))
    }

    /// The plain request that the input begins with, with its whole body, and how many octets it has.
    private func nextRequest(for gateway: Gateway, _ context: ChannelHandlerContext) -> (RequestHead, body: ByteBuffer?, Int)? {
        if let last, last.gateway === gateway, input.begins(with: last.octets) { return (last.head, nil, last.octets.readableBytes) }
        guard let plain = input.withUnsafeReadableBytes({ PlainRequestHead($0) }), plain.count <= limit,
            input.readableBytes - plain.count >= plain.bodyLength
        else { return nil }
        let peer = peer ?? Gateway.address(of: context.channel)
        self.peer = peer
        let head = gateway.head(
            method: plain.method, path: plain.target, authority: plain.authority, headers: plain.fields, peer: peer, isSecure: isSecure)
        if plain.bodyLength > 0 {
            return (head, input.getSlice(at: input.readerIndex + plain.count, length: plain.bodyLength), plain.count + plain.bodyLength)
        }
        // A copy: the slice would keep all that was read with it.
        last = input.getSlice(at: input.readerIndex, length: plain.count).map { (ByteBuffer(bytes: $0.readableBytesView), gateway, head) }
        return (head, nil, plain.count)
    }

    // MARK: Brief answers

    private func begin(_ request: GatewayRequest, _ frontEnd: any FrontEnd, of gateway: Gateway, _ context: ChannelHandlerContext) {
        isAnswering = true
        let executor = executor ?? EventLoopExecutor(context.eventLoop)
        self.executor = executor
        let eventLoop = context.eventLoop
        let connection = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        Task(executorPreference: executor) {
            let answer = await DirectAnswer(gateway.answer(request, frontEnd), to: request)
            let finish: @Sendable () -> Void = {
                connection.value.handler.finish(request, answer, of: gateway, connection.value.context)
            }
            if eventLoop.inEventLoop { finish() } else { eventLoop.execute(finish) }
        }
    }

    private func finish(_ request: GatewayRequest, _ answer: DirectAnswer, of gateway: Gateway, _ context: ChannelHandlerContext) {
        if isStopping { input.clear() }
        if context.channel.isActive {
            write(answer, to: request, of: gateway, context)
            context.flush()
        }
        gateway.record(request, status: answer.status, bodyOctets: answer.bodyOctets)
        isAnswering = false
        process(context)
        guard !isAnswering else { return }
        if hasPassedOn {
            hasPassedOn = false
            context.fireChannelReadComplete()
        }
        let events = heldEvents
        heldEvents.removeAll()
        for event in events { context.fireUserInboundEventTriggered(event) }
        if hasHeldRead {
            hasHeldRead = false
            context.read()
        }
    }

    /// Whether the server stops: the answer that is being made is the last one here.
    private var isStopping: Bool { heldEvents.contains { $0 is ChannelShouldQuiesceEvent } }

    // MARK: Answers

    private func write(_ answer: DirectAnswer, to request: GatewayRequest, of gateway: Gateway, _ context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: 512)
        AnswerHead.begin(answer.status, in: &buffer)
        for field in answer.headers where field.name != .contentLength && field.name != .transferEncoding {
            AnswerHead.write(field.name.rawName, field.value, in: &buffer)
        }
        if answer.body != nil { AnswerHead.write("Content-Length", String(answer.bodyOctets), in: &buffer) }
        gateway.writeCommonFields(of: request, in: &buffer)
        if isStopping { AnswerHead.write("Connection", "close", in: &buffer) }
        buffer.writeStaticString("\r\n")
        context.write(wrapOutboundOut(buffer), promise: nil)
        guard let body = answer.body, request.method != .head, let last = body.last, last.readableBytes > 0 else { return }
        for part in body.dropLast() { context.write(wrapOutboundOut(part), promise: nil) }
        context.write(wrapOutboundOut(last), promise: answer.bodyOctets > Self.largeBody ? keeping(request, context) : nil)
    }

    /// What the request keeps until its answer is sent, it keeps until the client has taken it: a long answer may wait for that.
    private func keeping(_ request: GatewayRequest, _ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenComplete { _ in withExtendedLifetime(request) {} }
        return sent
    }
}

@available(*, unavailable)
extension DirectAnswers: Sendable {}

extension ByteBuffer {
    fileprivate func begins(with other: ByteBuffer) -> Bool {
        guard readableBytes >= other.readableBytes else { return false }
        return withUnsafeReadableBytes { octets in
            other.withUnsafeReadableBytes { UnsafeRawBufferPointer(rebasing: octets[..<$0.count]).elementsEqual($0) }
        }
    }
}
