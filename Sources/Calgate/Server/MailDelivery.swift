import CalendarService
import ServiceLifecycle

/// Sends waiting mail while the server runs; a shutdown lets the message that is on its way go.
struct MailDelivery: Service {
    let parts: CurrentParts
    /// Time between two looks into the queue.
    var interval = Duration.seconds(5)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await parts.now.mail?.sendAllDue()
                try await Task.sleep(for: interval)
            }
        }
    }
}
