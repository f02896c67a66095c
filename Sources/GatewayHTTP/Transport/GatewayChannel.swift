import HTTPTypes
public import HummingbirdCore
public import Logging
public import NIOCore
import NIOHTTP1
import NIOHTTPCompression
public import NIOHTTPTypes

/// What one connection of a listener is made of: request line repair, NIO's HTTP/1 parser, our codec, Hummingbird's idle handling.
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
        /// A compressed body may grow to so many times its size.
        public var decompressionRatio = 200

        public init() {}
    }

    public let responder: Responder
    let limits: @Sendable () -> Limits
    let isSecure: Bool

    init(responder: @escaping Responder, limits: @escaping @Sendable () -> Limits, isSecure: Bool) {
        self.responder = responder
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
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(RequestLineRepair(lineLimit: limits.requestLine, headerLimit: limits.headers))
            try pipeline.addHandler(
                ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoderLimits)))
            try pipeline.addHandler(NIOHTTPRequestDecompressor(limit: .ratio(limits.decompressionRatio)))
            try pipeline.addHandler(HTTPPartCodec(isSecure: isSecure))
            try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: Duration(limits.idleTimeout), logger: logger))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
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
