import CSQLite
import CalendarStore
import Synchronization

/// Notices what other connections committed, ours and those of other processes: a look into the memory they share, and only when
/// something changed there a question to SQLite (`PRAGMA data_version`).
///
/// Unchecked: the connection is used under the lock only.
final class SQLiteChangeMonitor: CommitObserver, @unchecked Sendable {
    private struct State: @unchecked Sendable {
        var connection: SQLiteConnection?
        var dataVersion: Int64 = -1
        /// The index of the write-ahead log in shared memory, valid while the connection is; nil: SQLite has to be asked each time.
        var index: UnsafeRawPointer?
        /// The index's header before the last look at the file.
        var header: calgate_sqlite3_index_header?
        /// The index's header when our writer began, if that is `header`: everything before is known.
        var headerBeforeOwn: calgate_sqlite3_index_header?
    }

    private let state: Mutex<State>
    private let cache: RowCache
    private let coding = CalendarCoding()

    private static let dataVersion: SQL = "PRAGMA data_version"

    init(connection: SQLiteConnection, cache: RowCache) {
        state = Mutex(State(connection: connection))
        self.cache = cache
    }

    /// Brings the cache up to date with the file, on the caller's thread: nanoseconds when nothing changed, microseconds otherwise; false
    /// when the file was locked at this moment.
    func refresh() throws -> Bool {
        try state.withLock { state in
            guard let connection = state.connection else { throw StoreError.closed }
            if let index = state.index, var header = state.header, calgate_sqlite3_index_is(index, &header) != 0 { return true }
            // Read before the file is: what is committed after this shows the next time.
            let header = state.index.flatMap(Self.header)
            do {
                let version = try connection.first(Self.dataVersion) { $0.integer(0) } ?? -1
                if version != state.dataVersion {
                    cache.observe(try ReadTransaction(connection, coding).state())
                    state.dataVersion = version
                }
                state.header = header
                if state.index == nil { state.index = calgate_sqlite3_index(connection.handle).map { UnsafeRawPointer($0) } }
                return true
            } catch let error as StoreError where error.code == .busy {
                return false
            }
        }
    }

    func ownCommitBegins() {
        state.withLock { state in
            state.headerBeforeOwn = nil
            guard let index = state.index, var header = state.header else { return }
            if calgate_sqlite3_index_is(index, &header) != 0 { state.headerBeforeOwn = header }
        }
    }

    /// When the header counts one commit more than before ours, no other lies between, and there is nothing to ask SQLite about.
    func ownCommitEnded() {
        state.withLock { state in
            guard let index = state.index, var before = state.headerBeforeOwn, var known = state.header else { return }
            state.headerBeforeOwn = nil
            guard var now = Self.header(of: index), calgate_sqlite3_index_equal(&before, &known) != 0 else { return }
            if calgate_sqlite3_index_commits(&now) == calgate_sqlite3_index_commits(&before) &+ 1 { state.header = now }
        }
    }

    private static func header(of index: UnsafeRawPointer) -> calgate_sqlite3_index_header? {
        var header = calgate_sqlite3_index_header()
        return calgate_sqlite3_index_read(index, &header) == 0 ? nil : header
    }

    func close() {
        state.withLock { $0 = State() }
    }
}
