import HTTPTypes
import NIOCore

/// Answers plain requests that need nothing but memory straight on the connection, without the HTTP parser, a task or a queue behind it.
///
/// It sits in front of the ordinary way and takes a request only between two requests of that way, when nothing of it is under way: so
/// answers keep their turn, and a byte of a body is never taken for a request. Whatever it does not answer goes the ordinary way with all
/// that follows in the same octets. Who asks, what may be seen and what is recorded are decided by the same code in both (`Gateway`).
final class DirectAnswers: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let currentGateway: @Sendable () -> Gateway
    private let isSecure: Bool
    private let lineRepair: RequestLineRepair
    private let codec: HTTPPartCodec
    private let limit: Int
    /// Clients that stay repeat themselves octet by octet: the last head and what it says.
    private var last: (octets: ByteBuffer, gateway: Gateway, head: RequestHead)?
    private var hasPassedOn = false

    init(gateway: @escaping @Sendable () -> Gateway, isSecure: Bool, limit: Int, lineRepair: RequestLineRepair, codec: HTTPPartCodec) {
        currentGateway = gateway
        self.isSecure = isSecure
        self.limit = limit
        self.lineRepair = lineRepair
        self.codec = codec
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        var hasWritten = false
        while buffer.readableBytes > 0, lineRepair.isBetweenRequests, codec.isIdle, context.channel.isWritable,
            case let gateway = currentGateway(), let (head, count) = nextHead(in: buffer, for: gateway, context),
            let exchange = gateway.answerDirectly(head)
        {
            buffer.moveReaderIndex(forwardBy: count)
            write(exchange, of: gateway, context)
            hasWritten = true
            gateway.record(exchange)
        }
        if hasWritten { context.flush() }
        guard buffer.readableBytes > 0 else { return }
        hasPassedOn = true
        context.fireChannelRead(wrapInboundOut(buffer))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard hasPassedOn else { return }
        hasPassedOn = false
        context.fireChannelReadComplete()
    }

    /// The plain head that a buffer begins with, and how many octets it has.
    private func nextHead(in buffer: ByteBuffer, for gateway: Gateway, _ context: ChannelHandlerContext) -> (RequestHead, Int)? {
        if let last, last.gateway === gateway, buffer.begins(with: last.octets) { return (last.head, last.octets.readableBytes) }
        guard let plain = buffer.withUnsafeReadableBytes({ PlainRequestHead($0) }), plain.count <= limit else { return nil }
        let head = gateway.head(
            method: plain.method, path: plain.target, authority: plain.authority, headers: plain.fields,
            peer: Gateway.address(of: context.channel), isSecure: isSecure)
        // A copy: the slice would keep all that was read with it.
        last = buffer.getSlice(at: buffer.readerIndex, length: plain.count).map { (ByteBuffer(bytes: $0.readableBytesView), gateway, head) }
        return (head, plain.count)
    }

    private func write(_ exchange: Gateway.DirectExchange, of gateway: Gateway, _ context: ChannelHandlerContext) {
        let answer = exchange.answer
        let body = answer.body
        var head = context.channel.allocator.buffer(capacity: 512)
        AnswerHead.begin(answer.status, in: &head)
        for field in answer.headers { AnswerHead.write(field.name.rawName, field.value, in: &head) }
        if let body { AnswerHead.write("Content-Length", String(body.readableBytes), in: &head) }
        gateway.writeCommonFields(of: exchange.request, in: &head)
        head.writeStaticString("\r\n")
        context.write(wrapOutboundOut(head), promise: nil)
        if let body, exchange.request.method != .head, body.readableBytes > 0 { context.write(wrapOutboundOut(body), promise: nil) }
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
