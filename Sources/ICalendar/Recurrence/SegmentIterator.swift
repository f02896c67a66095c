/// Gives the instances that one component describes and that overlap a range, in the order of their recurrence instants. Those that have an
/// override of their own are left out.
struct SegmentIterator: Sendable {
    private let segment: Expansion.Segment
    private var instances: RecurrenceSetIterator
    /// For the ends of instances.
    private var zone: ZoneCursor
    private let overridden: [Int64]
    private let isRecurring: Bool
    private let lower: Int64
    private let upper: Int64

    /// nil if there is no such segment, or the range has no part in it.
    init?(_ index: Int, of expansion: borrowing Expansion, overlapping range: Range<Instant>, work: WorkLimit) {
        guard let set = expansion.set, index < expansion.segments.count else { return nil }
        let segment = expansion.segments[index]
        let lowest = max(range.lowerBound.seconds, Instant.distantPast.seconds - 1000 * 86_400)
        let highest = min(range.upperBound.seconds, Instant.distantFuture.seconds + 1000 * 86_400)
        // Two days more where a shift is counted on the local clock.
        let slack: Int64 = segment.after == .min ? 0 : 2 * 86_400
        var from = lowest - segment.maximumSeconds - segment.shift - slack
        var to = highest - segment.shift + slack
        if segment.after != .min { from = max(from, segment.after + 1) }
        if segment.through != .max { to = min(to, segment.through + 1) }
        guard from < to else { return nil }
        self.segment = segment
        instances = RecurrenceSetIterator(set, from: from, to: to, work: work.candidates)
        zone = ZoneCursor(segment.template.clock)
        overridden = expansion.overriddenInstants
        isRecurring = expansion.isRecurring
        lower = range.lowerBound.seconds
        upper = range.upperBound.seconds
    }

    /// Whether the work limit ended the expansion early.
    var isCut: Bool { instances.isCut }

    @inline(__always)
    mutating func next() -> Occurrence? {
        while let instance = instances.next() {
            if !overridden.isEmpty, overridden.containsSorted(instance.point.instant) { continue }
            let occurrence = segment.occurrence(of: instance, isRecurring: isRecurring, zone: &zone)
            if occurrence.overlaps(from: lower, to: upper) { return occurrence }
        }
        return nil
    }
}

extension Occurrence {
    /// Whether it takes place in `[lower, upper)`; without length it counts where it starts.
    func overlaps(from lower: Int64, to upper: Int64) -> Bool {
        startInstant.seconds < upper && (endInstant.seconds > lower || startInstant.seconds >= lower)
    }
}

extension [Int64] {
    /// Whether an ascending list has a number.
    func containsSorted(_ number: Int64) -> Bool {
        let index = partitioningIndex { $0 >= number }
        return index < count && self[index] == number
    }
}
