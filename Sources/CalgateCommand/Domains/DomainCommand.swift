import ArgumentParser

/// `calgate domain …`
struct DomainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "domain", abstract: "Domains whose accounts live here.",
        subcommands: [
            DomainAddCommand.self, DomainAliasCommand.self, DomainRemoveCommand.self, DomainListCommand.self,
            DomainEnableWebCalCommand.self,
            DomainDisableWebCalCommand.self,
        ]
    )
}
