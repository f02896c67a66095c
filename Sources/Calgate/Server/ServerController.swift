import Logging
import ServiceLifecycle
import Synchronization
import WCAP

/// What WCAP's administrative commands may do with the running server.
final class ServerController: ServerControl {
    private let reload: (@Sendable () throws -> Configuration)?
    private let logger: Logger
    private let group = Mutex<ServiceGroup?>(nil)

    /// - Parameter reload: reads the configuration from where it came; nil: it cannot be read again.
    init(reload: (@Sendable () throws -> Configuration)?, logger: Logger) {
        self.reload = reload
        self.logger = logger
    }

    func controls(_ group: ServiceGroup) { self.group.withLock { $0 = group } }

    /// Takes over the log level; everything else is read at the next start.
    ///
    /// - Throws: `ConfigurationError` when the configuration can no longer be read; nothing changes then.
    func refreshConfiguration() async throws {
        guard let reload else {
            throw ConfigurationError(problems: ["this server's configuration came from its program and cannot be read again"])
        }
        let configuration = try reload()
        LogLevelSwitch.shared.level = configuration.logLevel
        logger.notice("configuration read again; settings other than the log level count from the next start")
    }

    func shutDown() async {
        logger.notice("shutdown asked for by an administrator")
        await group.withLock { $0 }?.triggerGracefulShutdown()
    }
}
