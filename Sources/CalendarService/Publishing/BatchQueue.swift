import Dispatch
import Synchronization

/// Batches of a published text on their way from the tasks that read them to the transaction that writes them: in order of the text, and
/// never more than a few at once, so that a text of any size takes as much memory as a few batches of it.
final class BatchQueue: Sendable {
    private typealias Reader = CheckedContinuation<Int?, Never>
    private typealias Starter = CheckedContinuation<Void, Never>

    private struct State {
        /// The next batch that nobody reads yet.
        var unread = 0
        /// The next batch that the writer takes.
        var unwritten = 0
        /// Batches read and not yet taken.
        var ready: [Int: PublishedParts.Batch] = [:]
        /// Tasks that wait until they may read on.
        var readers: [Reader] = []
        /// Who waits for something to write.
        var starter: Starter?
        var isWorthWriting = false
        /// Whether a batch turned out not to be readable by itself.
        var isUnreadable = false
        /// Whether nobody takes batches any more.
        var isEnded = false

        /// Who is told that there is nothing more to read.
        mutating func end() -> [Reader] {
            isEnded = true
            ready.removeAll()
            defer { readers.removeAll() }
            return readers
        }

        /// Who is told that there is something to write.
        mutating func start() -> Starter? {
            isWorthWriting = true
            defer { starter = nil }
            return starter
        }
    }

    private let count: Int
    private let state = Mutex(State())
    /// Signalled with each batch that is read. The writer has a thread of its own, and may wait on it.
    private let arrivals = DispatchSemaphore(value: 0)

    /// Batches read ahead of the writer at most.
    private static let window = 24

    init(count: Int) { self.count = count }

    // MARK: Reading

    /// The number of a batch to be read, as soon as there is room for one; nil when there is nothing more to do.
    func take() async -> Int? {
        await withCheckedContinuation { (continuation: Reader) in
            let (isAnswered, number, starter) = state.withLock { state -> (Bool, Int?, Starter?) in
                if state.isEnded || state.unread == count { return (true, nil, nil) }
                if state.unread < state.unwritten + Self.window {
                    state.unread += 1
                    return (true, state.unread - 1, nil)
                }
                state.readers.append(continuation)
                return (false, nil, state.start())
            }
            if isAnswered { continuation.resume(returning: number) }
            starter?.resume()
        }
    }

    /// Hands a batch over; nil for one that cannot be read by itself: then nothing is read any more.
    func deliver(_ batch: PublishedParts.Batch?, as number: Int) {
        let (readers, starter) = state.withLock { state -> ([Reader], Starter?) in
            guard let batch else {
                state.isUnreadable = true
                return (state.end(), state.start())
            }
            state.ready[number] = batch
            let isLast = state.unwritten + state.ready.count == count
            return ([], isLast || batch.hasNews ? state.start() : nil)
        }
        arrivals.signal()
        starter?.resume()
        for reader in readers { reader.resume(returning: nil) }
    }

    // MARK: Writing

    /// Waits until a transaction has something to do: a batch brings something new, no more can be read ahead, or all is read.
    ///
    /// - Throws: `NotReadableByParts`.
    func untilWorthWriting() async throws {
        await withCheckedContinuation { continuation in
            let isWorth = state.withLock { state in
                if !state.isWorthWriting { state.starter = continuation }
                return state.isWorthWriting
            }
            if isWorth { continuation.resume() }
        }
        if state.withLock(\.isUnreadable) { throw NotReadableByParts() }
    }

    /// The next batch, nil after the last. Blocks until it is read.
    ///
    /// - Throws: `NotReadableByParts`.
    func next() throws -> PublishedParts.Batch? {
        while true {
            let (batch, reader, number) = try state.withLock { state -> (PublishedParts.Batch?, Reader?, Int?) in
                if state.isUnreadable { throw NotReadableByParts() }
                guard let batch = state.ready.removeValue(forKey: state.unwritten) else { return (nil, nil, nil) }
                state.unwritten += 1
                guard let reader = state.readers.popLast() else { return (batch, nil, nil) }
                guard state.unread < count else { return (batch, reader, nil) }
                state.unread += 1
                return (batch, reader, state.unread - 1)
            }
            reader?.resume(returning: number)
            if batch != nil || state.withLock({ $0.unwritten == count }) { return batch }
            arrivals.wait()
        }
    }

    /// Says that nothing is taken any more.
    func end() {
        for reader in state.withLock({ $0.end() }) { reader.resume(returning: nil) }
    }
}

/// A text has to be read as a whole.
struct NotReadableByParts: Error {}
