import ArgumentParser
import CalendarService
import Calgate

/// `calgate import CALID FILE`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Put an iCalendar file into a calendar.",
        discussion: "Items with the same UID are replaced. All or nothing: one bad item and nothing is stored, unless --partial."
    )

    @Argument(help: "The calendar: jdoe or jdoe:newcal.")
    var calendar: String

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Flag(help: "Remove what the file does not hold.")
    var replace = false

    @Flag(name: .customLong("dry-run"), help: "Only say what would happen.")
    var isDryRun = false

    @Flag(help: "Store the good items although others are bad.")
    var partial = false

    @OptionGroup var options: DataOptions

    func run() async throws {
        let text = try StandardStreams.read(file)
        try await options.withStore { open, caller in
            var publish = Publish(calendar: .calid(calendar), text: text, mode: replace ? .replace : .add, rules: .calendarData)
            publish.isDryRun = isDryRun
            publish.isPartial = partial
            do {
                let report = try await open.service.publish(publish, for: caller)
                for finding in report.findings { StandardStreams.complain(finding.line(in: file)) }
                StandardStreams.complain(
                    "\(isDryRun ? "would be: " : "")\(report.added) added, \(report.changed) changed, \(report.unchanged) unchanged, \(report.removed) removed"
                )
            } catch let error as CalendarError where !error.findings.isEmpty {
                for finding in error.findings { StandardStreams.complain(finding.line(in: file)) }
                throw error
            }
        }
    }
}
