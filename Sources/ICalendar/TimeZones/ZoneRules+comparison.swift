extension ZoneRules {
    /// Whether both zones have the same offset at every instant of `[from, to)`.
    public func givesSameOffsets(as other: ZoneRules, from: Instant, to: Instant) -> Bool {
        guard from < to else { return true }
        guard offset(at: from) == other.offset(at: from) else { return false }
        // Equal lists of real changes after equal offsets.
        let mine = changes(from: from.advanced(bySeconds: 1), to: to)
        let theirs = other.changes(from: from.advanced(bySeconds: 1), to: to)
        return mine.elementsEqual(theirs) { $0.instant == $1.instant && $0.offset == $1.offset }
    }

    /// Whether both zones have the same offset at each of some instants.
    public func givesSameOffsets(as other: ZoneRules, at instants: some Sequence<Instant>) -> Bool {
        instants.allSatisfy { offset(at: $0) == other.offset(at: $0) }
    }

    /// Whether both zones place each of some clock readings at the same instant.
    public func givesSameInstants(as other: ZoneRules, for readings: some Sequence<LocalDateTime>) -> Bool {
        readings.allSatisfy { instant(of: $0) == other.instant(of: $0) }
    }
}
