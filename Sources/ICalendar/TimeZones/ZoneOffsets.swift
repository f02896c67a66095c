/// The offsets of a zone for one instant after another: remembers the stretch of time around the last one, so that neighbours cost no search.
public struct ZoneOffsets: Sendable {
    private let rules: ZoneRules
    private var regime: ZoneRegime

    public init(_ rules: ZoneRules) {
        self.rules = rules
        regime = rules.regime(at: 0)
    }

    /// The offset from UTC in force at an instant.
    public mutating func offset(at instant: Instant) -> UTCOffset {
        if !regime.contains(instant.seconds) { regime = rules.regime(at: instant.seconds) }
        return UTCOffset(seconds: Int32(truncatingIfNeeded: regime.offset))
    }
}
