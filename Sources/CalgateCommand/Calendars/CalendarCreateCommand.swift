import ArgumentParser
import CalendarService
import CalendarStore
import Calgate

/// `calgate calendar create OWNER NAME`
struct CalendarCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a calendar. Works while the server runs.")

    @Argument(help: "Login name of the owner.")
    var owner: String

    @Argument(help: "Name, as it stands in URLs; / makes folders.")
    var name: String

    @OptionGroup var options: DataOptions

    @Option(name: .customLong("display-name"), help: "Name for people.")
    var displayName: String?

    func run() async throws {
        try await options.withStore { open, caller in
            var creation = CalendarCreation(owner: owner, name: name)
            creation.displayName = displayName
            let made = try await open.service.createCalendar(creation, for: caller)
            StandardStreams.write(line: try await open.calid(of: made))
        }
    }
}
