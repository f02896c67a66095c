import CalendarService
import Calgate
import Foundation
import GatewayTesting
import ICalendar
import Testing
import TimeZoneDatabase

/// Calendars of other programs, published and then edited through WCAP: what an edit does not name stays as it was published.
///
/// Files of our own, and some of the open corpus where it lies beside the repository; CALGATE_EXPORTS names a folder whose calendars are
/// tried all (`deploy/check-edits FOLDER`).
struct ForeignExportTests {
    @Test("Series of foreign exports are edited through WCAP and nothing else changes", .timeLimit(.minutes(30)))
    func edits() async throws {
        let files = try Self.files()
        let registry = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        try await RunningGateway.run(configure: { $0.service.recurrenceBound = 50_000 }) { gateway in
            let session = try await WCAPSession(gateway, "jdoe")
            let results = try await withThrowingTaskGroup(of: [(series: Int, problems: [String])].self) { group in
                for worker in 0..<3 {
                    group.addTask {
                        var results: [(series: Int, problems: [String])] = []
                        for (number, file) in files.enumerated() where number % 3 == worker {
                            var run = ForeignExport(gateway: gateway, session: session, name: "Export\(number)", registry: registry)
                            let found = try await run.problems(of: [UInt8](try Data(contentsOf: file)))
                            results.append(
                                (run.edited, found.isEmpty ? [] : ["\(file.path): " + found.prefix(3).joined(separator: "\n    ")]))
                        }
                        return results
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let problems = results.flatMap(\.problems)
            let edited = results.reduce(0) { $0 + $1.series }
            print("foreign exports: \(files.count) files, \(edited) series edited")
            // A folder of somebody's own may have no series.
            #expect(edited > 3 || Self.folder != nil)
            #expect(problems.isEmpty, "\(problems.count) files:\n\(problems.sorted().joined(separator: "\n"))")
        }
    }

    private static let folder = ProcessInfo.processInfo.environment["CALGATE_EXPORTS"]

    private static func files() throws -> [URL] {
        if let folder {
            let all = FileManager.default.enumerator(at: URL(fileURLWithPath: folder), includingPropertiesForKeys: nil)
            return (all?.compactMap { $0 as? URL }.filter { $0.pathExtension.lowercased() == "ics" } ?? []).sorted { $0.path < $1.path }
        }
        let own = TestFiles.calendars(under: TestFiles.producers)
        guard let corpus = TestFiles.corpus else {
            print("open corpus: not beside the repository, not tried")
            return own
        }
        return own + (try TestFiles.readable(in: corpus)).enumerated().filter { $0.offset % 15 == 7 }.map(\.element)
    }
}
