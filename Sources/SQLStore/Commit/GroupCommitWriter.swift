import CalendarStore
import NIOCore

/// Runs writes one after the other on the thread that owns the write connection, many to a COMMIT.
///
/// A group is what arrived while the commit before was under way or while the group itself runs: nobody is kept waiting for others to
/// come. Each write after the first is a savepoint; all answers wait for the COMMIT, failures too, for they may have seen what others of the group
/// wrote. Writes that need no flush make groups of their own, or join one that is flushed. After an error that ended the whole transaction (a full disk does) each write of the group runs again alone, or fails.
final class GroupCommitWriter {
    private let connection: any SQLConnection
    private let coding = CalendarCoding()
    private let queue: WriteQueue
    private let clock: any WallClock
    private let cache: RowCache
    private let observer: (any CommitObserver)?

    private static let maximumRequests = 256
    private static let maximumTime = TimeAmount.milliseconds(50)

    init(
        connection: any SQLConnection, queue: WriteQueue, clock: any WallClock, cache: RowCache, observer: (any CommitObserver)? = nil
    ) {
        self.connection = connection
        self.queue = queue
        self.clock = clock
        self.cache = cache
        self.observer = observer
    }

    /// Works until nothing waits.
    func drain() {
        while let request = queue.next() {
            runGroup(startingWith: request)
            connection.shortenLog()
        }
    }

    private func runGroup(startingWith first: PendingWrite) {
        var group = [first]
        var transaction: GroupTransaction
        do {
            transaction = try begin(flushed: first.isFlushed)
        } catch {
            // Another process holds the store, or it is unusable: the others would wait as long for the same answer.
            for request in group + queue.takeAll() { fail(request, error) }
            return
        }
        let deadline = NIODeadline.now() + Self.maximumTime
        perform(first, isFirst: true, in: &transaction)
        while connection.isInTransaction, !first.isAlone, group.count < Self.maximumRequests, NIODeadline.now() < deadline,
            let request = queue.nextToJoin(flushed: first.isFlushed)
        {
            group.append(request)
            perform(request, isFirst: false, in: &transaction)
        }
        // A first write that failed has taken the transaction along, before any other joined.
        if group.count == 1, first.failure != nil, !connection.isInTransaction { return first.answer() }
        do {
            try commit(transaction)
        } catch {
            connection.rollback()
            if group.count == 1 {
                fail(first, first.failure ?? error)
            } else {
                for request in group { runAlone(request) }
            }
            return
        }
        for request in group { request.answer() }
    }

    /// Runs again a write whose group was lost.
    private func runAlone(_ request: PendingWrite) {
        request.failure = nil
        do {
            var transaction = try begin(flushed: request.isFlushed)
            perform(request, isFirst: true, in: &transaction)
            if request.failure == nil { try commit(transaction) }
            request.answer()
        } catch {
            connection.rollback()
            fail(request, request.failure ?? error)
        }
    }

    private func fail(_ request: PendingWrite, _ error: any Error) {
        request.failure = error
        request.answer()
    }

    // MARK: The common transaction

    private struct GroupTransaction {
        var state: StoreState
        let generationBefore: Int64
        var hasWritten = false
        var touched: Set<CalendarID> = []
        var changesDirectory = false
        /// nil when the group has changed what is known.
        var known: KnownRows?
    }

    private func begin(flushed: Bool) throws -> GroupTransaction {
        try connection.setFlushing(flushed)
        try connection.beginWriting()
        observer?.ownCommitBegins()
        do {
            let state = try ReadTransaction(connection, coding).state()
            return GroupTransaction(
                state: state, generationBefore: state.generation, known: KnownRows(cache, asOf: state.generation))
        } catch {
            connection.rollback()
            throw error
        }
    }

    /// Runs one write; when it fails, nothing of it remains and `failure` says why. The first one needs no savepoint, which costs a copy of each
    /// page it changes: when it fails the transaction ends.
    private func perform(_ request: PendingWrite, isFirst: Bool, in group: inout GroupTransaction) {
        let now = max(clock.now(), group.state.lastTime)
        let transaction = WriteTransaction(connection, coding, now: now, lastObject: group.state.lastObject, known: group.known)
        do {
            if !isFirst { try connection.savepoint() }
            try request.perform(in: transaction)
            // Swallowed by the closure, perhaps, but the transaction is gone.
            guard connection.isInTransaction else { throw StoreError(.full, "the store gave the transaction up; nothing was changed") }
            try transaction.finish()
            if !isFirst { try connection.releaseSavepoint() }
        } catch {
            request.failure = error
            if isFirst { connection.rollback() } else { undo() }
            return
        }
        group.known?.add(counters: transaction.counters, names: transaction.names)
        guard transaction.hasWritten else { return }
        group.hasWritten = true
        group.state.lastTime = now
        group.state.lastObject = transaction.lastObject
        guard transaction.changesGeneration else { return }
        group.state.generation = max(group.state.generation, group.generationBefore + 1)
        group.touched.formUnion(transaction.touchedCalendars)
        if transaction.changesDirectory {
            group.changesDirectory = true
            group.known = nil
        }
    }

    private func undo() {
        guard connection.isInTransaction else { return }
        do {
            try connection.rollbackToSavepoint()
            try connection.releaseSavepoint()
        } catch {
            connection.rollback()
        }
    }

    private func commit(_ group: GroupTransaction) throws {
        guard connection.isInTransaction else { throw StoreError(.full, "the store gave the transaction up; nothing was changed") }
        var fresh: [CalendarID: Calendar?] = [:]
        if group.hasWritten {
            try connection.run(Self.writeState, group.state.generation, group.state.lastTime, group.state.lastObject)
            for calendar in group.touched where cache.holds(calendar) {
                let row = try group.known?.calendar(calendar) ?? ReadTransaction(connection, coding).calendar(calendar)
                fresh.updateValue(row, forKey: calendar)
            }
        }
        try connection.commit()
        cache.advance(
            from: group.generationBefore, to: group.state.generation, touched: group.touched, fresh: fresh,
            names: group.known?.names ?? [:], changesDirectory: group.changesDirectory)
        observer?.ownCommitEnded()
    }

    private static let writeState: SQL = "UPDATE store_state SET generation = $1, last_time = $2, last_object = $3 WHERE id = 1"
}
