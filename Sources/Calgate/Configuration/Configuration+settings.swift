import Accounts
import CalendarService
import CalendarStore
import GatewayHTTP
import Logging
import WCAP

extension Configuration {
    /// Every setting there is, in the order of the template.
    public static let settings: [Setting] =
        storeSettings + listenerSettings + loginSettings + protocolSettings + wcapSettings + logSettings

    private static let storeSettings: [Setting] = [
        .text("data", \.dataDirectory, default: "", "Folder with the store. Only the user who runs the server should be able to read it.")
            .fixedWhileRunning,
        .text("default-domain", \.defaultDomain, default: "localhost", "Name of the domain a new store begins with.").fixedWhileRunning,
        .number(
            "version-retention-days", \.service.versionRetention, 0...36500, scale: 86_400, default: "30",
            "Days for which the text an object had before a change is kept, for undo."),
        .octets(
            "version-limit", \.service.versionOctets, from: 0, default: "1 GiB", "How much of those texts is kept over the whole store."),
        .number(
            "change-retention-days", \.service.changeRetention, 1...36500, scale: 86_400, default: "365",
            "Days the change log reaches back; older CalDAV sync tokens are invalid."),
        .flag(
            "read-only", \.service.isReadOnly, default: "false",
            "Maintenance: everything can be read, every change is refused, mail waits. Logins go on; commands such as user add work."),
        .octets("rendering-cache", \.service.renderingCacheSize, from: 0, default: "128 MiB", "Memory for whole-calendar texts."),
        .octets("object-cache", \.service.objectCacheSize, from: 0, default: "32 MiB", "Memory for parsed items."),
    ]

    private static let listenerSettings: [Setting] = [
        .value(
            "listen", \.listen, default: "127.0.0.1:8100", expected: "HOST:PORT or unix:/PATH",
            "Where all protocols are served. Port 0 takes any free port.", read: { ListenAddress($0) }
        ).fixedWhileRunning,
        .value(
            "tls-listen", \.tlsListen, default: "0.0.0.0:9100", expected: "HOST:PORT or unix:/PATH",
            "Where all protocols are served over TLS, when certificate and key are given.", read: { ListenAddress($0) }
        ).fixedWhileRunning,
        .optionalText(
            "tls-certificate", \.tlsCertificate,
            "PEM file with the certificate and its chain. Whether TLS is served at all is settled at the start."),
        .optionalText("tls-key", \.tlsKey, "PEM file with the certificate's private key."),
        .value(
            "admin-listen", \.adminListen, default: "", expected: "HOST:PORT or unix:/PATH",
            "Where /livez, /readyz, /metrics and WCAP's administrative commands are served; keep it away from the public. Empty: nowhere.",
            read: { $0.isEmpty ? .some(nil) : ListenAddress($0).map { .some($0) } }
        ).fixedWhileRunning,
        .value(
            "trusted-proxies", \.gateway.trustedProxies, default: "", expected: "IP addresses, networks like 10.0.0.0/8, or unix",
            "Proxies whose Forwarded and X-Forwarded-… headers are believed (client address, scheme, host, path prefix).",
            read: { try? TrustedProxies(Setting.words($0)) }),
        .octets("request-line-limit", \.channel.requestLine, from: 65536, default: "512 KiB", "Longest request line; more is 414."),
        .octets("header-limit", \.channel.headers, from: 8192, default: "256 KiB", "Largest header of a request; more is 431."),
        .seconds("idle-timeout", \.channel.idleTimeout, default: "120", "Seconds after which a silent connection is closed."),
        .seconds(
            "head-timeout", \.channel.headTimeout, default: "30",
            "Seconds in which the header of a request that has begun has to arrive; else the connection is closed."),
        .seconds(
            "stall-timeout", \.channel.stallTimeout, default: "60",
            "Seconds after which a client that takes nothing of its answer is given up and the connection closed."),
        .text("temporary-directory", \.gateway.temporaryDirectory, default: "/tmp", "Where uploads over 1 MiB lie while they are read."),
        .value(
            "server-name", \.gateway.serverName, default: "Calgate", expected: "a text",
            "Value of the Server header; empty sends none.", read: { $0.isEmpty ? .some(nil) : $0 }),
        .number("shutdown-time", \.shutdownTime, 0...3600, default: "30", "Seconds that requests under way have when the server stops.")
            .fixedWhileRunning,
    ]

    private static let loginSettings: [Setting] = [
        .text("login-realm", \.loginRealm, default: "Calendar", "What clients show when they ask for a password."),
        .number(
            "login-failures", \.authentication.throttle.failuresPerAccountAndAddress, 20...100_000, default: "20",
            "Wrong passwords for one account from one address after which that address has to wait."),
        .number(
            "login-failures-per-address", \.authentication.throttle.failuresPerAddress, 20...1_000_000, default: "60",
            "Wrong passwords over all accounts after which an address has to wait."),
        .number(
            "login-window", \.authentication.throttle.window, 1...86400, default: "300",
            "Seconds in which wrong passwords are counted, and for which an address then waits at most."),
        .number(
            "login-memory", \.authentication.rememberFor, 0...3600, default: "300",
            "Seconds a right password is remembered (as a keyed hash in memory), so that not every request costs the slow hash."),
        .number(
            "password-threads", \.authentication.hashingThreads, 1...64, default: "2",
            "Threads that hash passwords; each uses 32 MiB while it works."
        ).fixedWhileRunning,
        .flag(
            "administrators-override-access", \.service.administratorsOverrideAccess, default: "true",
            "Administrators pass every access list."),
        .value(
            "default-access-list", \.service.defaultAccessList, default: "@@o^a^r^g;@@o^c^wdeic^g;@^a^sf^g;@^c^^g;@^p^r^g",
            expected: "entries WHO^WHAT^HOW^GRANT joined by ;", "Access list of a new calendar, in WCAP's grammar.",
            read: { AccessList($0) == nil ? nil : $0 }),
    ]

