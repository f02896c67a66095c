/// Resolves the TZIDs of one object: its own VTIMEZONE, Olson name, aliases and Windows names, then the fallback zone; and says in which zone floating times are read.
public struct ZoneResolver: Sendable {
    private let definitions: [String: ZoneRules]
    private let registry: TimeZoneRegistry

    /// - Parameters:
    ///   - timeZones: the VTIMEZONEs that came with the object; of two with one TZID the first counts, unusable ones are passed over.
    ///   - floating: the zone in which dates and floating times are read (the calendar's or the request's).
    public init(timeZones: [Component] = [], registry: TimeZoneRegistry, floating: ZoneRules = .utc) {
        var definitions: [String: ZoneRules] = [:]
        for component in timeZones {
            guard let tzid = component.first(.tzid)?.valueString else { continue }
            let key = TZID.comparable(tzid)
            if definitions[key] == nil, let rules = registry.rules(definedBy: component) { definitions[key] = rules }
        }
        self.definitions = definitions
        self.registry = registry
        self.floating = floating
    }

    /// The zone in which dates and floating times are read.
    public let floating: ZoneRules

    /// The rules for a TZID; an unknown one is read as floating.
    public func rules(for tzid: String) -> ZoneRules {
        if !definitions.isEmpty, let rules = definitions[tzid] ?? definitions[TZID.comparable(tzid)] { return rules }
        return registry.rules(for: tzid) ?? floating
    }

    /// The instant of a value: midnight at its start for a date.
    public func instant(of value: DateTimeValue) -> Instant {
        switch value {
        case .date(let date): floating.instant(of: LocalDateTime(startOf: date))
        case .floating(let local): floating.instant(of: local)
        case .utc(let local): local.asUTC
        case .zoned(let local, let tzid): rules(for: tzid).instant(of: local)
        }
    }
}
