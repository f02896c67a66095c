import CalendarStore
import SQLStore
import Synchronization
import Testing

import class Foundation.FileHandle
import class Foundation.FileManager
import class Foundation.Pipe
import class Foundation.Process
import struct Foundation.URL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A real process that writes is killed again and again.
@Suite struct CrashTests {
    @Test func killedWriterLosesNothingAcknowledgedAndLeavesNoHalves() async throws {
        let folder = try TemporaryStore.makeFolder()
        let path = folder.appending(path: "store.sqlite").path
        var acknowledged: Set<String> = []
        var runsWithWrites = 0
        for run in 0..<50 {
            let lines = try await Self.runAndKill(path: path, run: run, after: .milliseconds(Int.random(in: 10...140)))
            if !lines.isEmpty { runsWithWrites += 1 }
            for line in lines {
                let fields = line.split(separator: " ")
                try #require(fields.count == 4 && fields[0] == "done", "\(line)")
                acknowledged.insert("\(fields[1])-\(fields[2])-\(fields[3])")
            }
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let store = try SQLiteStore(path: path)
            let halves = try await store.read { transaction throws in
                var halves: [String: Int] = [:]
                for calendar in try transaction.allCalendars() {
                    try transaction.forEachObject(in: calendar.id) { object in
                        #expect(object.text.octets.count == 900)
                        halves[String(object.record.uid.dropLast(2)), default: 0] += 1
                        return true
                    }
                }
                return halves
            }
            #expect(halves.values.allSatisfy { $0 == 2 }, "half of a write after run \(run)")
            let lost = acknowledged.filter { halves[$0] == nil }
            #expect(lost.isEmpty, "acknowledged and lost after run \(run): \(lost.sorted().prefix(5))")
            #expect(try await store.check() == [])
            await store.close()
        }
        // Most runs were killed at work, not before it.
        #expect(runsWithWrites >= 25)
        #expect(acknowledged.count >= 200)
        try FileManager.default.removeItem(at: folder)
    }

    /// Starts the writer, kills it after a while, returns the whole lines it said. Every third one is killed wherever it is by then, in the
    /// middle of opening the store perhaps; the others a while after their first word, however slow the machine.
    private static func runAndKill(path: String, run: Int, after delay: Duration) async throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "StoreCrashWriter")
        process.arguments = [path, "\(run)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = Said()
        async let end: Void = said.listen(to: output.fileHandleForReading)
        for _ in 0..<3000 where run % 3 != 0 && said.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        try await Task.sleep(for: delay)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        await end
        try #require(process.terminationReason == .uncaughtSignal, "the writer ended by itself")
        return said.lines
    }

    /// What the writer said so far.
    private final class Said: Sendable {
        private let octets = Mutex<[UInt8]>([])

        var isEmpty: Bool { octets.withLock { $0.isEmpty } }

        /// The whole lines; the last one may have been cut.
        var lines: [String] {
            let text = String(decoding: octets.withLock { $0 }, as: UTF8.self)
            guard let end = text.lastIndex(of: "\n") else { return [] }
            return text[..<end].split(separator: "\n").map(String.init)
        }

        func listen(to handle: FileHandle) async {
            while case let chunk = handle.availableData, !chunk.isEmpty { octets.withLock { $0 += chunk } }
        }
    }
}
