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

    /// A local time before every local time whose instant is at or after `instant`.
    func earliestLocal(from instant: Int64) -> Int64 {
        guard rules != nil else { return instant }
        let day: Int64 = 86_400
        return min(local(at: instant - day) + day, local(at: instant), local(at: instant + day) - day)
    }
}
