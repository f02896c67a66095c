import ArgumentParser
import CalendarService
import Calgate
import ICalendar

/// `calgate expand FILE --start UTC --end UTC`
struct ExpandCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expand", abstract: "Print the start of every occurrence in a range, one a line.",
        discussion: """
            UTC with Z for times with a zone, YYYYMMDD for all-day items, local time without Z for floating ones. The range is half-open:
            an occurrence is printed when it starts at --start or later and before --end.
            """
    )

    @Argument(help: "An iCalendar file, or - for standard input.")
    var file: String

    @Option(help: "First instant, UTC: 20260101T000000Z or 20260101.")
    var start: String

    @Option(help: "End, exclusive, UTC.")
    var end: String

    @Option(name: .customLong("time-zone"), help: "Zone in which floating times and dates are placed.")
    var timeZone = "UTC"

    func run() throws {
        let from = try Self.instant(start, option: "--start")
        let to = try Self.instant(end, option: "--end")
        guard from <= to else { throw ValidationError("--end lies before --start") }
        let registry = try TimeZoneRegistry.system()
        guard let floating = registry.rules(for: timeZone) else { throw ValidationError("unknown time zone \(timeZone)") }
        let parsed = Parser.incoming.parse(try StandardStreams.read(file))
        for finding in parsed.errors { StandardStreams.complain(finding.line(in: file)) }
        guard parsed.errors.isEmpty else { throw ExitCode.failure }
        var starts: [(Instant, String)] = []
        var isComplete = true
        for object in CalendarContents(parsed.calendars).objects {
            let zones = ZoneResolver(timeZones: object.timeZones, registry: registry, floating: floating)
            let found = Expansion(object, zones: zones).occurrences(overlapping: from..<to)
            isComplete = isComplete && found.isComplete
            for occurrence in found.list where occurrence.startInstant >= from && occurrence.startInstant < to {
                starts.append((occurrence.startInstant, Self.text(of: occurrence)))
            }
        }
        for (_, text) in starts.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) { StandardStreams.write(line: text) }
        guard isComplete else { throw CommandFailure("the expansion was cut at its work limit") }
    }

    private static func text(of occurrence: Occurrence) -> String {
        switch occurrence.start {
        case .date, .floating: occurrence.start.text
        case .utc, .zoned: DateTimeValue.utc(occurrence.startInstant.utc).text
        }
    }

    private static func instant(_ text: String, option: String) throws -> Instant {
        guard let value = try? Property(.dtstart, value: text).dateTime() else {
            throw ValidationError("\(option): \(text) is no date or UTC time")
        }
        return value.local.asUTC
    }
}
