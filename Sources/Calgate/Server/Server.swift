import Accounts
import CalendarService
import CalendarStore
import GatewayHTTP
import ICalendar
public import Logging
import NIOPosix
import SQLStore
import ServiceLifecycle
import TimeZoneDatabase
public import UnixSignals

/// The whole server: store, services, front ends, listeners, in the order in which they start; they stop in reverse.
public struct Server: Sendable {
    public let configuration: Configuration
    private let reload: (@Sendable () throws -> Configuration)?
    private let logger: Logger

    /// - Parameter reload: reads the configuration again from where it came, for WCAP's `refresh`; nil: it cannot be.
    public init(_ configuration: Configuration, reload: (@Sendable () throws -> Configuration)? = nil, logger: Logger) {
        self.configuration = configuration
        self.reload = reload
        self.logger = logger
    }

    /// A logger as the configuration wants it, on standard error.
    public static func logger(_ configuration: Configuration, label: String = "calgate") -> Logger {
        LogLevelSwitch.shared.level = configuration.logLevel
        return Logger(label: label) { label in
            LineLogHandler(label: label, format: configuration.logFormat, sink: standardError)
        }
    }

    private static let standardError = LogSink(descriptor: 2)

    /// Serves until a signal or cancellation.
    ///
    /// - Parameters:
    ///   - signals: what stops it gracefully; none in tests.
    ///   - onReady: called once when all listeners wait for clients.
    /// - Throws: `ConfigurationError` for what an operator can put right, `StoreError`, errors of the listeners' sockets.
    public func run(
        stoppingOn signals: [UnixSignal] = [.sigterm, .sigint], onReady: @escaping @Sendable (ListeningAddresses) -> Void = { _ in }
    ) async throws {
        let directory = try DataDirectory(path: configuration.dataDirectory)
        let clock = SystemClock()
        let zones = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        let store = try await NIOThreadPool.singleton.runIfActive { try SQLiteStore(path: directory.storePath, clock: clock) }
        let service = CalendarService(store: store, zones: zones, clock: clock, settings: configuration.serviceSettings, logger: logger)
        let authenticator = Authenticator(store: store, clock: clock, configuration: configuration.authentication, logger: logger)
        do {
            try await OpenStore.ensureDefaultDomain(named: configuration.defaultDomain, in: store)
            try await serve(directory, store, service, authenticator, clock, signals, onReady)
        } catch {
            await close(store, authenticator)
            throw error
        }
        await close(store, authenticator)
        logger.info("stopped")
    }

    private func close(_ store: SQLiteStore, _ authenticator: Authenticator) async {
        await authenticator.shutdown()
        await store.close()
    }

    private func serve(
        _ directory: DataDirectory, _ store: SQLiteStore, _ service: CalendarService, _ authenticator: Authenticator, _ clock: SystemClock,
        _ signals: [UnixSignal], _ onReady: @escaping @Sendable (ListeningAddresses) -> Void
    ) async throws {
        let authentication = RequestAuthentication(
            authenticator: authenticator, realm: configuration.loginRealm,
            administratorsOverrideAccess: configuration.service.administratorsOverrideAccess)
        let metrics = PrometheusRegistry()
        let accessLog = try accessLog()
        let operations = OperationsFrontEnd(
            isReady: { (try? await store.read { try $0.defaultDomain() != nil }) ?? false },
            metrics: { ProcessFigures().exposition() + metrics.exposition() })
        let control = ServerController(reload: reload, logger: logger)
        let gateway = Gateway(
            frontEnds: FrontEnds.all(configuration, service, authentication), configuration: configuration.gateway, clock: clock,
            accessLog: accessLog, metrics: metrics, logger: logger)
        let administration = Gateway(
            frontEnds: FrontEnds.administrative(configuration, service, authentication, control) + [operations],
            configuration: configuration.gateway, clock: clock, accessLog: accessLog, metrics: metrics, logger: logger)
        // Hummingbird says at info what the ready line says.
        var transportLogger = logger
        transportLogger.logLevel = max(logger.logLevel, .notice)
        let listeners = try Listeners(configuration, gateway: gateway, administration: administration, logger: transportLogger)

        var services: [any Service] = accessLog.map { [$0] } ?? []
        services.append(Maintenance(service: service, logger: logger))
        if !configuration.mailCommand.isEmpty {
            services.append(MailDelivery(queue: MailQueue(store: store, command: configuration.mailCommand, clock: clock, logger: logger)))
        }
        services += listeners.services
        var group = ServiceGroupConfiguration(services: services, gracefulShutdownSignals: signals, logger: transportLogger)
        group.maximumGracefulShutdownDuration = .seconds(configuration.shutdownTime)
        // No limit on cancellation: the library ends the process by a trap when one is crossed, and a write under way must not meet that.
        group.maximumCancellationDuration = nil
        let serviceGroup = ServiceGroup(configuration: group)
        control.controls(serviceGroup)

        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for await addresses in listeners.addresses { onReady(addresses) }
            }
            tasks.addTask { try await serviceGroup.run() }
            // The ready news ends by itself; the services decide when the server ends.
            while !tasks.isEmpty { try await tasks.next() }
        }
    }

    private func accessLog() throws -> AccessLogWriter? {
        switch configuration.accessLog {
        case .off: nil
        case .standardError: AccessLogWriter(sink: Self.standardError, format: configuration.logFormat)
        case .file(let path): AccessLogWriter(sink: try LogSink(path: path), format: configuration.logFormat)
        }
    }
}
