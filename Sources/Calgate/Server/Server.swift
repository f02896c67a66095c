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
    ///   - rereading: what makes it read its configuration again.
    ///   - onReady: called once when all listeners wait for clients.
    /// - Throws: `ConfigurationError` for what an operator can put right, `StoreError`, errors of the listeners' sockets.
    public func run(
        stoppingOn signals: [UnixSignal] = [.sigterm, .sigint], rereadingOn rereading: [UnixSignal] = [.sighup],
        onReady: @escaping @Sendable (ListeningAddresses) -> Void = { _ in }
    ) async throws {
        let directory = try DataDirectory(path: configuration.dataDirectory)
        let clock = SystemClock()
        let zones = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        let store = try await NIOThreadPool.singleton.runIfActive { try SQLiteStore(path: directory.storePath, clock: clock) }
        let service = CalendarService(store: store, zones: zones, clock: clock, settings: configuration.serviceSettings, logger: logger)
        let authenticator = Authenticator(store: store, clock: clock, configuration: configuration.authentication, logger: logger)
        do {
            try await OpenStore.ensureDefaultDomain(named: configuration.defaultDomain, in: store)
            try await serve(
                directory, store, service, authenticator, Signals(stopping: signals, rereading: rereading), onReady)
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
        _ directory: DataDirectory, _ store: SQLiteStore, _ service: CalendarService, _ authenticator: Authenticator,
        _ signals: Signals, _ onReady: @escaping @Sendable (ListeningAddresses) -> Void
    ) async throws {
        let control = ServerController(reload: reload, logger: logger)
        let parts = try CurrentParts(
            configuration,
            on: ConfiguredParts.Foundation(
                store: store, service: service, authenticator: authenticator, metrics: PrometheusRegistry(),
                standardError: Self.standardError, control: control, logger: logger))
        control.controls(parts)
        // Hummingbird says at info what the ready line says.
        var transportLogger = logger
        transportLogger.logLevel = max(logger.logLevel, .notice)
        let listeners = Listeners(configuration, serving: parts, logger: transportLogger)

        var services: [any Service] = [
            AccessLogFlushing(parts: parts), Maintenance(parts: parts, logger: logger), MailDelivery(parts: parts),
        ]
        if !signals.rereading.isEmpty { services.append(HangupSignal(control: control, signals: signals.rereading)) }
        services += listeners.services
        var group = ServiceGroupConfiguration(services: services, gracefulShutdownSignals: signals.stopping, logger: transportLogger)
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

    /// Which signals the server takes.
    private struct Signals {
        var stopping: [UnixSignal]
        var rereading: [UnixSignal]
    }
}
