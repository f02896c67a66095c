import ArgumentParser
import ICalendar

/// `calgate format FILE`
struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "format", abstract: "Read an iCalendar file and write it again: CRLF, folded, repaired.",
        discussion: "Prints what was odd to standard error. When the text must be refused, prints every reason and exits with 1."
    )

    @Argument(help: "The file, or - for standard input.")
    var file: String

    func run() throws {
        let parsed = Parser().parse(try StandardStreams.read(file))
        for finding in parsed.findings { StandardStreams.complain(finding.line(in: file)) }
        guard parsed.errors.isEmpty else { throw ExitCode.failure }
        var text: [UInt8] = []
        for calendar in parsed.calendars { Serializer().append(calendar, to: &text) }
        StandardStreams.write(octets: text)
    }
}

extension Finding {
    /// `FILE:LINE: severity: COMPONENT PROPERTY (UID): reason`, as compilers print it.
    func line(in file: String) -> String {
        let level =
            switch severity {
            case .error: "error"
            case .value: "warning"
            case .note: "note"
            }
        let place = [component, property].compactMap { $0 }.joined(separator: " ")
        let owner = uid.map { " (\($0))" } ?? ""
        return "\(file):\(line): \(level): \(place)\(owner)\(place.isEmpty && owner.isEmpty ? "" : ": ")\(reason)"
    }
}
