import GatewayHTTP

/// Writes the record of each request as one line; lines wait for the next `flush`.
final class AccessLogWriter: AccessLog {
    private let sink: LogSink
    private let format: Configuration.LogFormat

    init(sink: LogSink, format: Configuration.LogFormat) {
        self.sink = sink
        self.format = format
    }

    func write(_ record: AccessRecord) {
        var line = LogLine(format: format)
        line.add("time", time: record.time)
        line.add("level", "info")
        line.add("source", "access")
        line.add("request", record.requestID.description)
        line.add("client", record.clientAddress)
        line.add("account", record.account ?? "-")
        line.add("protocol", record.frontEnd)
        line.add("method", record.method)
        if let detail = record.detail { line.add("detail", detail) }
        line.add("path", record.path)
        line.add("status", record.status)
        line.add("in", record.octetsIn)
        line.add("out", record.octetsOut)
        let (seconds, attoseconds) = record.duration.components
        line.add("microseconds", Int(clamping: seconds &* 1_000_000 &+ attoseconds / 1_000_000_000_000))
        sink.gather(line.finished())
    }

    /// Writes what was gathered; blocks while the other end does.
    func flush() { sink.flush() }
}
