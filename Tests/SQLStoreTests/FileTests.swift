import CalendarStore
import SQLStore
import Testing

import struct Foundation.Data
import struct Foundation.FileAttributeKey
import class Foundation.FileManager
import class Foundation.NSNumber
import struct Foundation.URL

/// The file: who may read it, what is no store, several processes, backups.
@Suite struct FileTests {
    @Test func fileIsForItsOwnerOnly() async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.makeCalendar()
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: temporary.path + suffix)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(suffix)")
            }
        }
    }

    @Test func reopenedStoreHasEverything() async throws {
        let temporary = try TemporaryStore()
        let calendar = try await temporary.makeCalendar()
        let epoch = temporary.store.epoch
        #expect(epoch.rawValue.utf8.count == 16)
        await temporary.store.close()
        let again = try SQLiteStore(path: temporary.path)
        #expect(again.epoch == epoch)
        #expect(try await again.currentCalendar(calendar.id) == calendar)
        await again.close()
        try temporary.remove()
    }

    @Test func whatIsNoStoreIsRefusedAndLeftAlone() throws {
        let folder = try TemporaryStore.makeFolder()
        let path = folder.appending(path: "store.sqlite").path
        let text = Data(String(repeating: "no database at all. ", count: 500).utf8)
        try text.write(to: URL(filePath: path))
        #expect { try SQLiteStore(path: path) } throws: { ($0 as? StoreError)?.code == .damaged }
        #expect(try Data(contentsOf: URL(filePath: path)) == text)
        #expect { try SQLiteStore(path: folder.appending(path: "no/such/folder").path) } throws: {
            ($0 as? StoreError)?.code == .unavailable
        }
        try FileManager.default.removeItem(at: folder)
    }

    @Test func fileThatMayNotBeWrittenIsRefused() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.makeCalendar()
        await temporary.store.close()
        try FileManager.default.setAttributes([.posixPermissions: NSNumber(value: 0o400)], ofItemAtPath: temporary.path)
        if FileManager.default.isWritableFile(atPath: temporary.path) {
            print("file that may not be written: not tried, root writes everything")
        } else {
            #expect { try SQLiteStore(path: temporary.path) } throws: { ($0 as? StoreError)?.code == .readOnly }
        }
        try temporary.remove()
    }

    @Test func manyStoresOnOneFileTakeTurns() async throws {
        let folder = try TemporaryStore.makeFolder()
        let path = folder.appending(path: "store.sqlite").path
        // All find an empty file, one makes the schema.
        let stores = try await withThrowingTaskGroup(of: SQLiteStore.self) { group in
            for _ in 0..<6 { group.addTask { try SQLiteStore(path: path) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(stores.map(\.epoch)).count == 1)
        let calendar = try await stores[0].write { transaction throws in
            let domain = try transaction.insertDomain(name: "example.com", isDefault: true)
            let account = try transaction.insert(NewAccount(domain: domain.id, name: "a", displayName: "", passwordVerifier: nil))
            return try transaction.insert(.sample("Calendar", owner: account.id))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, store) in stores.enumerated() {
                for task in 0..<4 {
                    group.addTask {
                        for number in 0..<10 {
                            let record = try await store.write {
                                try $0.insert(
                                    .sample("\(index)-\(task)-\(number)"), resourceName: nil, in: calendar.id, author: "")
                            }
                            let current = try #require(try await store.currentCalendar(calendar.id))
                            #expect(current.revision >= record.change)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        for store in stores {
            #expect(try await store.currentCalendar(calendar.id)?.revision.rawValue == 240)
            await store.close()
        }
        try FileManager.default.removeItem(at: folder)
    }

    @Test func backupIsOneMomentWhileWritesGoOn() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            let copy = temporary.folder.appending(path: "copy.sqlite").path
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<4 {
                    group.addTask {
                        for number in 0..<50 {
                            try await store.write { transaction throws in
                                for half in ["a", "b"] {
                                    _ = try transaction.insert(
                                        .sample("\(task)-\(number)-\(half)"), resourceName: nil, in: calendar.id, author: "")
                                }
                            }
                        }
                    }
                }
                group.addTask { try await store.backup(to: copy) }
                try await group.waitForAll()
            }
            await expectError(.conflict) { try await store.backup(to: copy) }
            #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
            let copied = try SQLiteStore(path: copy)
            #expect(try await copied.check() == [])
            let (count, whole) = try await copied.read { transaction throws in
                var uids: Set<String> = []
                try transaction.forEachObjectRecord(in: calendar.id) {
                    uids.insert($0.uid)
                    return true
                }
                return (uids.count, uids.allSatisfy { uids.contains($0.dropLast() + ($0.hasSuffix("a") ? "b" : "a")) })
            }
            #expect(count % 2 == 0)
            #expect(whole)
            await copied.close()
        }
    }

    @Test func restoreTurnsBackAndRenewsTheEpochEvenWhileTheStoreIsOpen() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            let copy = temporary.folder.appending(path: "copy.sqlite").path
            _ = try await store.write { try $0.insert(.sample("before"), resourceName: nil, in: calendar.id, author: "") }
            try await store.backup(to: copy)
            _ = try await store.write { try $0.insert(.sample("after"), resourceName: nil, in: calendar.id, author: "") }
            #expect(try await store.currentCalendar(calendar.id)?.revision.rawValue == 2)
            let epoch = store.epoch
            let version = try await store.directoryVersion()

            try SQLiteStore.restore(from: copy, to: temporary.path)
            #expect(try await store.directoryVersion() > version)
            #expect(store.epoch != epoch)
            #expect(try await store.currentCalendar(calendar.id)?.revision.rawValue == 1)
            _ = try await store.write { try $0.insert(.sample("later"), resourceName: nil, in: calendar.id, author: "") }
            #expect(try await store.check() == [])

            let fresh = temporary.folder.appending(path: "fresh.sqlite").path
            try SQLiteStore.restore(from: copy, to: fresh)
            let other = try SQLiteStore(path: fresh)
            #expect(try await other.read { try $0.objectRecord(uid: "before", in: calendar.id) } != nil)
            #expect(other.epoch != epoch)
            await other.close()
        }
    }

    @Test func damagedBackupIsNotRestored() async throws {
        try await TemporaryStore.with { temporary in
            let calendar = try await temporary.makeCalendar()
            let store = temporary.store
            try await store.writeAlone { transaction throws in
                for number in 0..<500 {
                    _ = try transaction.insert(.sample("\(number)"), resourceName: nil, in: calendar.id, author: "")
                }
            }
            let copy = temporary.folder.appending(path: "copy.sqlite")
            try await store.backup(to: copy.path)
            var octets = try Data(contentsOf: copy)
            let middle = octets.count / 2
            octets.replaceSubrange(middle..<middle + 20_000, with: Data(repeating: 0xAA, count: 20_000))
            try octets.write(to: copy)
            #expect { try SQLiteStore.restore(from: copy.path, to: temporary.path) } throws: {
                ($0 as? StoreError)?.code == .damaged
            }
            #expect(try await store.check() == [])
            #expect(try await store.read { try $0.size(of: calendar.id).objects } == 500)
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.folder.path).allSatisfy { !$0.contains("restore") })
        }
    }

    @Test func restoreReplacesADamagedStoreAndKeepsItBeside() async throws {
        try await TemporaryStore.with { temporary in
            _ = try await temporary.makeCalendar()
            let copy = temporary.folder.appending(path: "copy.sqlite").path
            try await temporary.store.backup(to: copy)
            let broken = temporary.folder.appending(path: "broken.sqlite")
            try Data(repeating: 0x41, count: 9000).write(to: broken)
            try SQLiteStore.restore(from: copy, to: broken.path)
            let store = try SQLiteStore(path: broken.path)
            #expect(try await store.read { try $0.allCalendars().count } == 1)
            await store.close()
            #expect(FileManager.default.fileExists(atPath: broken.path + ".damaged"))
        }
    }
}
