import NIOCore

/// Ends connections that hold something and do nothing: silent ones, heads that never end, answers that nobody takes.
///
/// Looks at the connection several times in the shortest of its limits instead of keeping a timer for each event: requests cost it nothing,
/// and a limit is kept to within a quarter of the shortest.
final class ConnectionWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: GatewayChannel.Limits
    private let interval: TimeAmount
    private let lineRepair: RequestLineRepair
    private let codec: HTTPPartCodec
    private let direct: DirectAnswers
    private var nextLook: Scheduled<Void>?

    private var hasRead = false
    private var lastRead = NIODeadline.now()
    /// Octets handed to the socket's queue, and how many of them had left it at the last look.
    private var written = 0
    private var sent = 0
    private var lastSent = NIODeadline.now()
    /// The incomplete head that was seen first: behind how many requests, and when.
    private var openHead: (number: Int, since: NIODeadline)?

    init(limits: GatewayChannel.Limits, lineRepair: RequestLineRepair, codec: HTTPPartCodec, direct: DirectAnswers) {
        self.limits = limits
        self.lineRepair = lineRepair
        self.codec = codec
        self.direct = direct
        let shortest = min(limits.idleTimeout, limits.headTimeout, limits.stallTimeout)
        interval = .nanoseconds(max(1_000_000, shortest.nanoseconds / 4))
    }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { begin(context) } }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { nextLook?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        nextLook?.cancel()
        nextLook = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasRead = true
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        written &+= unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard nextLook == nil else { return }
        lastRead = .now()
        lastSent = lastRead
        lookLater(context)
    }

    private func lookLater(_ context: ChannelHandlerContext) {
        nextLook = context.eventLoop.assumeIsolated().scheduleTask(in: interval) { self.look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        if isOverdue(context, now: .now()) {
            context.close(promise: nil)
        } else {
            lookLater(context)
        }
    }

    private func isOverdue(_ context: ChannelHandlerContext, now: NIODeadline) -> Bool {
        if hasRead || codec.isAnswering || direct.isAnswering { lastRead = now }
        hasRead = false
        let unsent = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        if unsent == 0 || written &- unsent != sent { lastSent = now }
        sent = written &- unsent
        if unsent > 0 {
            lastRead = now
            return now - lastSent >= limits.stallTimeout
        }
        if codec.isIdle, !lineRepair.isBetweenRequests {
            if let openHead, openHead.number == codec.requestCount { return now - openHead.since >= limits.headTimeout }
            openHead = (codec.requestCount, now)
        } else {
            openHead = nil
        }
        return now - lastRead >= limits.idleTimeout
    }
}

@available(*, unavailable)
extension ConnectionWatch: Sendable {}
