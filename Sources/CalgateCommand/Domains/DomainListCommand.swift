import ArgumentParser
import CalendarStore
import Calgate

/// `calgate domain list`
struct DomainListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print all domains, one a line: name, aliases, marks, separated by tabs."
    )

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            for domain in try await open.store.read({ try $0.domains() }) {
                var marks: [String] = []
                if domain.isDefault { marks.append("default") }
                if !domain.isWebCalEnabled { marks.append("webcal-disabled") }
                StandardStreams.write(
                    line: [domain.name, domain.aliases.joined(separator: ","), marks.joined(separator: ",")].joined(separator: "\t")
                )
            }
        }
    }
}
