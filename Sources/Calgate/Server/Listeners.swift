import GatewayHTTP
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

/// Where the server turned out to listen.
public struct ListeningAddresses: Hashable, Sendable {
    public var plain: String
    public var tls: String?
    public var admin: String?
    /// Port of the plain listener; nil for a Unix socket.
    public var port: Int?
    public var adminPort: Int?
}

/// The services that listen, and the news of where they do.
struct Listeners {
    let services: [any Service]
    /// Comes when all of them listen.
    let addresses: AsyncStream<ListeningAddresses>

    init(_ configuration: Configuration, gateway: Gateway, administration: Gateway?, logger: Logger) throws {
        let (stream, continuation) = AsyncStream<ListeningAddresses>.makeStream()
        addresses = stream
        var expected: Set<Role> = [.plain]
        if configuration.tlsCertificate != nil { expected.insert(.tls) }
        if configuration.adminListen != nil, administration != nil { expected.insert(.admin) }
        let board = Board(expected: expected, continuation: continuation)
        var services: [any Service] = [
            Self.server(gateway.channel(limits: configuration.channel, isSecure: false), configuration.listen, .plain, board, logger)
        ]
        if let tls = try Self.tlsConfiguration(configuration) {
            let channel = try TLSChannel(gateway.channel(limits: configuration.channel, isSecure: true), tlsConfiguration: tls)
            services.append(Self.server(channel, configuration.tlsListen, .tls, board, logger))
        }
        if let address = configuration.adminListen, let administration {
            let channel = administration.channel(limits: configuration.channel, isSecure: false)
            services.append(Self.server(channel, address, .admin, board, logger))
        }
        self.services = services
    }

    private enum Role: Hashable { case plain, tls, admin }

    private static func server(
        _ channel: some ServerChildChannel, _ address: ListenAddress, _ role: Role, _ board: Board, _ logger: Logger
    ) -> any Service {
        channel.server(
            configuration: ServerConfiguration(address: bindAddress(address), backlog: 1024),
            onServerRunning: { channel in board.note(role, address, channel.localAddress) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    private static func bindAddress(_ address: ListenAddress) -> BindAddress {
        switch address {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }

    private static func tlsConfiguration(_ configuration: Configuration) throws -> TLSConfiguration? {
        guard let certificate = configuration.tlsCertificate, let key = configuration.tlsKey else { return nil }
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(certificate) } catch {
            throw ConfigurationError(problems: ["tls-certificate: \(certificate) cannot be read as PEM: \(error)"])
        }
        let privateKey: NIOSSLPrivateKey
        do { privateKey = try NIOSSLPrivateKey(file: key, format: .pem) } catch {
            throw ConfigurationError(problems: ["tls-key: \(key) cannot be read as PEM: \(error)"])
        }
        var result = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        result.minimumTLSVersion = .tlsv12
        result.applicationProtocols = ["http/1.1"]
        return result
    }

    /// Collects where each listener is, and tells when all are there.
    private final class Board: Sendable {
        private struct State {
            var missing: Set<Role>
            var addresses = ListeningAddresses(plain: "")
        }
        private let state: Mutex<State>
        private let continuation: AsyncStream<ListeningAddresses>.Continuation

        init(expected: Set<Role>, continuation: AsyncStream<ListeningAddresses>.Continuation) {
            state = Mutex(State(missing: expected))
            self.continuation = continuation
        }

        func note(_ role: Role, _ wanted: ListenAddress, _ actual: SocketAddress?) {
            let text: String
            switch (wanted, actual?.port) {
            case (.tcp(let host, _), let port?): text = ListenAddress.tcp(host: host, port: port).description
            default: text = wanted.description
            }
            let complete: ListeningAddresses? = state.withLock { state in
                switch role {
                case .plain:
                    state.addresses.plain = text
                    state.addresses.port = actual?.port
                case .tls: state.addresses.tls = text
                case .admin:
                    state.addresses.admin = text
                    state.addresses.adminPort = actual?.port
                }
                state.missing.remove(role)
                return state.missing.isEmpty ? state.addresses : nil
            }
            if let complete {
                continuation.yield(complete)
                continuation.finish()
            }
        }
    }
}
