import ServiceLifecycle
import UnixSignals

/// Reads the configuration again whenever the signal comes that daemons take for that.
struct HangupSignal: Service {
    let control: ServerController
    let signals: [UnixSignal]

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: signals).cancelOnGracefulShutdown() {
            // What is wrong with it stands in the log; there is nobody else to tell.
            _ = try? control.refreshConfiguration()
        }
    }
}
