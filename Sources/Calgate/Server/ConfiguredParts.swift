import Accounts
import CalendarService
import CalendarStore
import GatewayHTTP
import Logging
import NIOSSL
import WCAP

/// What one reading of the configuration makes of the server. Requests under way keep the parts they began with.
final class ConfiguredParts: Sendable {
    let configuration: Configuration
    let service: CalendarService
    let authenticator: Authenticator
    /// All protocols, and what the administrative listener serves.
    let gateway: Gateway
    let administration: Gateway
    let accessLog: AccessLogWriter?
    /// nil: TLS is not served.
    let tls: NIOSSLContext?
    /// nil: no mail leaves.
    let mail: MailQueue?

    /// What stays the same however often the configuration is read.
    struct Foundation: Sendable {
        let store: any CalendarStore
        let service: CalendarService
        let authenticator: Authenticator
        let metrics: PrometheusRegistry
        let standardError: LogSink
        let control: any ServerControl
        let logger: Logger
    }

    /// - Throws: `ConfigurationError` for files that cannot be used; nothing has changed then.
    init(_ configuration: Configuration, on foundation: Foundation) throws(ConfigurationError) {
        try configuration.requireUsable(zones: foundation.service.zones)
        self.configuration = configuration
        let logger = foundation.logger
        tls = try TLSContext.make(configuration)
        let accessLog: AccessLogWriter?
        switch configuration.accessLog {
        case .off: accessLog = nil
        case .standardError: accessLog = AccessLogWriter(sink: foundation.standardError, format: configuration.logFormat)
        case .file(let path): accessLog = AccessLogWriter(sink: try LogSink(path: path), format: configuration.logFormat)
        }
        self.accessLog = accessLog
        let service = foundation.service.reconfigured(configuration.serviceSettings)
        let authenticator = foundation.authenticator.reconfigured(configuration.authentication)
        self.service = service
        self.authenticator = authenticator
        let command = configuration.service.isReadOnly ? [] : configuration.mailCommand
        mail =
            command.isEmpty ? nil : MailQueue(store: foundation.store, command: command, clock: foundation.service.clock, logger: logger)

        let authentication = RequestAuthentication(
            authenticator: authenticator, realm: configuration.loginRealm,
            administratorsOverrideAccess: configuration.service.administratorsOverrideAccess)
        let operations = OperationsFrontEnd(
            isReady: { (try? await foundation.store.read { try $0.defaultDomain() != nil }) ?? false },
            metrics: { ProcessFigures().exposition() + foundation.metrics.exposition() })
        func gateway(_ frontEnds: [any FrontEnd]) -> Gateway {
            Gateway(
                frontEnds: frontEnds, configuration: configuration.gateway, clock: foundation.service.clock, accessLog: accessLog,
                metrics: foundation.metrics, logger: logger)
        }
        self.gateway = gateway(FrontEnds.all(configuration, service, authentication))
        administration = gateway(FrontEnds.administrative(configuration, service, authentication, foundation.control) + [operations])
    }
}
