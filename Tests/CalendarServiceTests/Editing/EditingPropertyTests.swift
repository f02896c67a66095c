import Foundation
import ICalendar
import SeededRandom
import Testing

@testable import CalendarService

/// Random series and random edits: after each the expansion gives exactly what a list of instances kept by hand says.
@Suite struct EditingPropertyTests {
    /// More of them when they are written down for another program, and as many as CALGATE_EDIT_SERIES says.
    private static let seriesPerBlock =
        ProcessInfo.processInfo.environment["CALGATE_EDIT_SERIES"].flatMap { Int($0) }.map { min(max($0, 1), 10_000) }
        ?? (CaseSink.shared.isWriting ? 40 : 12)

    @Test(arguments: 0..<12)
    func editsAreExact(block: Int) throws {
        let sink = CaseSink.shared
        for number in 0..<Self.seriesPerBlock {
            let seed = UInt64(block * 10_000 + number)
            var random = SeededGenerator(seed: seed)
            var run = try EditingRun(&random)
            for _ in 0..<8 {
                let before = run.object.components.map { String(decoding: Serializer().text(of: $0), as: UTF8.self) }.joined()
                guard let problem = try run.step(&random, sink) else { continue }
                Issue.record("seed \(seed): \(problem)\n\(run.log.joined(separator: "\n"))\nbefore:\n\(before)")
                break
            }
        }
    }
}
