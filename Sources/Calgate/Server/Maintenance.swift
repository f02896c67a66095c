import CalendarService
import Logging
import ServiceLifecycle

/// What is done now and then while the server runs: forgetting what is older than its retention, and recomputing after new zone data.
struct Maintenance: Service {
    let service: CalendarService
    let logger: Logger
    /// Time between two rounds.
    var interval = Duration.seconds(600)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            await attempt("time zones") { try await service.refreshTimeZones() }
            while !Task.isCancelled {
                await attempt("pruning") { try await service.prune() }
                try await Task.sleep(for: interval)
            }
        }
    }

    /// A round that fails is logged and tried again with the next one.
    private func attempt(_ name: String, _ work: () async throws -> Void) async {
        do { try await work() } catch {
            if !(error is CancellationError) { logger.error("maintenance failed", metadata: ["task": "\(name)", "error": "\(error)"]) }
        }
    }
}
