/// The clock of a series' zone, for arithmetic on seconds: local seconds since 1970-01-01T00:00:00 against UTC seconds.
struct ZoneClock: Sendable {
    /// nil for UTC.
    let rules: ZoneRules?

    /// The clock of a value's zone; dates and floating times are read in the resolver's floating zone.
    init(of value: DateTimeValue, zones: ZoneResolver) {
        switch value {
        case .utc: rules = nil
        case .date, .floating: rules = zones.floating
        case .zoned(_, let tzid): rules = zones.rules(for: tzid)
        }
    }

    /// In a gap the offset before it counts, of a doubled time the first (RFC 5545 section 3.3.5).
    func instant(ofLocal local: Int64) -> Int64 {
        guard let rules else { return local }
        return rules.instant(ofLocalSeconds: local)
    }

    func local(at instant: Int64) -> Int64 {
        guard let rules else { return instant }
        return instant + Int64(rules.offset(at: Instant(seconds: instant)).seconds)
    }

    /// A local time after every local time whose instant is before `instant`.
    func latestLocal(before instant: Int64) -> Int64 {
        guard rules != nil else { return instant }
        // No zone is further east than 26 hours.
        let (sum, overflow) = instant.addingReportingOverflow(26 * 3600)
        return overflow ? .max : sum
    }
}

/// A zone's clock for times that follow each other: asks the zone only when a time leaves the stretch in which the last offset holds.
struct ZoneCursor: Sendable {
    private let clock: ZoneClock
    private var regime = ZoneRegime(start: .max, end: .min, offset: 0)

    init(_ clock: ZoneClock) {
        self.clock = clock
        if clock.rules == nil { regime = ZoneRegime(start: .min, end: .max, offset: 0) }
    }

    /// The instant of a local time, and whether the clocks jump over that time.
    @inline(__always)
    mutating func instant(ofLocal local: Int64) -> (instant: Int64, isInGap: Bool) {
        if let instant = plainInstant(ofLocal: local) { return (instant, false) }
        return askZone(local)
    }

    private mutating func askZone(_ local: Int64) -> (instant: Int64, isInGap: Bool) {
        guard let rules = clock.rules else { return (local, false) }
        regime = rules.regime(at: local - regime.offset)
        if let instant = plainInstant(ofLocal: local) { return (instant, false) }
        let instant = rules.instant(ofLocalSeconds: local)
        regime = rules.regime(at: instant)
        return (instant, instant + regime.offset != local)
    }

    /// A local time before every local time whose instant is at or after `instant`.
    mutating func earliestLocal(from instant: Int64) -> Int64 {
        guard clock.rules != nil else { return instant }
        let day: Int64 = 86_400
        let local = local(at: instant)
        if regime.contains(instant - day), regime.contains(instant + day) { return local }
        return min(local, clock.local(at: instant - day) + day, clock.local(at: instant + day) - day)
    }

    @inline(__always)
    mutating func local(at instant: Int64) -> Int64 {
        if !regime.contains(instant), let rules = clock.rules { regime = rules.regime(at: instant) }
        return instant + regime.offset
    }

    /// The instant if it lies so far inside the current stretch that no other offset can give the same reading.
    @inline(__always)
    private func plainInstant(ofLocal local: Int64) -> Int64? {
        let instant = local - regime.offset
        guard instant < regime.end, regime.start == .min || instant - 86_400 >= regime.start else { return nil }
        return instant
    }
}
