import ArgumentParser
import Foundation

/// Measures the gateway without its peers: one table, with libical and SQLite beside it where they are installed.
@main struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calgate-bench",
        abstract: "Measure parsing, expansion, publishing, queries and whole requests in this process.",
        discussion: """
            Only ratios within one run mean something on a shared machine. Families: \(RowFamily.allCases.map(\.rawValue).joined(separator: ", ")).
            """
    )

    @Option(help: "Items of the large calendar.") var items = 10_000
    @Option(help: "Seconds a row is repeated for.") var seconds = 0.5
    @Option(help: "Only these families, separated by commas.") var only: String?
    @Option(help: "Folder for databases; /dev/shm keeps the disk out of it.") var folder = NSTemporaryDirectory()
    @Option(help: "Keep the rows in a file.") var save: String?
    @Option(help: "Show the change against a saved run.") var compare: String?
    @Flag(help: "The query rows also over 100,000 items.") var large = false
    @Option(help: "Instead of all rows, ask a mixture of requests for so many seconds and watch the memory.") var soak: Double?
    @Flag(help: "Write the calendar of the run to standard output instead, for other programs to measure.") var printCalendar = false

    func validate() throws {
        guard items > 0, items <= 1_000_000 else { throw ValidationError("--items is a number from 1 to 1000000") }
        guard seconds > 0 else { throw ValidationError("--seconds is a number above 0") }
        if let soak, !(1...86_400).contains(soak) { throw ValidationError("--soak is a number of seconds from 1 to 86400") }
        _ = try families()
    }

    func run() async throws {
        if printCalendar {
            FileHandle.standardOutput.write(Data(SampleCalendar(items: items).text()))
            return
        }
        let earlier = try compare.map { try SavedRun(path: $0) }
        let bench = try Bench(items: items, seconds: seconds, isLarge: large, folder: folder)
        defer { bench.removeFolder() }
        let families = try families()
        print(Machine.line)
        if let soak {
            try await Soak(bench: bench, duration: .seconds(soak)).run()
            return
        }
        var table = ResultTable(earlier: earlier)
        table.printHead()
        for family in families {
            for row in try await family.rows(bench) { table.printRow(row) }
        }
        for note in bench.notes.list { print("note: \(note)") }
        if let save { try SavedRun(machine: Machine.line, rows: table.rows).write(to: save) }
    }

    private func families() throws -> [RowFamily] {
        guard let only else { return RowFamily.allCases }
        return try only.split(separator: ",").map { word in
            guard let family = RowFamily(rawValue: String(word)) else { throw ValidationError("there is no family “\(word)”") }
            return family
        }
    }
}

/// The kinds of rows, in the order of the table.
enum RowFamily: String, CaseIterable {
    case text, expansion, publish, query, protocols, load

    func rows(_ bench: Bench) async throws -> [Row] {
        switch self {
        case .text: try TextRows(bench).rows()
        case .expansion: try ExpansionRows(bench).rows()
        case .publish: try await PublishRows(bench).rows()
        case .query: try await QueryRows(bench).rows()
        case .protocols: try ProtocolRows(bench).rows()
        case .load: try await LoadRows(bench).rows()
        }
    }
}
