import CoreMetrics
import Synchronization

/// What is measured of every request: how many by protocol, method and status, and how long they took.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let frontEnd: String
        let method: String
        let status: Int
    }

    private let factory: any MetricsFactory
    private let counters = Mutex<[Key: any CounterHandler]>([:])
    private let timers = Mutex<[String: any TimerHandler]>([:])

    init(factory: any MetricsFactory) { self.factory = factory }

    func record(frontEnd: String, method: String, status: Int, duration: Duration) {
        let key = Key(frontEnd: frontEnd, method: method, status: status)
        let counter = counters.withLock { counters in
            if let known = counters[key] { return known }
            let made = factory.makeCounter(
                label: "calgate_http_requests_total",
                dimensions: [("protocol", frontEnd), ("method", method), ("status", String(status))])
            counters[key] = made
            return made
        }
        counter.increment(by: 1)
        let timer = timers.withLock { timers in
            if let known = timers[frontEnd] { return known }
            let made = factory.makeTimer(label: "calgate_http_request_duration_seconds", dimensions: [("protocol", frontEnd)])
            timers[frontEnd] = made
            return made
        }
        let (seconds, attoseconds) = duration.components
        timer.recordNanoseconds(seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    }
}
