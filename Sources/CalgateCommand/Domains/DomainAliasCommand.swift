import ArgumentParser
import CalendarStore
import Calgate

/// `calgate domain alias DOMAIN ALIAS`
struct DomainAliasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "alias", abstract: "Give a domain another name, or take one away.")

    @Argument(help: "The domain.")
    var name: String

    @Argument(help: "The other name.")
    var alias: String

    @Flag(help: "Take the alias away.")
    var remove = false

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            let folded = alias.lowercased()
            guard DomainName.isValid(folded) else { throw ValidationError("\(alias) is no domain name") }
            try await open.store.write { store in
                guard var domain = try store.domain(named: name) else { throw CommandFailure("there is no domain \(name)") }
                if remove {
                    guard domain.aliases.contains(folded) else { throw CommandFailure("\(folded) is no alias of \(domain.name)") }
                    domain.aliases.removeAll { $0 == folded }
                } else {
                    if let other = try store.domain(named: folded) { throw CommandFailure("\(folded) is a name of \(other.name) already") }
                    domain.aliases.append(folded)
                }
                try store.update(domain)
            }
            StandardStreams.complain(remove ? "\(folded) no longer means \(name)" : "\(folded) means \(name)")
        }
    }
}
