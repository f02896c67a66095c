import ArgumentParser
import CalendarService
import Calgate
import NIOCore

/// `calgate export CALID`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print a calendar as one iCalendar file, as GET /CalendarData/ serves it to its owner."
    )

    @Argument(help: "The calendar: jdoe or jdoe:newcal.")
    var calendar: String

    @OptionGroup var options: DataOptions

    func run() async throws {
        try await options.withStore { open, caller in
            let rendering = try await open.service.rendering(
                of: .calid(calendar), endpoint: .calendarData, for: caller
            )
            StandardStreams.write(octets: Array(rendering.octets.readableBytesView))
        }
    }
}
