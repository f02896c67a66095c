/// placeholder
struct ZoneHistory: Sendable {
    init(_ file: TZifFile, from: Int64) {}
    init(fixedOffset: UTCOffset, name: String) {}
    func vtimezone(tzid: String, location: String?, from start: Instant) -> Component? { nil }
}
