/// What a zone did and will do since an instant, cut into the observances that a VTIMEZONE is made of.
///
/// Each run of years that follows one rule becomes an observance with RRULE; what follows none is listed. Made once per zone.
struct ZoneHistory: Sendable {
    /// One STANDARD or DAYLIGHT part: either a rule or a list of onsets.
    struct Observance: Hashable, Sendable {
        var isDaylight: Bool
        var name: String
        var offsetBefore: Int32
        var offsetAfter: Int32
        /// The days of the rule, nil for a list.
        var days: YearlyDays?
        /// Whether the rule goes on for ever.
        var isEndless = false
        /// Instants of all onsets, ascending; of an endless rule the first few.
        var onsets: [Int64]

        /// Whether something begins at or after an instant.
        func reaches(_ instant: Int64) -> Bool { isEndless || (onsets.last ?? .min) >= instant }
    }

    /// The clock at the beginning.
    let initial: TZifFile.LocalTime
    let beginning: Int64
    /// By first onset.
    let observances: [Observance]

    init(fixedOffset: UTCOffset, name: String) {
        initial = TZifFile.LocalTime(offset: fixedOffset.seconds, isDaylight: false, name: name)
        beginning = 0
        observances = []
    }

    /// - Parameter beginning: what came before it is left out.
    init(_ file: TZifFile, from beginning: Int64) {
        let changes = Self.changes(of: file)
        self.beginning = beginning
        initial = changes.last { $0.instant <= beginning }?.after ?? changes.first?.before ?? file.initial

        var groups: [(kind: Kind, onsets: [Int64])] = []
        for change in changes where change.instant > beginning {
            let kind = Kind(change)
            if let index = groups.firstIndex(where: { $0.kind == kind }) {
                groups[index].onsets.append(change.instant)
            } else {
                groups.append((kind, [change.instant]))
            }
        }
        var observances: [Observance] = []
        for group in groups {
            let endless = file.footer.flatMap { Self.endlessRule(of: $0, for: group.kind) }
            observances += RunFinder(kind: group.kind, endless: endless).observances(of: group.onsets)
        }
        self.observances = observances.sorted { ($0.onsets.first ?? .min) < ($1.onsets.first ?? .min) }
    }

    /// A change of offset with the clocks on both sides.
    struct Change {
        var instant: Int64
        var before: TZifFile.LocalTime
        var after: TZifFile.LocalTime
    }

    /// What onsets of one observance have in common.
    struct Kind: Hashable {
        var isDaylight: Bool
        var name: String
        var offsetBefore: Int32
        var offsetAfter: Int32

        init(_ change: Change) {
            // Ireland and Morocco have daylight time in winter by law; programs expect the part with the greater offset to be DAYLIGHT.
            isDaylight =
                change.before.isDaylight == change.after.isDaylight
                ? change.after.isDaylight : change.after.offset > change.before.offset
            name = change.after.name
            offsetBefore = change.before.offset
            offsetAfter = change.after.offset
        }
    }

    /// All listed changes of offset and those of the footer's first years; changes of name alone are left out.
    private static func changes(of file: TZifFile) -> [Change] {
        var transitions = file.transitions.map { ($0.instant, $0.localTime) }
        if let footer = file.footer, let daylight = footer.daylight {
            let last = file.transitions.last?.instant ?? 0
            let year = Int(LocalDateTime(timelineSeconds: last).date.year)
            var onsets: [(Int64, TZifFile.LocalTime)] = []
            for (index, rule) in footer.rules(after: last).enumerated() {
                let clock = index == 0 ? footer.standard : daylight.clock
                var list: [Onset] = []
                for year in year...(year + 4) { rule.append(onsetsOf: year, to: &list) }
                onsets += list.map {
                    ($0.instant, TZifFile.LocalTime(offset: $0.offset, isDaylight: index == 1, name: clock.name))
                }
            }
            // Daylight time all year: both begin at once, daylight time stays.
            transitions += onsets.sorted { ($0.0, $0.1.isDaylight ? 1 : 0) < ($1.0, $1.1.isDaylight ? 1 : 0) }
        }
        var changes: [Change] = []
        var current = file.initial
        for (position, (instant, clock)) in transitions.enumerated() {
            if position + 1 < transitions.count, transitions[position + 1].0 == instant { continue }
            if clock.offset != current.offset { changes.append(Change(instant: instant, before: current, after: clock)) }
            current = clock
        }
        return changes
    }

    /// The days and the time of day of the footer's rule for a kind of onset, if it has one.
    private static func endlessRule(of footer: POSIXTimeZone, for kind: Kind) -> (days: YearlyDays, timeOfDay: Int64)? {
        guard let daylight = footer.daylight else { return nil }
        let change: POSIXTimeZone.Change
        if kind.offsetBefore == footer.standard.offset, kind.offsetAfter == daylight.clock.offset, kind.name == daylight.clock.name {
            change = daylight.start
        } else if kind.offsetBefore == daylight.clock.offset, kind.offsetAfter == footer.standard.offset, kind.name == footer.standard.name
        {
            change = daylight.end
        } else {
            return nil
        }
        let shift = Int((change.time - (change.time % 86_400 + 86_400) % 86_400) / 86_400)
        return (change.days.shifted(by: shift), change.time - Int64(shift) * 86_400)
    }
}
