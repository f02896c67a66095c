/// A stretch of time, `[start, end)` in UTC seconds, in which a zone's offset does not change.
struct ZoneRegime: Sendable {
    var start: Int64
    var end: Int64
    /// Seconds east of Greenwich.
    var offset: Int64

    func contains(_ instant: Int64) -> Bool { instant >= start && instant < end }

    func clamped(from lower: Int64, to upper: Int64) -> ZoneRegime {
        ZoneRegime(start: max(start, lower), end: min(end, upper), offset: offset)
    }
}
