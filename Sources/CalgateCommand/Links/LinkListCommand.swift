import ArgumentParser
import CalendarService
import CalendarStore
import Calgate

/// `calgate link list [CALID]`
struct LinkListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print links, one a line: number, calid, view, made, last used (to the hour; - for never), comment, separated by tabs."
    )

    @Argument(help: "The calendar: jdoe or jdoe:newcal; without it, all.")
    var calendar: String?

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            if let calendar {
                let found = try await open.service.feedLinks(of: .calid(calendar), for: caller)
                try await write(found.links, of: found.calendar, open)
                return
            }
            for account in try await open.store.read({ try $0.accounts(in: nil) }) {
                for found in try await open.service.feedLinks(ofOwner: "\(account.name)@\(account.domainName)", for: caller) {
                    try await write(found.links, of: found.calendar, open)
                }
            }
        }
    }

    private func write(_ links: [FeedLink], of calendar: CalendarInfo, _ open: OpenStore) async throws {
        for link in links {
            let fields = [
                String(link.id), try await open.calid(of: calendar), LinkView(link.view).rawValue, link.created.commandLineText,
                link.lastUsed?.commandLineText ?? "-", link.comment,
            ]
            StandardStreams.write(line: fields.joined(separator: "\t"))
        }
    }
}
