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
    /// Streams whose next instance waits, the earliest last.
    private var waiting: [Int] = []
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
        if streams.count > 1 || hasOverrides {
            for index in streams.indices { streams[index].head = pull(index) }
            waiting = streams.indices.filter { streams[$0].head != nil }.sorted { comesFirst($1, $0) }
        }
        let earliest = lower.advanced(bySeconds: -expansion.longestOverride)
        overrideIndex = expansion.overrides.partitioningIndex { $0.startInstant >= earliest }
    }

    /// Whether the work limit ended the expansion early.
    public var isCut: Bool { streams.contains { $0.iterator.isCut } }

    public mutating func next() -> Occurrence? {
        if !hasOverrides, streams.count <= 1 { return streams.isEmpty ? nil : pull(0) }
        while overrideIndex < expansion.overrides.count, !overlaps(expansion.overrides[overrideIndex]) { overrideIndex += 1 }
        let override = overrideIndex < expansion.overrides.count ? expansion.overrides[overrideIndex] : nil
        if let index = waiting.last, let head = streams[index].head, override.map({ Expansion.isOrdered(head, $0) }) ?? true {
            advance(index)
            return head
        }
        if override != nil { overrideIndex += 1 }
        return override
    }

    /// Fetches the next instance of the stream that waited last, and puts it in its place.
    private mutating func advance(_ index: Int) {
        waiting.removeLast()
        streams[index].head = pull(index)
        guard streams[index].head != nil else { return }
        let place = waiting.partitioningIndex { comesFirst($0, index) }
        waiting.insert(index, at: place)
    }

    /// Whether the next instance of one stream comes before that of another; of equal ones the earlier segment's.
    private func comesFirst(_ left: Int, _ right: Int) -> Bool {
        guard let leftHead = streams[left].head, let rightHead = streams[right].head else { return streams[right].head == nil }
        if Expansion.isOrdered(leftHead, rightHead) { return true }
        return left < right && !Expansion.isOrdered(rightHead, leftHead)
    }

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
