/// Zones by name: Olson names and aliases, CLDR Windows names, prefixed TZIDs (`/citadel.org/20250101_1/Europe/Berlin`). Caches what it has read.
public final class TimeZoneRegistry: Sendable {
    public init(provider: any TimeZoneProvider) {}

    /// Version of the zone data.
    public var version: String { "" }

    /// Every Olson name and alias, sorted.
    public var identifiers: [String] { [] }

    /// The Olson name that a TZID stands for, without any VTIMEZONE: itself, an alias, a Windows name, the longest ending that is a zone's name; nil if unknown.
    public func identifier(for tzid: String) -> String? { nil }

    /// Rules by TZID as `identifier(for:)` understands it; nil if unknown.
    public func rules(for tzid: String) -> ZoneRules? { nil }

    /// A VTIMEZONE for a zone, its TZID being `tzid` as given: right from 1970 to 2040 and beyond; rules for the current regime, RDATEs only where needed.
    public func vtimezone(for tzid: String) -> Component? { nil }
}
