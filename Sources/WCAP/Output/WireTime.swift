import ICalendar

/// Writes times as answers carry them: UTC, or the clock of `tzidout` without `Z` (`spec/wcap.md` 1.6).
struct WireTime: Sendable {
    /// The zone of `tzidout`, nil: UTC.
    let zone: ZoneRules?
    /// The zone's Olson name.
    let name: String?

    /// UTC.
    init() {
        zone = nil
        name = nil
    }

    init(zone: ZoneRules, name: String) {
        self.zone = zone
        self.name = name
    }

    func text(of instant: Instant) -> String { zone?.local(at: instant).text ?? instant.text }
}
