public import ICalendar

/// A recorded time: microseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The second it lies in.
    public var instant: Instant {
        Instant(seconds: microseconds >= 0 ? microseconds / 1_000_000 : -((-microseconds + 999_999) / 1_000_000))
    }

    public init(_ instant: Instant) {
        let (product, overflow) = instant.seconds.multipliedReportingOverflow(by: 1_000_000)
        microseconds = overflow ? (instant.seconds < 0 ? .min : .max) : product
    }

    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}

/// Where "now" comes from, so that tests can say what time it is.
public protocol WallClock: Sendable {
    func now() -> Timestamp
}
