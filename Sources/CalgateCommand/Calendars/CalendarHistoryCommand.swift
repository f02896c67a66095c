import ArgumentParser
import CalendarService
import CalendarStore
import Calgate

/// `calgate calendar history CALID`
struct CalendarHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Print the changes of a calendar, newest first: number, time, what, UID, resource name, who, separated by tabs."
    )

    @Argument(help: "The calendar: jdoe or jdoe:newcal.")
    var calendar: String

    @Option(help: "How many lines at most.")
    var limit = 100

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            for change in try await open.service.history(of: .calid(calendar), limit: limit, for: caller) {
                let fields = [
                    String(change.number.rawValue), change.time.commandLineText, change.kind.word, change.uid, change.resourceName,
                    change.author,
                ]
                StandardStreams.write(line: fields.joined(separator: "\t"))
            }
        }
    }
}

extension Change.Kind {
    fileprivate var word: String {
        switch self {
        case .created: "created"
        case .changed: "changed"
        case .deleted: "deleted"
        }
    }
}