    private static let protocolSettings: [Setting] = [
        .octets("publish-limit", \.service.publishLimit, from: 1024, default: "256 MiB", "Largest text that can be published or imported."),
        .octets("object-limit", \.service.objectLimit, from: 1024, default: "10 MiB", "Largest object under CalDAV."),
        .octets(
            "answer-limit", \.service.answerLimit, from: 1 << 20, default: "512 MiB",
            "Largest answer (CalDAV: piece of one), in memory while it is made, and all over 4 MiB together; never less than publish-limit."
        ),
        .number(
            "instance-limit", \.service.instanceLimit, 100...10_000_000, default: "100000",
            "Instances an expansion under CalDAV may return."),
        .number(
            "recurrence-bound", \.service.recurrenceBound, 1...100_000, default: "60", "Instances of one series in one WCAP answer."),
        .number(
            "session-timeout", \.service.sessionTimeout, 60...31_536_000, default: "1800",
            "Seconds a WCAP session lives without being used."),
        .list("webcal-prefixes", \.webCalPrefixes, default: "\"\", /chandler", "Paths in front of /webcal; \"\" is none."),
        .value(
            "sendmail-command", \.sendmailCommand, default: "", expected: "a command line whose quotes are closed",
            "Command line that takes a message on standard input, such as \"/usr/sbin/sendmail -t -i\"; empty: no mail leaves."
        ) { CommandWords.read($0) == nil ? nil : $0 },
    ]

    private static let wcapSettings: [Setting] = [
        .choice(
            "wcap-profile", \.wcap.profile, default: "classic",
            "Defaults of WCAP's fmt-out and rchange: classic (text/js, 1) as the seed, modern (text/calendar, 0) as 6.x."),
        .list("wcap-prefixes", \.wcap.prefixes, default: "\"\", /wcap", "Paths in front of WCAP's commands; \"\" is none."),
        .text(
            "wcap-time-zone", \.wcap.timeZone, default: "UTC",
            "Zone of local times in WCAP requests that name none and whose account has none."),
        .flag("wcap-allow-change-password", \.wcap.allowsChangePassword, default: "true", "WCAP's change_password is for everybody."),
        .flag("wcap-allow-create-calendars", \.wcap.allowsCreateCalendars, default: "true", "WCAP's createcalendar is for everybody."),
        .flag("wcap-allow-delete-calendars", \.wcap.allowsDeleteCalendars, default: "true", "WCAP's deletecalendar is for everybody."),
        .flag("wcap-allow-set-preferences", \.wcap.allowsSetPreferences, default: "true", "WCAP's set_userprefs is for everybody."),
        .flag(
            "wcap-allow-public-writable-calendars", \.wcap.allowsPublicWritableCalendars, default: "false",
            "Access lists may let callers without a login change calendars."),
        .flag("wcap-allow-anonymous-login", \.wcap.allowsAnonymousLogin, default: "false", "The user \"anonymous\" may log in to WCAP."),
        .flag(
            "wcap-allow-proxy-login", \.wcap.allowsAdministratorProxy, default: "true",
            "Administrators may log in to WCAP as somebody else (proxyauth)."),
        .flag(
            "wcap-allow-shutdown", \.wcap.allowsShutdown, default: "false",
            "WCAP's shutdown, on the administrative listener, stops the server."),
        .text("wcap-landing-url", \.wcap.landingURL, default: "", "Where a browser goes after a form login; the session follows as id."),
        .text("wcap-login-url", \.wcap.loginURL, default: "", "Where a browser goes after logout."),
        .flag("wcap-validate-owners", \.wcap.validatesOwners, default: "true", "Owners that WCAP names for a calendar must exist."),
        .flag(
            "wcap-administrators-edit-preferences", \.wcap.administratorsMayEditPreferences, default: "true",
            "Administrators may read and set the preferences of others."),
        .number(
            "wcap-free-busy-begin", \.wcap.freeBusyBegin, 0...3660, default: "30",
            "Days before now that get_freebusy covers without a range."),
        .number(
            "wcap-free-busy-end", \.wcap.freeBusyEnd, 0...3660, default: "30", "Days after now that get_freebusy covers without a range."),
        .octets("wcap-body-limit", \.wcap.bodyLimit, from: 65536, default: "10 MiB", "Largest body of a WCAP command other than import."),
        .octets("wcap-import-limit", \.wcap.importLimit, from: 1024, default: "256 MiB", "Largest WCAP import."),
    ]

    private static let logSettings: [Setting] = [
        .choice(
            "log-level", \.logLevel, default: "info",
            "Least severe lines that are logged: trace, debug, info, notice, warning, error, critical."),
        .choice("log-format", \.logFormat, default: "logfmt", "Form of log lines and access records: logfmt or json.").fixedWhileRunning,
        .value(
            "access-log", \.accessLog, default: "stderr", expected: "off, stderr or a file's absolute path",
            "Where the record of each request goes.",
            read: {
                switch $0 {
                case "off": .off
                case "stderr", "-": .standardError
                default: $0.hasPrefix("/") ? .file($0) : nil
                }
            }),
    ]
}
