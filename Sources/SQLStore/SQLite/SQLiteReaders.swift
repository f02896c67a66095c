import CalendarStore
import NIOPosix
import Synchronization

/// Connections that read, each used by one thread of a pool at a time.
///
/// Unchecked: a connection is taken from the list under a lock and is that thread's own until it is put back.
final class SQLiteReaders: @unchecked Sendable {
    private final class Reader {
        let connection: SQLiteConnection
        let coding = CalendarCoding()
        init(_ connection: SQLiteConnection) { self.connection = connection }
    }

    private struct Idle: @unchecked Sendable {
        var readers: [Reader] = []
        var isClosed = false
    }

    private let threads: NIOThreadPool
    private let idle = Mutex(Idle())
    private let connect: @Sendable () throws -> SQLiteConnection

    init(threads: NIOThreadPool, connect: @escaping @Sendable () throws -> SQLiteConnection) {
        self.threads = threads
        self.connect = connect
    }

    /// Runs a closure on a snapshot, on a thread of the pool.
    func read<Result: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> Result) async throws -> Result {
        try await run { try self.readNow(body) }
    }

    /// Runs a closure that has a connection of its own, on a thread of the pool.
    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            threads.submit { state in
                guard state == .active else { return continuation.resume(throwing: StoreError.closed) }
                continuation.resume(with: Swift.Result { try body() })
            }
        }
    }

    /// Runs a closure on a snapshot, on this thread.
    private func readNow<Result>(_ body: (ReadTransaction) throws -> Result) throws -> Result {
        let reader = try take()
        defer { putBack(reader) }
        try reader.connection.beginReading()
        // Nothing was changed: how it ends does not matter.
        defer { reader.connection.rollback() }
        return try body(ReadTransaction(reader.connection, reader.coding))
    }

    private func take() throws -> Reader {
        let (reader, isClosed) = idle.withLock { ($0.readers.popLast(), $0.isClosed) }
        guard !isClosed else { throw StoreError.closed }
        return try reader ?? Reader(try connect())
    }

    private func putBack(_ reader: Reader) {
        idle.withLock { if !$0.isClosed { $0.readers.append(reader) } }
    }

    /// Closes the connections; those in use when they are done.
    func close() {
        idle.withLock { idle in
            idle.isClosed = true
            idle.readers.removeAll()
        }
    }
}
