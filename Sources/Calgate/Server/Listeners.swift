import GatewayHTTP
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
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

    init(_ configuration: Configuration, serving parts: CurrentParts, logger: Logger) {
        let (stream, continuation) = AsyncStream<ListeningAddresses>.makeStream()
        addresses = stream
        var expected: Set<Role> = [.plain]
        if configuration.tlsCertificate != nil { expected.insert(.tls) }
        if configuration.adminListen != nil { expected.insert(.admin) }
        let board = Board(expected: expected, continuation: continuation)
        func channel(isSecure: Bool, _ gateway: @escaping @Sendable (ConfiguredParts) -> Gateway) -> GatewayChannel {
            Gateway.channel(isSecure: isSecure, limits: { parts.now.configuration.channel }, serving: { gateway(parts.now) })
        }
        var services: [any Service] = [
            Self.server(channel(isSecure: false) { $0.gateway }, configuration.listen, .plain, board, logger)
        ]
        if configuration.tlsCertificate != nil {
            let tls = TLSChannel(base: channel(isSecure: true) { $0.gateway }) { parts.now.tls }
            services.append(Self.server(tls, configuration.tlsListen, .tls, board, logger))
        }
        if let address = configuration.adminListen {
            services.append(Self.server(channel(isSecure: false) { $0.administration }, address, .admin, board, logger))
        }
        self.services = services
    }

    /// Named after its setting.
    private enum Role: String {
        case plain = "listen"
        case tls = "tls-listen"
        case admin = "admin-listen"
    }

    private static func server(
        _ channel: some ServerChildChannel, _ address: ListenAddress, _ role: Role, _ board: Board, _ logger: Logger
    ) -> any Service {
        let server = channel.server(
            configuration: ServerConfiguration(address: bindAddress(address), backlog: 1024),
            onServerRunning: { channel in board.note(role, address, channel.localAddress) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        return Listener(server: server, setting: role.rawValue, address: address) { board.isListening(role) }
    }

    private static func bindAddress(_ address: ListenAddress) -> BindAddress {
        switch address {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
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

        func isListening(_ role: Role) -> Bool { state.withLock { !$0.missing.contains(role) } }

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
