import ArgumentParser
import CalendarStore
import Calgate

/// `calgate domain remove NAME`
struct DomainRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a domain that has no accounts and is not the default.")

    @Argument(help: "The domain.")
    var name: String

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            try await open.store.write { store in
                guard let domain = try store.domain(named: name) else { throw CommandFailure("there is no domain \(name)") }
                guard !domain.isDefault else { throw CommandFailure("\(domain.name) is the default domain") }
                let accounts = try store.accounts(in: domain.id)
                guard accounts.isEmpty else { throw CommandFailure("\(domain.name) still has \(accounts.count) account(s)") }
                try store.removeDomain(domain.id)
            }
            StandardStreams.complain("removed the domain \(name)")
        }
    }
}
