import CSQLite
import CalendarStore

/// A connection to a database file, used by one thread at a time.
final class SQLiteConnection: SQLConnection {
    enum Access {
        case create
        case write
        case read
    }

    let handle: OpaquePointer
    /// By number of the SQL.
    private var statements: [SQLiteStatement?] = []
    /// Pages in the log at the last commit.
    private let logSize: UnsafeMutablePointer<Int32>
    private var isFlushing = true

    /// Opens a file. `busyTimeout` in milliseconds: how long to wait for a lock another process holds.
    init(path: String, access: Access, busyTimeout: Int32) throws {
        _ = Self.library
        let flags =
            switch access {
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .write: SQLITE_OPEN_READWRITE
            case .read: SQLITE_OPEN_READONLY
            }
        var handle: OpaquePointer?
        let result = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard result == SQLITE_OK, let handle else {
            let error = StoreError(sqlite: handle, result: result, doing: "opening \(path)")
            sqlite3_close_v2(handle)
            throw error
        }
        // SQLite falls back to reading where it may not write; we would rather say so at once.
        if access != .read, sqlite3_db_readonly(handle, "main") == 1 {
            sqlite3_close_v2(handle)
            throw StoreError(.readOnly, "\(path) cannot be written: check the owner and rights of the file and its folder")
        }
        self.handle = handle
        logSize = .allocate(capacity: 1)
        logSize.initialize(to: 0)
        sqlite3_busy_timeout(handle, busyTimeout)
        // Nothing a text says may reach into the file's structure.
        _ = calgate_sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        _ = calgate_sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
        logSize.deallocate()
    }

    /// Set up once per process: allocation statistics cost a lock that all threads share.
    private static let library: Int32 = {
        _ = calgate_sqlite3_config_memstatus(0)
        return sqlite3_initialize()
    }()

    /// Runs statements that are not kept: schema, settings of the connection.
    func script(_ text: String) throws {
        let result = sqlite3_exec(handle, text, nil, nil, nil)
        guard result == SQLITE_OK else { throw StoreError(sqlite: handle, result: result, doing: text) }
    }

    func query(_ sql: SQL, _ parameters: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws {
        let statement = try statement(for: sql)
        let row = SQLiteRow(handle: statement.handle)
        try statement.withBound(parameters) {
            while try statement.step(), try body(row) {}
        }
    }

    @discardableResult
    func execute(_ sql: SQL, _ parameters: [SQLValue]) throws -> Int {
        let statement = try statement(for: sql)
        return try statement.withBound(parameters) {
            while try statement.step() {}
            return Int(sqlite3_changes64(handle))
        }
    }

    private func statement(for sql: SQL) throws -> SQLiteStatement {
        if sql.number < statements.count, let kept = statements[sql.number] {
            return kept.isInUse ? try SQLiteStatement(sql, on: handle) : kept
        }
        let statement = try SQLiteStatement(sql, on: handle)
        while statements.count <= sql.number { statements.append(nil) }
        statements[sql.number] = statement
        return statement
    }

    /// The texts of all statements prepared so far.
    var preparedTexts: [String] { statements.compactMap { $0?.sql.text } }

    // MARK: Transactions

    private static let beginDeferred: SQL = "BEGIN"
    private static let beginImmediate: SQL = "BEGIN IMMEDIATE"
    private static let commit: SQL = "COMMIT"
    private static let rollback: SQL = "ROLLBACK"
    private static let savepoint: SQL = "SAVEPOINT request"
    private static let release: SQL = "RELEASE request"
    private static let rollbackTo: SQL = "ROLLBACK TO request"

    func beginReading() throws { try execute(Self.beginDeferred, []) }
    func beginWriting() throws { try execute(Self.beginImmediate, []) }
    func commit() throws { try execute(Self.commit, []) }
    func setFlushing(_ isOn: Bool) throws {
        guard isOn != isFlushing else { return }
        // NORMAL leaves the log to the next flush: the order of commits stays, only the newest can be lost, and with the power alone.
        try script(isOn ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
        isFlushing = isOn
    }

    /// The log's pages from which on they are moved into the file: 8 MiB.
    private static let longLog: Int32 = 2000

    /// Leaves the moving of the log's pages into the file to `shortenLog`.
    func keepLog() {
        let count: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = { size, _, _, pages in
            size?.storeBytes(of: pages, as: Int32.self)
            return SQLITE_OK
        }
        sqlite3_wal_hook(handle, count, logSize)
    }

    func shortenLog() {
        guard logSize.pointee >= Self.longLog else { return }
        logSize.pointee = 0
        // What cannot be moved stays in the log, where it is as safe, and is tried again after the next commit.
        _ = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }

    func savepoint() throws { try execute(Self.savepoint, []) }
    func releaseSavepoint() throws { try execute(Self.release, []) }
    func rollbackToSavepoint() throws { try execute(Self.rollbackTo, []) }
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    func rollback() {
        guard isInTransaction else { return }
        // Fails only when SQLite has rolled back already, which is what is wanted.
        _ = try? execute(Self.rollback, [])
    }
}
