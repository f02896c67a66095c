import CalendarStore
import Testing

import class Foundation.FileManager
import class Foundation.Process
import struct Foundation.URL

@testable import SQLStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// No space left: an error, no damage, and all works again when there is room.
@Suite struct FullDiskTests {
    @Test func pageLimitFailsWritesAndKeepsTheStore() async throws {
        var options = SQLiteStore.Options()
        options.maximumPages = 400
        try await TemporaryStore.with(options: options) { temporary in
            let calendar = try await temporary.makeCalendar()
            let stored = try await Self.fill(temporary.store, calendar.id)
            #expect(stored.full > 0)
            #expect(stored.written > 0)
            try await Self.verify(temporary.store, calendar.id, written: stored.written)
            // Room again.
            let larger = try SQLiteStore(path: temporary.path)
            _ = try await larger.write {
                try $0.insert(.sample("after", text: Self.text), resourceName: nil, in: calendar.id, author: "")
            }
            try await Self.verify(larger, calendar.id, written: stored.written + 1)
            await larger.close()
        }
    }

    @Test func fullFileSystemFailsWritesAndKeepsTheStore() async throws {
        let folder = try TemporaryStore.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        guard geteuid() == 0, Self.run("mount", "-t", "tmpfs", "-o", "size=3m", "calgate-test", folder.path) else {
            print("full file system: not tried, only root can mount one")
            return
        }
        defer { _ = Self.run("umount", "-l", folder.path) }
        let path = folder.appending(path: "store.sqlite").path
        let ballast = folder.appending(path: "ballast").path
        #expect(FileManager.default.createFile(atPath: ballast, contents: .init(count: 1_000_000)))
        let store = try SQLiteStore(path: path)
        let calendar = try await store.write { transaction throws in
            let domain = try transaction.insertDomain(name: "example.com", isDefault: true)
            let account = try transaction.insert(NewAccount(domain: domain.id, name: "a", displayName: "", passwordVerifier: nil))
            return try transaction.insert(.sample("Calendar", owner: account.id))
        }
        let stored = try await Self.fill(store, calendar.id)
        #expect(stored.full > 0)
        #expect(stored.written > 0)
        try await Self.verify(store, calendar.id, written: stored.written)
        try FileManager.default.removeItem(atPath: ballast)
        _ = try await store.write {
            try $0.insert(.sample("after", text: Self.text), resourceName: nil, in: calendar.id, author: "")
        }
        try await Self.verify(store, calendar.id, written: stored.written + 1)
        await store.close()
        let again = try SQLiteStore(path: path)
        try await Self.verify(again, calendar.id, written: stored.written + 1)
        await again.close()
    }

    private static let text = String(repeating: "x", count: 12_000)

    /// Writes in groups until nothing fits any more.
    private static func fill(_ store: SQLiteStore, _ calendar: CalendarID) async throws -> (written: Int, full: Int) {
        var written = 0
        var full = 0
        for round in 0..<60 where full < 30 {
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        do {
                            _ = try await store.write {
                                try $0.insert(.sample("\(round)-\(number)", text: text), resourceName: nil, in: calendar, author: "")
                            }
                            return true
                        } catch {
                            #expect((error as? StoreError)?.code == .full, "\(error)")
                            return false
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            written += outcomes.count { $0 }
            full += outcomes.count { !$0 }
        }
        return (written, full)
    }

    private static func verify(_ store: SQLiteStore, _ calendar: CalendarID, written: Int) async throws {
        let (count, octets) = try await store.read { transaction throws in
            var count = 0
            var octets = 0
            try transaction.forEachObject(in: calendar) {
                count += 1
                octets += $0.text.octets.count
                return true
            }
            return (count, octets)
        }
        #expect(count == written)
        #expect(octets == written * text.utf8.count)
        #expect(try await store.currentCalendar(calendar)?.revision.rawValue == Int64(written))
        #expect(try await store.check() == [])
    }

    private static func run(_ command: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [command] + arguments
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
