/// Gives the instances of an object that overlap a range, in the order of their starts, without making a list.
public struct OccurrenceIterator: IteratorProtocol, Sequence, Sendable {
    /// The instances of one segment that overlap the range.
    private struct Stream: Sendable {
        let segment: Expansion.Segment
        var iterator: RecurrenceSetIterator
        var head: Occurrence?
        var readers: InstanceTemplate.Readers

        mutating func next(_ instance: RecurrenceSetIterator.Instance, isRecurring: Bool) -> Occurrence {
            segment.occurrence(of: instance, isRecurring: isRecurring, readers: &readers)
        }
    }

    private let expansion: Expansion
    private let lower: Instant
    private let upper: Instant
    private var streams: [Stream] = []
    private var overrideIndex = 0
    private let hasOverrides: Bool

    init(_ expansion: Expansion, overlapping range: Range<Instant>, work: WorkLimit) {
        self.expansion = expansion
        hasOverrides = !expansion.overrides.isEmpty
        lower = range.lowerBound
        upper = range.upperBound
        let lowest = Swift.max(range.lowerBound.seconds, Instant.distantPast.seconds - 1000 * 86_400)
        let highest = Swift.min(range.upperBound.seconds, Instant.distantFuture.seconds + 1000 * 86_400)
        if let set = expansion.set {
            for segment in expansion.segments {
                // Two days more where a shift is counted on the local clock.
                let slack: Int64 = segment.after == .min ? 0 : 2 * 86_400
                var from = lowest - segment.maximumSeconds - segment.shift - slack
                var to = highest - segment.shift + slack
                if segment.after != .min { from = Swift.max(from, segment.after + 1) }
                if segment.through != .max { to = Swift.min(to, segment.through + 1) }
                guard from < to else { continue }
                streams.append(
                    Stream(
                        segment: segment, iterator: RecurrenceSetIterator(set, from: from, to: to, work: work.candidates), head: nil,
                        readers: InstanceTemplate.Readers(segment.template))
                )
            }
        }
        for index in streams.indices where streams.count > 1 || hasOverrides { advance(index) }
        let earliest = lower.advanced(bySeconds: -expansion.longestOverride)
        overrideIndex = expansion.overrides.partitioningIndex { $0.startInstant >= earliest }
    }

    /// Whether the work limit ended the expansion early.
    public var isCut: Bool { streams.contains { $0.iterator.isCut } }

    public mutating func next() -> Occurrence? {
        if !hasOverrides, streams.count <= 1 { return streams.isEmpty ? nil : pull(0) }
        while overrideIndex < expansion.overrides.count, !overlaps(expansion.overrides[overrideIndex]) { overrideIndex += 1 }
        var earliest = overrideIndex < expansion.overrides.count ? expansion.overrides[overrideIndex] : nil
        var source = -1
        for index in streams.indices {
            if let head = streams[index].head, earliest.map({ Expansion.isOrdered(head, $0) }) ?? true {
                earliest = head
                source = index
            }
        }
        guard earliest != nil else { return nil }
        if source < 0 { overrideIndex += 1 } else { advance(source) }
        return earliest
    }

    private mutating func advance(_ index: Int) { streams[index].head = pull(index) }

    /// The next instance of a stream that no override replaces and that overlaps the range.
    private mutating func pull(_ index: Int) -> Occurrence? {
        while let instance = streams[index].iterator.next() {
            if hasOverrides, expansion.isOverridden(instance.point.instant) { continue }
            let occurrence = streams[index].next(instance, isRecurring: expansion.isRecurring)
            if overlaps(occurrence) { return occurrence }
        }
        return nil
    }

    private func overlaps(_ occurrence: Occurrence) -> Bool {
        guard occurrence.startInstant < upper else { return false }
        return occurrence.endInstant > lower || occurrence.startInstant >= lower
    }
}
