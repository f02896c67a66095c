/// Where zone data comes from: TZif files by Olson name (RFC 8536).
public protocol TimeZoneProvider: Sendable {
    /// The TZif data of a zone or alias, nil if there is no such zone.
    func tzif(named identifier: String) -> [UInt8]?

    /// All names, aliases and `UTC` included, sorted.
    var identifiers: [String] { get }

    /// Version of the data, e.g. `2025b`.
    var version: String { get }
}
