import Accounts
import ArgumentParser
import CalendarService
import CalendarStore
import Calgate
import ICalendar

/// `calgate user add NAME`
struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make an account with its default calendar. Works while the server runs."
    )

    @Argument(help: "Login name: name, or name@domain for another domain than the default one.")
    var name: String

    @OptionGroup var options: DataOptions
    @OptionGroup var passwordSource: PasswordSource

    @Option(name: .customLong("display-name"), help: "Name for people. Default: the login name.")
    var displayName: String?

    @Option(name: .customLong("email"), help: "E-mail address; may be given several times, the first is the main one.")
    var emailAddresses: [String] = []

    @Option(name: .customLong("time-zone"), help: "Olson name, for example Europe/Berlin.")
    var timeZone = "UTC"

    @Flag(name: .customLong("admin"), help: "An administrator: passes access lists, may act for others.")
    var isAdministrator = false

    @Flag(name: .customLong("resource"), help: "A room or thing instead of a person.")
    var isResource = false

    func validate() throws {
        for address in emailAddresses {
            let parts = address.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !address.contains(where: { $0.isWhitespace || "<>,;:".contains($0) })
            else {
                throw ValidationError("\(address) is no e-mail address")
            }
        }
    }

    func run() async throws {
        let password = try passwordSource.password()
        try await options.withStore(makingIt: true) { open, caller in
            guard let zone = open.zones.identifier(for: timeZone) else { throw ValidationError("unknown time zone \(timeZone)") }
            let (login, domain) = try await open.loginName(name)
            var account = NewAccount(
                domain: domain.id, name: login, displayName: displayName ?? login,
                emailAddresses: emailAddresses.isEmpty ? ["\(login)@\(domain.name)"] : emailAddresses,
                passwordVerifier: try await open.authenticator.verifier(for: password)
            )
            account.isAdministrator = isAdministrator
            account.isResource = isResource
            account.timeZone = zone
            let made = try await open.service.createAccount(account)
            if !made.name.utf8.allSatisfy({ $0 == 0x5F || $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }) {
                StandardStreams.complain(
                    "warning: some old WCAP clients cut calendar ids at the first character outside A-Z, a-z, 0-9 and _; \"\(made.name)\" has one"
                )
            }
            StandardStreams.complain("added \(made.name)@\(made.domainName)")
        }
    }
}
