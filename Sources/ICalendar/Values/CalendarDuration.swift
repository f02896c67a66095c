/// A duration: nominal days (weeks are seven of them) and exact seconds (RFC 5545 section 3.3.6).
///
/// Days are added on the local clock, seconds on the UTC time line.
public struct CalendarDuration: Hashable, Sendable {
    /// Nominal days, weeks included; has the sign of the duration.
    public var days: Int
    /// Exact seconds of the time part; has the sign of the duration.
    public var seconds: Int64

    public init(days: Int = 0, seconds: Int64 = 0) {
        self.days = days
        self.seconds = seconds
    }

    /// Length when a day is taken as 86,400 seconds.
    public var approximateSeconds: Int64 {
        let (product, overflow) = Int64(days).multipliedReportingOverflow(by: 86_400)
        guard !overflow else { return days < 0 ? .min : .max }
        let (sum, overflowed) = product.addingReportingOverflow(seconds)
        return overflowed ? (days < 0 ? .min : .max) : sum
    }

    public var isNegative: Bool { approximateSeconds < 0 }
}
