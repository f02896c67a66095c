import ArgumentParser
import CalendarService
import Calgate

/// `calgate calendar remove CALID`
struct CalendarRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a calendar with everything in it. There is no undo but a backup."
    )

    @Argument(help: "The calendar: jdoe:newcal.")
    var calendar: String

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            let removed = try await open.service.removeCalendar(.calid(calendar), for: caller)
            StandardStreams.complain("removed \(try await open.calid(of: removed))")
        }
    }
}
