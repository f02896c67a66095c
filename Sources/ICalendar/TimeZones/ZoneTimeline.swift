/// All offset changes of one zone: single onsets and yearly rules.
///
/// The years 1900 to 2100 lie in a table; further out the few years around the asked time are laid out by arithmetic.
final class ZoneTimeline: Sendable {
    private let initialOffset: Int32
    /// Single onsets, sorted.
    private let fixed: [Onset]
    private let rules: [YearlyRule]
    private let table: TransitionTable
    /// Where the table is right: all time unless rules reach beyond it. Ten days narrower than its years at each end, because
    /// a rule's onset may lie a week outside its year and clock readings a day from their instants.
    private let tableRange: Range<Int64>

    private static let tableYears = 1900...2100

    init(initialOffset: Int32, fixed: [Onset], rules: [YearlyRule]) {
        self.initialOffset = initialOffset
        let order = fixed.indices.sorted { (fixed[$0].instant, $0) < (fixed[$1].instant, $1) }
        self.fixed = order.map { fixed[$0] }
        self.rules = rules
        table = Self.table(initialOffset: initialOffset, fixed: self.fixed[...], rules: rules, years: Self.tableYears)
        let years = Self.tableYears
        let margin: Int64 = 10 * 86_400
        let first =
            rules.contains { $0.firstYear < years.lowerBound }
            ? Int64(CalendarDate(year: years.lowerBound, month: 1, day: 1).dayNumber) * 86_400 + margin : .min
        let end =
            rules.contains { $0.lastYear > years.upperBound }
            ? Int64(CalendarDate(year: years.upperBound + 1, month: 1, day: 1).dayNumber) * 86_400 - margin : .max
        tableRange = first..<end
    }

    func offset(at instant: Int64) -> Int32 {
        tableRange.contains(instant) ? table.offset(at: instant) : around(instant).offset(at: instant)
    }

    func instant(ofLocal local: Int64) -> Int64 {
        tableRange.contains(local) ? table.instant(ofLocal: local) : around(local).instant(ofLocal: local)
    }

    /// The offset at an instant, and a stretch of time around it in which it holds: cut where no table reaches.
    func regime(at instant: Int64) -> ZoneRegime {
        if tableRange.contains(instant) {
            return table.regime(at: instant).clamped(from: tableRange.lowerBound, to: tableRange.upperBound)
        }
        let year = Self.year(of: instant)
        let year0 = Int64(CalendarDate(year: year, month: 1, day: 1).dayNumber) * 86_400
        let margin: Int64 = 366 * 86_400
        return around(instant).regime(at: instant).clamped(from: year0 - margin, to: year0 + 2 * margin)
    }

    /// The changes in [from, to), those that change nothing left out.
    func onsets(from: Int64, to: Int64) -> [Onset] {
        guard from < to else { return [] }
        if from >= tableRange.lowerBound, to <= tableRange.upperBound { return table.onsets(from: from, to: to) }
        let first = Self.year(of: from)
        let last = Self.year(of: to)
        return Self.table(initialOffset: initialOffset, fixed: fixed[...], rules: rules, years: (first - 1)...(last + 1))
            .onsets(from: from, to: to)
    }

    private static func year(of seconds: Int64) -> Int { Int(LocalDateTime(timelineSeconds: seconds).date.year) }

    private func around(_ seconds: Int64) -> TransitionTable {
        let year = Self.year(of: seconds)
        let start = Int64(CalendarDate(year: year - 2, month: 1, day: 1).dayNumber) * 86_400
        let end = Int64(CalendarDate(year: year + 3, month: 1, day: 1).dayNumber) * 86_400
        let from = fixed.partitioningIndex { $0.instant >= start }
        let to = fixed.partitioningIndex { $0.instant >= end }
        return Self.table(
            initialOffset: initialOffset, fixed: fixed[max(from - 1, 0)..<to], rules: rules, years: (year - 2)...(year + 2)
        )
    }

    private static func table(
        initialOffset: Int32, fixed: ArraySlice<Onset>, rules: [YearlyRule], years: ClosedRange<Int>
    ) -> TransitionTable {
        var onsets = Array(fixed)
        for rule in rules {
            rule.append(lastOnsetBefore: years.lowerBound, to: &onsets)
            let last = min(years.upperBound, rule.lastYear)
            var year = max(years.lowerBound, rule.firstYear)
            while year <= last {
                rule.append(onsetsOf: year, to: &onsets)
                year += 1
            }
        }
        return TransitionTable(initial: initialOffset, onsets: onsets)
    }
}

extension Array {
    /// The first index from which on all elements satisfy the predicate; the array is sorted by it.
    func partitioningIndex(where belongsToSecondPart: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if belongsToSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
