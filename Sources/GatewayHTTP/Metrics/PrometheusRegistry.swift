public import CoreMetrics
import Synchronization

/// Keeps counters, gauges and histograms in memory and writes them in Prometheus' text format (version 0.0.4).
public final class PrometheusRegistry: MetricsFactory, Sendable {
    struct Key: Hashable, Comparable, Sendable {
        let name: String
        /// Written as `{a="b",…}`, empty without any.
        let labels: String

        static func < (left: Key, right: Key) -> Bool { (left.name, left.labels) < (right.name, right.labels) }
    }

    private struct State {
        var counters: [Key: PrometheusCounter] = [:]
        var gauges: [Key: PrometheusGauge] = [:]
        var histograms: [Key: PrometheusHistogram] = [:]
    }
    private let state = Mutex(State())

    public init() {}

    // MARK: MetricsFactory

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let key = Self.key(label, dimensions)
        return state.withLock { state in
            if let known = state.counters[key] { return known }
            let made = PrometheusCounter()
            state.counters[key] = made
            return made
        }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { gauge(label, dimensions) }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { histogram(label, dimensions) }

    // Whoever drops its handle finds the same numbers again with the next one.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> PrometheusGauge {
        let key = Self.key(label, dimensions)
        return state.withLock { state in
            if let known = state.gauges[key] { return known }
            let made = PrometheusGauge()
            state.gauges[key] = made
            return made
        }
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> PrometheusHistogram {
        let key = Self.key(label, dimensions)
        return state.withLock { state in
            if let known = state.histograms[key] { return known }
            let made = PrometheusHistogram()
            state.histograms[key] = made
            return made
        }
    }

    // MARK: Text

    /// Everything that was measured so far.
    public func exposition() -> String {
        let (counters, gauges, histograms) = state.withLock { ($0.counters, $0.gauges, $0.histograms) }
        var text = ""
        var lastName = ""
        func announce(_ name: String, _ type: String) {
            if name != lastName { text += "# TYPE \(name) \(type)\n" }
            lastName = name
        }
        for (key, counter) in counters.sorted(by: { $0.key < $1.key }) {
            announce(key.name, "counter")
            text += "\(key.name)\(Self.braced(key.labels)) \(counter.value)\n"
        }
        for (key, gauge) in gauges.sorted(by: { $0.key < $1.key }) {
            announce(key.name, "gauge")
            text += "\(key.name)\(Self.braced(key.labels)) \(gauge.value)\n"
        }
        for (key, histogram) in histograms.sorted(by: { $0.key < $1.key }) {
            announce(key.name, "histogram")
            let snapshot = histogram.snapshot
            var running: UInt64 = 0
            let separator = key.labels.isEmpty ? "" : ","
            for (bound, count) in zip(PrometheusHistogram.bounds, snapshot.counts) {
                running += count
                text += "\(key.name)_bucket{\(key.labels)\(separator)le=\"\(bound)\"} \(running)\n"
            }
            text += "\(key.name)_bucket{\(key.labels)\(separator)le=\"+Inf\"} \(snapshot.total)\n"
            text += "\(key.name)_sum\(Self.braced(key.labels)) \(snapshot.sum)\n"
            text += "\(key.name)_count\(Self.braced(key.labels)) \(snapshot.total)\n"
        }
        return text
    }

    private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

    private static func key(_ label: String, _ dimensions: [(String, String)]) -> Key {
        Key(name: name(label), labels: dimensions.map { "\(name($0.0))=\"\(escaped($0.1))\"" }.joined(separator: ","))
    }

    private static func name(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" ? $0 : "_" })
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }
}
