import CalendarStore
public import Logging

/// Writes one line for each event: `key=value` pairs or a JSON object.
public struct LineLogHandler: LogHandler {
    /// The server's level, unless this logger was given one of its own.
    public var logLevel: Logger.Level {
        get { ownLevel ?? LogLevelSwitch.shared.level }
        set { ownLevel = newValue }
    }
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?

    private var ownLevel: Logger.Level?
    private let label: String
    private let format: Configuration.LogFormat
    private let sink: LogSink

    init(label: String, format: Configuration.LogFormat, sink: LogSink) {
        self.label = label
        self.format = format
        self.sink = sink
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = LogLine(format: format)
        line.add("time", time: SystemClock().now())
        line.add("level", event.level.rawValue)
        line.add("source", label)
        line.add("message", event.message.description)
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { _, new in new } }
        if let own = event.metadata { merged.merge(own) { _, new in new } }
        for (key, value) in merged.sorted(by: { $0.key < $1.key }) { line.add(key, value.description) }
        sink.write(line.finished())
    }
}
