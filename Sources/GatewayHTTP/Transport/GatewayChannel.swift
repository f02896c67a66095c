import HTTPTypes
public import HummingbirdCore
public import Logging
public import NIOCore
import NIOHTTP1
import NIOHTTPCompression
public import NIOHTTPTypes

/// What one connection of a listener is made of: its watch, the direct answers, and the ordinary way of request line repair, NIO's HTTP/1 parser
/// and our codec, behind which Hummingbird hands requests to the gateway.
public struct GatewayChannel: HTTPChannelHandler {
    public typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// Limits of a connection.
    public struct Limits: Hashable, Sendable {
        /// Octets of a request line as sent; more is 414.
        public var requestLine = 512 << 10
        /// Octets of all header fields; more is 431.
        public var headers = 256 << 10
        /// A connection on which nothing arrives for so long is closed, unless an answer is being made.
        public var idleTimeout = TimeAmount.seconds(120)
        /// The head of a request that has begun has to be there so soon.
        public var headTimeout = TimeAmount.seconds(30)
        /// A client that takes nothing of an answer for so long is given up.
        public var stallTimeout = TimeAmount.seconds(60)
        /// A compressed body may grow to so many times its size.
        public var decompressionRatio = 200

        public init() {}
    }

    public let responder: Responder
    /// Asked with each request.
    let gateway: @Sendable () -> Gateway
    let limits: @Sendable () -> Limits
    let isSecure: Bool

    init(gateway: @escaping @Sendable () -> Gateway, limits: @escaping @Sendable () -> Limits, isSecure: Bool) {
        self.gateway = gateway
        responder = { request, writer, channel in
            try await gateway().respond(to: request, writer: writer, isSecure: isSecure, channel: channel)
        }
        self.limits = limits
        self.isSecure = isSecure
    }

    public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let limits = limits()
        return channel.eventLoop.makeCompletedFuture {
            if channel.remoteAddress?.ipAddress != nil { try channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1) }
            var decoderLimits = NIOHTTPDecoderLimitConfiguration()
            // The repaired target counts as a header field there, and each of its octets may have become three.
            decoderLimits.maxHeaderFieldSize = 3 * limits.requestLine + limits.headers
            decoderLimits.maxHeaderListSize = 3 * limits.requestLine + limits.headers
            // A second read that finds nothing costs as much as the first: what is still there is found by the next turn of the loop.
            try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
            let lineRepair = RequestLineRepair(lineLimit: limits.requestLine, headerLimit: limits.headers)
            let codec = HTTPPartCodec(isSecure: isSecure)
            let pipeline = channel.pipeline.syncOperations
            let direct = DirectAnswers(
                gateway: gateway, isSecure: isSecure, limit: min(limits.requestLine, limits.headers), lineRepair: lineRepair, codec: codec)
            try pipeline.addHandler(ConnectionWatch(limits: limits, lineRepair: lineRepair, codec: codec, direct: direct))
            try pipeline.addHandler(direct)
            try pipeline.addHandler(lineRepair)
            try pipeline.addHandler(
                ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoderLimits)))
            try pipeline.addHandler(NIOHTTPRequestDecompressor(limit: .ratio(limits.decompressionRatio)))
            try pipeline.addHandler(codec)
            let connection = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            // Nobody takes a connection that comes while the server stops listening, and NIO ends the process when one that is open is let go.
            channel.closeFuture.whenComplete { _ in withExtendedLifetime(connection) {} }
            return connection
        }
    }

    /// Graceful shutdown closes idle connections and lets answers finish; cancellation closes at once, whatever the client does.
    public func handle(value: Value, logger: Logger) async {
        await withTaskCancellationHandler {
            await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
                await handleHTTP(asyncChannel: value, logger: logger)
            }
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }
}
