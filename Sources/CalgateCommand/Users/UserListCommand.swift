import ArgumentParser
import CalendarStore
import Calgate

/// `calgate user list`
struct UserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print all accounts, one a line: login, display name, addresses, marks, separated by tabs."
    )

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            for account in try await open.store.read({ try $0.accounts(in: nil) }) {
                var marks: [String] = []
                if account.isAdministrator { marks.append("admin") }
                if account.isResource { marks.append("resource") }
                if !account.isWebCalEnabled { marks.append("webcal-disabled") }
                let fields = [
                    "\(account.name)@\(account.domainName)", account.displayName, account.emailAddresses.joined(separator: ","),
                    marks.joined(separator: ","),
                ]
                StandardStreams.write(line: fields.joined(separator: "\t"))
            }
        }
    }
}
