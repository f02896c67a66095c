import CalendarService
import ServiceLifecycle

/// Sends waiting mail while the server runs; a shutdown lets the message that is on its way go.
struct MailDelivery: Service {
    let queue: MailQueue

    func run() async throws {
        await cancelWhenGracefulShutdown { await queue.run() }
    }
}
