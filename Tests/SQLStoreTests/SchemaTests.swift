import CalendarStore
import Testing

import class Foundation.FileManager

@testable import SQLStore

@Suite struct SchemaTests {
    @Test func storeOfANewerProgramIsRefused() async throws {
        let temporary = try TemporaryStore()
        let calendar = try await temporary.makeCalendar()
        await temporary.store.close()
        let connection = try SQLiteConnection(path: temporary.path, access: .write, busyTimeout: 1000)
        try connection.script("PRAGMA user_version = \(Migrations.newest + 1)")
        #expect { try SQLiteStore(path: temporary.path) } throws: { ($0 as? StoreError)?.code == .tooNew }
        // Back to ours: nothing was touched.
        try connection.script("PRAGMA user_version = \(Migrations.newest)")
        let again = try SQLiteStore(path: temporary.path)
        #expect(try await again.currentCalendar(calendar.id) == calendar)
        await again.close()
        try temporary.remove()
    }

    @Test func foreignDatabaseIsRefused() throws {
        let folder = try TemporaryStore.makeFolder()
        let path = folder.appending(path: "other.sqlite").path
        try SQLiteConnection(path: path, access: .create, busyTimeout: 1000).script("CREATE TABLE other (a)")
        #expect { try SQLiteStore(path: path) } throws: { ($0 as? StoreError)?.code == .damaged }
        try FileManager.default.removeItem(at: folder)
    }

    @Test func parametersOutOfOrderAreRefused() throws {
        let folder = try TemporaryStore.makeFolder()
        let connection = try SQLiteConnection(path: folder.appending(path: "x").path, access: .create, busyTimeout: 1000)
        #expect(throws: StoreError.self) { try connection.run("SELECT $2, $1", 1, 2) }
        #expect(throws: StoreError.self) { try connection.run("SELECT $1", 1, 2) }
        #expect(try connection.first("SELECT $1, $1, $2", 1, "") { ($0.integer(1), $0.isNull(2)) } ?? (0, true) == (1, false))
        try FileManager.default.removeItem(at: folder)
    }
}
