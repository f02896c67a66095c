/// Resolves the TZIDs of one object: its own VTIMEZONE, Olson name, aliases and Windows names, then the fallback zone; and says in which zone floating times are read.
public struct ZoneResolver: Sendable {
    /// - Parameters:
    ///   - timeZones: the VTIMEZONEs that came with the object.
    ///   - floating: the zone in which dates and floating times are read (the calendar's or the request's).
    public init(timeZones: [Component] = [], registry: TimeZoneRegistry, floating: ZoneRules = .utc) {
        self.floating = floating
    }

    public let floating: ZoneRules

    /// The rules for a TZID; an unknown one is read as floating.
    public func rules(for tzid: String) -> ZoneRules { floating }

    /// The instant of a value: midnight at its start for a date.
    public func instant(of value: DateTimeValue) -> Instant { value.local.asUTC }
}
