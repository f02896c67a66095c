import CSQLite
import CalendarStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Copies a whole store, and puts a copy back.
enum SQLiteBackup {
    /// Copies one moment of a store into a new file while others read and write it. The file appears when it is complete and flushed.
    static func copy(_ source: String, to path: String, _ options: SQLiteStore.Options) throws {
        guard access(path, F_OK) != 0 else { throw StoreError(.conflict, "\(path) is there already; a backup makes a new file") }
        let part = path + ".part"
        removeFile(part)
        do {
            try SQLiteFile.prepare(part)
            let from = try SQLiteConnection(path: source, access: .write, busyTimeout: options.busyTimeout)
            try copyPages(from: from, to: part)
        } catch {
            removeFile(part)
            throw error
        }
        flush(part)
        guard rename(part, path) == 0 else {
            let reason = String(cString: strerror(errno))
            removeFile(part)
            throw StoreError(.unavailable, "\(path) cannot be made: \(reason)")
        }
        flush(folder(of: path))
    }

    /// Copies all pages in one step: one snapshot of the source, one transaction of the target.
    private static func copyPages(from source: SQLiteConnection, to path: String, isStandalone: Bool = true) throws {
        let target = try SQLiteConnection(path: path, access: .create, busyTimeout: 10_000)
        try target.script("PRAGMA synchronous = FULL")
        guard let backup = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
            throw StoreError(sqlite: target.handle, result: SQLITE_ERROR, doing: "copying to \(path)")
        }
        var result = sqlite3_backup_step(backup, -1)
        for _ in 0..<500 where result == SQLITE_BUSY || result == SQLITE_LOCKED {
            usleep(20_000)
            result = sqlite3_backup_step(backup, -1)
        }
        let finished = sqlite3_backup_finish(backup)
        guard result == SQLITE_DONE, finished == SQLITE_OK else {
            throw StoreError(sqlite: result == SQLITE_DONE ? finished : result, systemError: 0, message: "", doing: "copying to \(path)")
        }
        // The copy says of itself that it has a write-ahead log; as one file it needs none.
        try target.script(isStandalone ? "PRAGMA journal_mode = DELETE" : "PRAGMA wal_checkpoint(PASSIVE)")
    }

    static func restore(from backup: String, to path: String, clock: any WallClock) throws {
        let work = path + ".restore"
        removeStore(work)
        defer { removeStore(work) }
        try SQLiteFile.prepare(work)
        do {
            let from = try SQLiteConnection(path: backup, access: .read, busyTimeout: 10_000)
            guard try SQLiteFile.version(of: from) > 0 else { throw StoreError(.damaged, "\(backup) is empty") }
            try copyPages(from: from, to: work)
        }
        let copy = try SQLiteConnection(path: work, access: .write, busyTimeout: 10_000)
        try SQLiteFile.migrate(copy, clock: clock)
        let problems = try StoreCheck.problems(in: ReadTransaction(copy, CalendarCoding()))
        guard problems.isEmpty else {
            throw StoreError(.damaged, "\(backup) is damaged, nothing was restored: \(problems.prefix(5).joined(separator: "; "))")
        }
        try renewEpoch(of: copy, generationsBefore: generation(at: path))
        if isReadable(path) {
            // Flushed by SQLite itself, as any commit: the file may be in use, even by this process.
            try copyPages(from: copy, to: path, isStandalone: false)
        } else {
            try copy.script("PRAGMA journal_mode = DELETE")
            flush(work)
            try moveAside(path)
            guard rename(work, path) == 0 else {
                throw StoreError(.unavailable, "\(path) cannot be made: \(String(cString: strerror(errno)))")
            }
        }
        flush(folder(of: path))
    }

    /// A new life, with a generation nobody has seen: what was derived from the store before is no longer good.
    ///
    /// Far ahead, for others may still write between the look at their generation and the copying.
    private static func renewEpoch(of copy: SQLiteConnection, generationsBefore: Int64) throws {
        try copy.beginWriting()
        try copy.run(
            """
            UPDATE store_state SET epoch = $1, generation = CASE WHEN generation > CAST($2 AS BIGINT) THEN generation
                ELSE CAST($2 AS BIGINT) END + 1000000
            """, StoreEpoch.random().rawValue, generationsBefore)
        try copy.commit()
    }

    /// The generation of the store that is about to be replaced; 0 if it cannot be told.
    private static func generation(at path: String) -> Int64 {
        guard access(path, F_OK) == 0, let old = try? SQLiteConnection(path: path, access: .write, busyTimeout: 10_000) else { return 0 }
        return (try? ReadTransaction(old, CalendarCoding()).state().generation) ?? 0
    }

    /// Whether a file is a database into which pages can be copied.
    private static func isReadable(_ path: String) -> Bool {
        guard access(path, F_OK) == 0, let old = try? SQLiteConnection(path: path, access: .write, busyTimeout: 10_000) else {
            return false
        }
        return (try? SQLiteFile.version(of: old)) ?? 0 > 0
    }

    private static func moveAside(_ path: String) throws {
        for suffix in ["", "-wal", "-shm"] where access(path + suffix, F_OK) == 0 {
            guard rename(path + suffix, path + ".damaged" + suffix) == 0 else {
                throw StoreError(.unavailable, "\(path + suffix) cannot be moved aside: \(String(cString: strerror(errno)))")
            }
        }
    }

    private static func removeStore(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { removeFile(path + suffix) }
    }

    private static func removeFile(_ path: String) { unlink(path) }
}
