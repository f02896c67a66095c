/// A point on the UTC time line, in whole seconds since 1970-01-01T00:00:00Z (leap seconds not counted).
public struct Instant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z; negative before.
    public var seconds: Int64

    /// Makes an instant from seconds since 1970-01-01T00:00:00Z.
    public init(seconds: Int64) { self.seconds = seconds }

    /// The earliest instant a calendar can name, 0000-01-01T00:00:00Z: "open" at the start of a range.
    public static let distantPast = Instant(seconds: -62_167_219_200)
    /// The first instant after year 9999: "open" at the end of a range.
    public static let distantFuture = Instant(seconds: 253_402_300_800)

    public static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }

    /// The instant `seconds` later (earlier when negative); stays at the representable end instead of overflowing.
    public func advanced(bySeconds delta: Int64) -> Instant {
        let (sum, overflow) = seconds.addingReportingOverflow(delta)
        return overflow ? Instant(seconds: delta < 0 ? .min : .max) : Instant(seconds: sum)
    }

    /// The UTC date and time of day of this instant.
    public var utc: LocalDateTime { LocalDateTime(timelineSeconds: seconds) }
}
