import CalendarStore

/// A write that waits for its turn.
///
/// Unchecked: handed from the caller to the writer's thread under the queue's lock, and touched by that thread alone from then on.
class PendingWrite: @unchecked Sendable {
    /// Whether it is a group of its own.
    let isAlone: Bool
    /// Whether it has to outlive a loss of power when it is answered.
    let isFlushed: Bool
    /// Why it failed, if it did; its part of the group was undone.
    var failure: (any Error)?

    init(isAlone: Bool, isFlushed: Bool) {
        self.isAlone = isAlone
        self.isFlushed = isFlushed
    }

    /// Runs the closure and keeps what it returns.
    func perform(in transaction: WriteTransaction) throws {}
    /// Gives the caller what the closure returned, or `failure`.
    func answer() {}
}

/// A write with the type of its result.
final class WriteRequest<Result: Sendable>: PendingWrite, @unchecked Sendable {
    private let body: @Sendable (any StoreWriting) throws -> Result
    private let continuation: CheckedContinuation<Result, any Error>
    private var result: Result?

    init(
        isAlone: Bool, isFlushed: Bool, _ body: @escaping @Sendable (any StoreWriting) throws -> Result,
        continuation: CheckedContinuation<Result, any Error>
    ) {
        self.body = body
        self.continuation = continuation
        super.init(isAlone: isAlone, isFlushed: isFlushed)
    }

    override func perform(in transaction: WriteTransaction) throws { result = try body(transaction) }

    override func answer() {
        if let failure {
            continuation.resume(throwing: failure)
        } else if let result {
            continuation.resume(returning: result)
        } else {
            continuation.resume(throwing: StoreError(.unavailable, "the write was never run"))
        }
    }
}
