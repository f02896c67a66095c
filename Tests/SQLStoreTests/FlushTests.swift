import CalendarStore
import Synchronization
import Testing

import struct Foundation.URL

@testable import SQLStore

/// What outlives a loss of power when it is answered, and what need not.
@Suite struct FlushTests {
    /// A write that notes how its COMMIT is going to be made.
    private final class Probe: PendingWrite, @unchecked Sendable {
        private(set) var synchronous: Int64 = -1
        private(set) var commitsBefore = -1
        private let counter: Counter

        init(isFlushed: Bool, isAlone: Bool = false, _ counter: Counter) {
            self.counter = counter
            super.init(isAlone: isAlone, isFlushed: isFlushed)
        }

        override func perform(in transaction: WriteTransaction) throws {
            synchronous = try transaction.connection.first("PRAGMA synchronous") { $0.integer(0) } ?? -1
            try transaction.setSetting("probe", to: "1")
            commitsBefore = counter.commits.load(ordering: .relaxed)
        }
    }

    private final class Counter: CommitObserver {
        let commits = Atomic(0)
        func ownCommitBegins() {}
        func ownCommitEnded() { commits.add(1, ordering: .relaxed) }
    }

    @Test func whatHasToLastIsNeverInAGroupThatIsNotFlushed() throws {
        let path = try TemporaryStore.makeFolder().appending(path: "store.sqlite").path
        try SQLiteFile.prepare(path)
        let connection = try SQLiteFile.connect(path, .init(), .writing)
        try SQLiteFile.migrate(connection, clock: SystemClock())
        let queue = WriteQueue(limit: 100)
        let counter = Counter()
        let writer = GroupCommitWriter(
            connection: connection, queue: queue, clock: SystemClock(),
            cache: RowCache(try ReadTransaction(connection, CalendarCoding()).state()), observer: counter)
        // FULL is 2, NORMAL 1. A write that needs no flush may have one with others.
        let first =
            [true, true, false, false, true, false].map { Probe(isFlushed: $0, counter) } + [
                Probe(isFlushed: false, isAlone: true, counter)
            ]
        for probe in first { _ = try queue.add(probe) }
        writer.drain()
        #expect(first.map(\.synchronous) == [2, 2, 2, 2, 2, 2, 1])
        #expect(first.map(\.commitsBefore) == [0, 0, 0, 0, 0, 0, 1])

        let second = [false, false, true, false].map { Probe(isFlushed: $0, counter) }
        for probe in second { _ = try queue.add(probe) }
        writer.drain()
        #expect(second.map(\.synchronous) == [1, 1, 2, 2])
        #expect(second.map(\.commitsBefore) == [2, 2, 3, 3])
        #expect((first + second).allSatisfy { $0.failure == nil })
    }

    @Test func anUnflushedWriteIsSeenByAllAtOnce() async throws {
        try await TemporaryStore.with { temporary in
            let other = try SQLiteStore(path: temporary.path, clock: temporary.clock)
            try await temporary.store.writeUnflushed { try $0.setSetting("name", to: "value") }
            for store in [temporary.store, other] { #expect(try await store.read { try $0.setting("name") } == "value") }
            await other.close()
        }
    }
}
