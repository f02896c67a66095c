import CalendarStore
import NIOPosix
import Synchronization

/// The thread that owns the write connection.
///
/// Unchecked: the writer is used by the pool's one thread only.
final class WriterThread: @unchecked Sendable {
    private let threads = NIOThreadPool(numberOfThreads: 1)
    private let writer: Mutex<GroupCommitWriter?>

    init(_ writer: sending GroupCommitWriter) {
        self.writer = Mutex(writer)
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    /// Has the writer look into its queue.
    func wake() {
        threads.submit { [self] _ in writer.withLock { $0?.drain() } }
    }

    /// Waits until what is queued has been answered, then closes the connection. Nothing may be queued afterwards.
    func finish() async {
        await withCheckedContinuation { continuation in
            threads.submit { [self] _ in
                writer.withLock { writer in
                    writer?.drain()
                    writer = nil
                }
                continuation.resume()
            }
        }
        // Fails only when it was shut down before.
        try? await threads.shutdownGracefully()
    }
}
