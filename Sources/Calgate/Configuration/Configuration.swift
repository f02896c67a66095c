public import Accounts
public import CalendarService
public import GatewayHTTP
public import Logging
public import WCAP

/// Everything an operator may set. `Configuration.settings` is the one table of keys, meanings and defaults.
public struct Configuration: Sendable {
    /// Folder with the store and all that belongs to it.
    public var dataDirectory = ""
    /// The listener for all protocols.
    public var listen = ListenAddress.tcp(host: "127.0.0.1", port: 8100)
    /// The listener for all protocols over TLS; used when certificate and key are given.
    public var tlsListen = ListenAddress.tcp(host: "0.0.0.0", port: 9100)
    /// PEM files.
    public var tlsCertificate: String?
    public var tlsKey: String?
    /// The administrative listener; nil: none.
    public var adminListen: ListenAddress?

    public var gateway = Gateway.Configuration()
    public var channel = GatewayChannel.Limits()
    public var authentication = AuthenticatorConfiguration()
    /// Shown by clients that ask for a password.
    public var loginRealm = "Calendar"
    public var service = ServiceSettings()
    /// Name of the domain that a new store begins with; unqualified login names mean it.
    public var defaultDomain = "localhost"

    /// Paths in front of `/webcal`.
    public var webCalPrefixes = ["", "/chandler"]
    public var wcap = WCAPSettings()
    /// Command line that takes a message on standard input (`sendmail -t -i`); empty: invitations don't leave by mail.
    public var sendmailCommand = ""

    public var logLevel = Logger.Level.info
    public var logFormat = LogFormat.logfmt
    public var accessLog = AccessLogTarget.standardError
    /// Seconds that requests under way have when the server stops.
    public var shutdownTime = 30

    public init() {}

    /// `sendmailCommand` as program and arguments.
    var mailCommand: [String] { CommandWords.read(sendmailCommand) ?? [] }

    /// What the service is told: mail goes into the queue only when something takes it out again.
    var serviceSettings: ServiceSettings {
        var settings = service
        settings.sendsMail = !mailCommand.isEmpty
        return settings
    }

    public enum LogFormat: String, Hashable, Sendable, CaseIterable {
        /// `key=value` pairs.
        case logfmt
        /// One JSON object a line.
        case json
    }

    public enum AccessLogTarget: Hashable, Sendable {
        case off
        case standardError
        case file(String)
    }
}
