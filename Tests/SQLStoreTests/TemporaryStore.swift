import CalendarStore
import ICalendar
import SQLStore
import Synchronization

import class Foundation.FileManager
import struct Foundation.URL
import struct Foundation.UUID

/// A store in a folder of its own that vanishes with the test.
struct TemporaryStore {
    let folder: URL
    let store: SQLiteStore
    let clock: ManualClock
    var path: String { folder.appending(path: "store.sqlite").path }

    init(options: SQLiteStore.Options = .init()) throws {
        folder = try Self.makeFolder()
        clock = ManualClock()
        store = try SQLiteStore(path: folder.appending(path: "store.sqlite").path, options: options, clock: clock)
    }

    static func makeFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "calgate-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Opens a store, hands it to the closure, closes and removes it.
    static func with<Result>(
        options: SQLiteStore.Options = .init(), _ body: (TemporaryStore) async throws -> Result
    ) async throws -> Result {
        let temporary = try TemporaryStore(options: options)
        do {
            let result = try await body(temporary)
            await temporary.store.close()
            try FileManager.default.removeItem(at: temporary.folder)
            return result
        } catch {
            await temporary.store.close()
            try? FileManager.default.removeItem(at: temporary.folder)
            throw error
        }
    }

    func remove() throws { try FileManager.default.removeItem(at: folder) }

    /// A domain, an account and a calendar to put things into.
    func makeCalendar(_ name: String = "Calendar", owner: String = "jdoe") async throws -> Calendar {
        try await store.write { transaction throws in
            let domain = try transaction.defaultDomain() ?? transaction.insertDomain(name: "example.com", isDefault: true)
            let account =
                try transaction.account(named: owner, in: domain.id)
                ?? transaction.insert(NewAccount(domain: domain.id, name: owner, displayName: owner, passwordVerifier: nil))
            return try transaction.insert(.sample(name, owner: account.id))
        }
    }
}

/// A clock that says what the test wants.
final class ManualClock: WallClock {
    private let time = Mutex<Int64>(1_767_225_600_000_000)

    func now() -> Timestamp { Timestamp(microseconds: time.withLock { $0 }) }
    func advance(seconds: Int64) { time.withLock { $0 += seconds * 1_000_000 } }
}

extension NewCalendar {
    static func sample(_ name: String, owner: AccountID) -> NewCalendar {
        NewCalendar(
            owner: owner, name: name, calidTail: name, publicID: UUID().uuidString, displayName: name,
            accessList: AccessList([AccessEntry(.owners, .all, [.read, .write])])
        )
    }
}

extension ObjectContent {
    static func sample(
        _ uid: String, text: String = "BEGIN:VEVENT\r\nEND:VEVENT\r\n", span: ObjectSpan? = nil, timeZones: [Digest] = []
    ) -> ObjectContent {
        ObjectContent(
            uid: uid, kind: .vevent, text: ObjectText(form: .components, octets: Array(text.utf8), timeZones: timeZones),
            etag: "\(uid.utf8.count)-\(text.utf8.count)", digest: .sample(text),
            span: span ?? ObjectSpan(first: Instant(seconds: 1000), last: Instant(seconds: 4600), isRecurring: false),
            classification: .public, sequence: 0
        )
    }
}

extension Digest {
    static func sample(_ text: String) -> Digest {
        let octets = Array(text.utf8.suffix(32))
        return Digest(octets: octets + [UInt8](repeating: 0, count: 32 - octets.count))
    }
}
