import ArgumentParser
import CalendarService
import ICalendar

/// `calgate format FILE`
struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "format", abstract: "Read an iCalendar file and write it again: CRLF, folded, repaired.",
        discussion: """
            Prints what was odd to standard error: notes, and warnings for values that cannot be understood, which are kept as they are. When the
            text must be refused everywhere (broken structure, two DTSTARTs, one UID as event and to-do), prints every error and exits with 1.
            """
    )

    @Argument(help: "The file, or - for standard input.")
    var file: String

    func run() throws {
        let parsed = Parser.incoming.parse(try StandardStreams.read(file))
        let findings = StorageAcceptance.judge(parsed, for: .wcapImport).everything.map { finding in
            var finding = finding
            // Which of two starts is meant nobody can know.
            if finding.deviation == .repeatedStart { finding.severity = .error }
            return finding
        }
        for finding in findings { StandardStreams.complain(finding.line(in: file)) }
        guard !findings.contains(where: { $0.severity == .error }) else { throw ExitCode.failure }
        var text: [UInt8] = []
        for calendar in parsed.calendars { Serializer().append(calendar, to: &text) }
        StandardStreams.write(octets: text)
    }
}

extension StorageJudgement {
    /// Refusals and notes in the order of their lines.
    fileprivate var everything: [Finding] { (refusals + notes).sorted { $0.line < $1.line } }
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
