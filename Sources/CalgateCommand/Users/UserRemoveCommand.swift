import ArgumentParser
import CalendarStore
import Calgate

/// `calgate user remove NAME`
struct UserRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove an account with all its calendars. There is no undo but a backup."
    )

    @Argument(help: "Login name.")
    var name: String

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            let account = try await open.account(name)
            try await open.store.write { try $0.removeAccount(account.id) }
            StandardStreams.complain("removed \(account.name)@\(account.domainName)")
        }
    }
}
