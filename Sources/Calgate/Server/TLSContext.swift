import GatewayHTTP
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// Certificate and key as TLS uses them.
enum TLSContext {
    /// nil: the configuration names no certificate.
    ///
    /// - Throws: `ConfigurationError` naming the file that cannot be used.
    static func make(_ configuration: Configuration) throws(ConfigurationError) -> NIOSSLContext? {
        guard let certificate = configuration.tlsCertificate, let key = configuration.tlsKey else { return nil }
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(certificate) } catch {
            throw ConfigurationError(problems: ["tls-certificate: \(certificate) cannot be read as PEM: \(error)"])
        }
        let privateKey: NIOSSLPrivateKey
        do { privateKey = try NIOSSLPrivateKey(file: key, format: .pem) } catch {
            throw ConfigurationError(problems: ["tls-key: \(key) cannot be read as PEM: \(error)"])
        }
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        settings.minimumTLSVersion = .tlsv12
        settings.applicationProtocols = ["http/1.1"]
        do { return try NIOSSLContext(configuration: settings) } catch {
            throw ConfigurationError(problems: ["tls-key: \(key) does not fit \(certificate): \(error)"])
        }
    }
}

/// TLS in front of a channel, with the certificate that counts when a connection begins.
struct TLSChannel: ServerChildChannel {
    typealias Value = GatewayChannel.Value

    let base: GatewayChannel
    let context: @Sendable () -> NIOSSLContext?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let context = context()
        return channel.eventLoop.makeCompletedFuture {
            guard let context else { throw ChannelError.operationUnsupported }
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
