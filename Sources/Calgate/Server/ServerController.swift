import Logging
import ServiceLifecycle
import Synchronization
import WCAP

/// What may be done with the running server from outside: by WCAP's administrative commands, by signals.
final class ServerController: ServerControl {
    private let reload: (@Sendable () throws -> Configuration)?
    private let logger: Logger
    private let parts = Mutex<CurrentParts?>(nil)
    private let group = Mutex<ServiceGroup?>(nil)

    /// - Parameter reload: reads the configuration from where it came; nil: it cannot be read again.
    init(reload: (@Sendable () throws -> Configuration)?, logger: Logger) {
        self.reload = reload
        self.logger = logger
    }

    func controls(_ parts: CurrentParts) { self.parts.withLock { $0 = parts } }

    func controls(_ group: ServiceGroup) { self.group.withLock { $0 = group } }

    /// Takes over everything that can change while running, for all requests that follow, and names in the log what cannot.
    ///
    /// - Throws: `ConfigurationError` when the configuration cannot be read or used; nothing changes then.
    func refreshConfiguration() throws -> String {
        do {
            guard let reload, let parts = parts.withLock({ $0 }) else {
                throw ConfigurationError(problems: ["this server's configuration came from its program and cannot be read again"])
            }
            let change = try parts.adopt(reload)
            logger.notice(
                "configuration read again",
                metadata: ["changed": "\(Self.list(change.changed))", "needs-restart": "\(Self.list(change.waiting))"])
            return "Changed: \(Self.list(change.changed)). Needs a restart: \(Self.list(change.waiting))."
        } catch {
            logger.error("configuration cannot be used; everything stays as it was", metadata: ["reason": "\(error)"])
            throw error
        }
    }

    private static func list(_ keys: [String]) -> String { keys.isEmpty ? "nothing" : keys.joined(separator: ", ") }

    func shutDown() async {
        logger.notice("shutdown asked for by an administrator")
        await group.withLock { $0 }?.triggerGracefulShutdown()
    }
}
