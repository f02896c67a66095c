import ArgumentParser
import CalendarService
import Calgate

/// `calgate link revoke NUMBER`
struct LinkRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke a link: from now on it answers as one that never was. Works while the server runs."
    )

    @Argument(help: "Its number, as \"calgate link list\" prints it.")
    var number: Int64

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            let revoked = try await open.service.revokeFeedLink(number, for: caller)
            StandardStreams.complain("revoked link \(number) to \(try await open.calid(of: revoked.calendar))")
        }
    }
}
