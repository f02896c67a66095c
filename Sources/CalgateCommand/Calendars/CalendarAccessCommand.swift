import ArgumentParser
import CalendarService
import CalendarStore
import Calgate

/// `calgate calendar access CALID list|set`
struct CalendarAccessCommand: AsyncParsableCommand {
    enum Action: String, ExpressibleByArgument, CaseIterable {
        case list
        case set
    }

    static let configuration = CommandConfiguration(
        commandName: "access", abstract: "Print or replace the access list of a calendar.",
        discussion: """
            An entry is who^what^how^grant: who is a login name, @domain, @ (everybody), @@p (primary owner), @@o (owners), @@n (others) or @@d (the
            owner's domain); what is c (items), p (properties) or a (all); how is letters of r read, w write, d delete, s schedule, f free/busy,
            z change this list; grant is g or d (deny). The first entry that matches decides. Example: susan^a^rwd^g
            """
    )

    @Argument(help: "The calendar: jdoe or jdoe:newcal.")
    var calendar: String

    @Argument(help: "list or set.")
    var action: Action

    @Argument(help: "The entries in order, for set; they replace the whole list.")
    var entries: [String] = []

    @OptionGroup var options: DataOptions

    func validate() throws {
        if action == .list, !entries.isEmpty { throw ValidationError("list takes no entries") }
        // Without any, only the owner would be left: most likely a variable of a script that is empty.
        if action == .set, entries.isEmpty { throw ValidationError("set needs the entries of the new list") }
    }

    func run() async throws {
        try await options.withStore { open, caller in
            var info = try await open.service.calendar(.calid(calendar), for: caller)
            if action == .set {
                let list = try AccessList(text: entries.joined(separator: ";"))
                info = try await open.service.updateCalendar(.calid(calendar), for: caller) { calendar, _ in
                    calendar.accessList = list
                }
            }
            for entry in info.calendar.accessList.entries { StandardStreams.write(line: entry.text) }
        }
    }
}
