import NIOPosix
import ServiceLifecycle

/// Writes gathered access records out a few times a second.
struct AccessLogFlushing: Service {
    let parts: CurrentParts

    func run() async throws {
        // Ends last: what requests under way still record is written too.
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(200))
                guard let log = parts.now.accessLog else { continue }
                try await NIOThreadPool.singleton.runIfActive { log.flush() }
            }
        }
        parts.now.accessLog?.flush()
    }
}
