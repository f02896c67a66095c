public import ICalendar

/// One stretch of time and how busy it is, half-open.
public struct BusyPeriod: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case busy = "BUSY"
        case tentative = "BUSY-TENTATIVE"
        case unavailable = "BUSY-UNAVAILABLE"
    }

    public var start: Instant
    public var end: Instant
    public var kind: Kind

    public init(start: Instant, end: Instant, kind: Kind) {
        self.start = start
        self.end = end
        self.kind = kind
    }
}

extension BusyPeriod {
    /// Periods by start, those of a kind that overlap or touch merged.
    public static func merged(_ periods: [BusyPeriod]) -> [BusyPeriod] {
        var merged: [BusyPeriod] = []
        for kind in [Kind.busy, .tentative, .unavailable] {
            var current: BusyPeriod?
            for period in periods.filter({ $0.kind == kind }).sorted(by: { $0.start < $1.start }) {
                if let open = current, period.start <= open.end {
                    current?.end = max(open.end, period.end)
                } else {
                    if let current { merged.append(current) }
                    current = period
                }
            }
            if let current { merged.append(current) }
        }
        return merged.sorted { ($0.start, $0.end, $0.kind.rawValue) < ($1.start, $1.end, $1.kind.rawValue) }
    }
}
