import ICalendar

/// Writes times as answers carry them: UTC, or the clock of `tzidout` without `Z` (`spec/wcap.md` 1.6).
struct WireTime: Sendable {
    /// The zone of `tzidout`, nil: UTC.
    var zone: ZoneRules?

    init(zone: ZoneRules? = nil) { self.zone = zone }

    func text(of instant: Instant) -> String { zone?.local(at: instant).text ?? instant.text }
}
