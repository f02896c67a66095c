import CalendarStore
import NIOCore
import Synchronization

/// The writes that wait, in order of arrival.
final class WriteQueue: Sendable {
    private struct State {
        var waiting = CircularBuffer<PendingWrite>()
        /// Whether the writer's thread is at work and will come back for more.
        var isDrained = false
        var isClosed = false
    }

    private let state = Mutex(State())
    /// More waiting writes than this are refused: whoever asks then would wait for seconds.
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Adds a write; returns whether the writer has to be woken. Throws when the store is closed or far behind.
    func add(_ request: PendingWrite) throws -> Bool {
        try state.withLock { state in
            guard !state.isClosed else { throw StoreError.closed }
            guard state.waiting.count < limit else { throw StoreError(.busy, "too many writes are waiting; try again") }
            state.waiting.append(request)
            defer { state.isDrained = true }
            return !state.isDrained
        }
    }

    /// The next write; nil when there is none, and then the next `add` wakes the writer.
    func next() -> PendingWrite? {
        state.withLock { state in
            if let request = state.waiting.popFirst() { return request }
            state.isDrained = false
            return nil
        }
    }

    /// The next write if it may join a group that its COMMIT flushes, or does not.
    func nextToJoin(flushed: Bool) -> PendingWrite? {
        state.withLock { state in
            guard let request = state.waiting.first, !request.isAlone, flushed || !request.isFlushed else { return nil }
            return state.waiting.removeFirst()
        }
    }

    /// Takes everything that waits.
    func takeAll() -> [PendingWrite] {
        state.withLock { state in
            defer { state.waiting.removeAll() }
            return Array(state.waiting)
        }
    }

    /// Refuses what comes from now on.
    func close() {
        state.withLock { $0.isClosed = true }
    }
}

extension StoreError {
    static var closed: StoreError { StoreError(.unavailable, "the store is closed") }
}
