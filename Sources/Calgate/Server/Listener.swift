import Foundation
import NIOCore
import NIOPosix
import ServiceLifecycle

/// One listener, which says in the operator's words why it cannot listen.
struct Listener: Service {
    let server: any Service
    /// The setting its address comes from.
    let setting: String
    let address: ListenAddress
    let isListening: @Sendable () -> Bool

    func run() async throws {
        do {
            try await server.run()
        } catch is CancellationError {
            throw CancellationError()
        } catch  where !isListening() {
            throw ConfigurationError(problems: ["\(setting): nothing can listen on \(address): \(Self.reason(error))"])
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case is SocketAddressError.UnknownHost: "there is no such host"
        case is UnixDomainSocketPathWrongType: "there is a file of that name, and it is no socket"
        default: "\(error)"
        }
    }
}
