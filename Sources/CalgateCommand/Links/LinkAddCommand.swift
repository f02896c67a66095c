import ArgumentParser
import CalendarService
import CalendarStore
import Calgate

/// `calgate link add CALID`
struct LinkAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make a link and print its path, this once: only a hash of the secret is stored.",
        discussion:
            "Works while the server runs. In front of the path stands the server's address, as in https://calendar.example.com/webcal/link/SECRET.ics."
    )

    @Argument(help: "The calendar: jdoe or jdoe:newcal.")
    var calendar: String

    @Option(
        help: ArgumentHelp(
            "What the link shows: full (all that the owner sees), public (items that are neither private nor confidential), busy (busy times without any text)."
        ))
    var view = LinkView.full

    @Option(help: "For whom or what it is.")
    var comment = ""

    @OptionGroup var options: DataOptions

    func run() async throws {
        let prefix = try options.configuration().webCalPrefixes.first ?? ""
        try await options.withStore { open, caller in
            let made = try await open.service.makeFeedLink(to: .calid(calendar), view: view.view, comment: comment, for: caller)
            StandardStreams.write(line: "\(prefix)/webcal/link/\(made.secret).ics")
            StandardStreams.complain("added link \(made.link.id) to \(try await open.calid(of: made.calendar))")
        }
    }
}
