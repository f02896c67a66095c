import ArgumentParser
import CalendarService
import CalendarStore
import Calgate

/// `calgate calendar list [OWNER]`
struct CalendarListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print calendars, one a line: calid, owner, name, display name, objects, revision, webcal id, separated by tabs."
    )

    @Argument(help: "Login name of an owner; without it, all.")
    var owner: String?

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            var owners: [String] = []
            if let owner {
                owners = [owner]
            } else {
                owners = try await open.store.read { try $0.accounts(in: nil).map { "\($0.name)@\($0.domainName)" } }
            }
            for owner in owners {
                for info in try await open.service.calendars(ofOwner: owner, for: caller) {
                    let size = try await open.store.read { try $0.size(of: info.calendar.id).objects }
                    let fields = [
                        try await open.calid(of: info), "\(info.owner.name)@\(info.owner.domainName)", info.calendar.name,
                        info.calendar.displayName,
                        String(size), String(info.calendar.revision.rawValue), info.calendar.publicID,
                    ]
                    StandardStreams.write(line: fields.joined(separator: "\t"))
                }
            }
        }
    }
}
