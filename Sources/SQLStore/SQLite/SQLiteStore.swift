public import CalendarStore
import NIOPosix

/// The store in one SQLite file (with its `-wal` and `-shm` beside it).
///
/// Several processes may have it open at once. One thread writes, with group commit; a few read, each on a connection of its own.
public final class SQLiteStore: CalendarStore {
    public struct Options: Sendable {
        /// Connections that read, opened when first needed.
        public var readers = 4
        /// How long to wait for another process that writes, in milliseconds.
        public var busyTimeout: Int32 = 10_000
        /// Writes that may wait before further ones are refused as busy.
        public var maximumWaitingWrites = 10_000
        /// Largest size of the file in pages of 4 KiB; nil: as large as the disk. Lets tests fill the disk.
        var maximumPages: Int?

        public init() {}
    }

    private let path: String
    private let options: Options
    private let queue: WriteQueue
    private let writer: WriterThread
    private let readers: SQLiteReaders
    private let monitor: SQLiteChangeMonitor
    private let cache: RowCache
    private let readerThreads: NIOThreadPool

    /// Opens a store, makes it if there is none, brings an older one to the newest schema. Blocks: for the start of a program.
    ///
    /// Throws `StoreError`: `tooNew` for a file of a newer program, `damaged` for a file that is no store, `unavailable` when the folder
    /// is missing.
    public init(path: String, options: Options = Options(), clock: any WallClock = SystemClock()) throws {
        try SQLiteFile.prepare(path)
        let connection = try SQLiteFile.connect(path, options, .writing)
        try SQLiteFile.migrate(connection, clock: clock)
        self.path = path
        self.options = options
        cache = RowCache(try ReadTransaction(connection, CalendarCoding()).state())
        queue = WriteQueue(limit: options.maximumWaitingWrites)
        monitor = SQLiteChangeMonitor(connection: try SQLiteFile.connect(path, options, .watching), cache: cache)
        writer = WriterThread(GroupCommitWriter(connection: connection, queue: queue, clock: clock, cache: cache, observer: monitor))
        readerThreads = NIOThreadPool(numberOfThreads: max(1, options.readers))
        readers = SQLiteReaders(threads: readerThreads) { try SQLiteFile.connect(path, options, .reading) }
        readerThreads.start()
    }

    deinit {
        // Only when nobody called `close`; harmless after it.
        readerThreads.shutdownGracefully { _ in }
    }

    public func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReading) throws -> Result) async throws -> Result {
        try await readers.read { try body($0) }
    }

    public func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriting) throws -> Result) async throws -> Result {
        try await submit(body)
    }

    public func writeUnflushed<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriting) throws -> Result
    ) async throws -> Result {
        try await submit(isFlushed: false, body)
    }

    public func writeAlone<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriting) throws -> Result
    ) async throws -> Result {
        try await submit(isAlone: true, body)
    }

    private func submit<Result: Sendable>(
        isAlone: Bool = false, isFlushed: Bool = true, _ body: @escaping @Sendable (any StoreWriting) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            do {
                if try queue.add(WriteRequest(isAlone: isAlone, isFlushed: isFlushed, body, continuation: continuation)) {
                    writer.wake()
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    public var epoch: StoreEpoch { cache.epoch }

    public func directoryVersion() async throws -> Int64 {
        if let known = try knownDirectoryVersion() { return known }
        cache.observe(try await readers.read { try $0.state() })
        return cache.directoryVersion
    }

    public func knownDirectoryVersion() throws -> Int64? { try monitor.refresh() ? cache.directoryVersion : nil }

    public func knownCalendar(_ id: CalendarID) throws -> Calendar? { try monitor.refresh() ? cache.calendar(id) : nil }

    public func currentCalendar(_ id: CalendarID) async throws -> Calendar? {
        if let known = try knownCalendar(id) { return known }
        let (state, calendar) = try await readers.read { (try $0.state(), try $0.calendar(id)) }
        cache.observe(state)
        if let calendar { cache.keep(calendar, asOf: state) }
        return calendar
    }

    public func backup(to path: String) async throws {
        let source = self.path
        let options = self.options
        try await readers.run { try SQLiteBackup.copy(source, to: path, options) }
    }

    public func check() async throws -> [String] {
        try await readers.read { try StoreCheck.problems(in: $0) }
    }

    public func close() async {
        queue.close()
        await writer.finish()
        monitor.close()
        readers.close()
        // Fails only when it was shut down before.
        try? await readerThreads.shutdownGracefully()
    }

    /// Puts a backup in the place of the store at `path`: an ordinary change for a server that has it open.
    ///
    /// The backup is checked and brought to the newest schema first, on a copy; the epoch is renewed, so that sync tokens and ETags of
    /// before are no longer good. A file at `path` that is no readable store is kept beside it as `….damaged`. Blocks.
    public static func restore(from backup: String, to path: String, clock: any WallClock = SystemClock()) throws {
        try SQLiteBackup.restore(from: backup, to: path, clock: clock)
    }
}
