import ArgumentParser
import CalendarService
import CalendarStore
import Calgate

/// `calgate calendar restore CALID --at TIME`
struct CalendarRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring a calendar, or one item of it, back to the state it had at a time.",
        discussion:
            "It is an ordinary new change: clients see it, and it can be undone the same way. Texts are kept for 30 days unless configured otherwise."
    )

    @Argument(help: "The calendar: jdoe or jdoe:newcal.")
    var calendar: String

    @Option(help: "UTC: 20260102T030405Z, as the history prints it.")
    var at: String

    @Option(help: "Only the item with this UID.")
    var uid: String?

    @OptionGroup var options: DataOptions

    func run() async throws {
        let time = try Timestamp(commandLineText: at)
        try await options.withStore { open, caller in
            let report = try await open.service.restore(.calid(calendar), at: time, uid: uid, for: caller)
            StandardStreams.complain("brought back: \(report.added) added, \(report.changed) changed, \(report.removed) removed")
        }
    }
}
