import CalendarService
import Logging
import ServiceLifecycle

/// What is done now and then while the server runs: forgetting what is older than its retention, and recomputing after new zone data.
struct Maintenance: Service {
    let parts: CurrentParts
    let logger: Logger
    /// Time between two rounds.
    var interval = Duration.seconds(600)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            await attempt("time zones") { try await $0.refreshTimeZones() }
            while !Task.isCancelled {
                await attempt("pruning") { try await $0.prune() }
                try await Task.sleep(for: interval)
            }
        }
    }

    /// A round that fails is logged and tried again with the next one.
    private func attempt(_ name: String, _ work: (CalendarService) async throws -> Void) async {
        let service = parts.now.service
        guard !service.settings.isReadOnly else { return }
        do { try await work(service) } catch {
            if !(error is CancellationError) { logger.error("maintenance failed", metadata: ["task": "\(name)", "error": "\(error)"]) }
        }
    }
}
