import CalendarStore
import Synchronization

/// Notices what other connections committed, ours and those of other processes, by `PRAGMA data_version`: a look into shared memory.
///
/// Unchecked: the connection is used under the lock only.
final class SQLiteChangeMonitor: @unchecked Sendable {
    private struct State: @unchecked Sendable {
        var connection: SQLiteConnection?
        var dataVersion: Int64 = -1
    }

    private let state: Mutex<State>
    private let cache: CalendarCache
    private let coding = CalendarCoding()

    private static let dataVersion: SQL = "PRAGMA data_version"

    init(connection: SQLiteConnection, cache: CalendarCache) {
        state = Mutex(State(connection: connection))
        self.cache = cache
    }

    /// Brings the cache up to date with the file, microseconds on the caller's thread; false when the file was locked at this moment.
    func refresh() throws -> Bool {
        try state.withLock { state in
            guard let connection = state.connection else { throw StoreError.closed }
            do {
                let version = try connection.first(Self.dataVersion) { $0.integer(0) } ?? -1
                guard version != state.dataVersion else { return true }
                cache.observe(try ReadTransaction(connection, coding).state())
                state.dataVersion = version
                return true
            } catch let error as StoreError where error.code == .busy {
                return false
            }
        }
    }

    func close() {
        state.withLock { $0.connection = nil }
    }
}
