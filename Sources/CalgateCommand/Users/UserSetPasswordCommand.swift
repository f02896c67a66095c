import Accounts
import ArgumentParser
import CalendarStore
import Calgate

/// `calgate user set-password NAME`
struct UserSetPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password", abstract: "Give an account another password. A running server takes it at once."
    )

    @Argument(help: "Login name.")
    var name: String

    @OptionGroup var options: DataOptions
    @OptionGroup var passwordSource: PasswordSource

    func run() async throws {
        let password = try passwordSource.password()
        try await options.withStore { open, caller in
            let account = try await open.account(name)
            let verifier = try await open.authenticator.verifier(for: password)
            try await open.store.write { try $0.setPasswordVerifier(verifier, of: account.id) }
            StandardStreams.complain("changed the password of \(account.name)@\(account.domainName)")
        }
    }
}
