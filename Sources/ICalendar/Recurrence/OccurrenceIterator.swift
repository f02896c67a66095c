/// Gives the instances of an object that overlap a range, in the order of their starts, without making a list.
public struct OccurrenceIterator: IteratorProtocol, Sequence, Sendable {
    /// The instances that the master describes.
    private var series: SegmentIterator?
    /// What there is besides, of an object with overrides.
    private var merge: OccurrenceMerge?

    init(_ expansion: borrowing Expansion, overlapping range: Range<Instant>, work: WorkLimit) {
        if expansion.overrides.isEmpty {
            series = SegmentIterator(0, of: expansion, overlapping: range, work: work)
            merge = nil
        } else {
            series = nil
            merge = OccurrenceMerge(expansion, overlapping: range, work: work)
        }
    }

    /// Whether the work limit ended the expansion early.
    public var isCut: Bool { series?.isCut == true || merge?.isCut == true }

    @inline(__always)
    public mutating func next() -> Occurrence? { merge == nil ? series?.next() : merge?.next() }
}

/// Instances of several components in one order: the master's, those of overrides for this and future, and overrides by themselves.
private struct OccurrenceMerge: Sendable {
    private struct Stream: Sendable {
        var iterator: SegmentIterator
        var head: Occurrence?
    }

    private let overrides: [Occurrence]
    private let lower: Int64
    private let upper: Int64
    private var overrideIndex: Int
    private var streams: [Stream] = []
    /// Streams whose next instance waits, the earliest last.
    private var waiting: [Int] = []

    init(_ expansion: borrowing Expansion, overlapping range: Range<Instant>, work: WorkLimit) {
        overrides = expansion.overrides
        lower = range.lowerBound.seconds
        upper = range.upperBound.seconds
        let earliest = range.lowerBound.advanced(bySeconds: -expansion.longestOverride)
        overrideIndex = overrides.partitioningIndex { $0.startInstant >= earliest }
        for index in expansion.segments.indices {
            guard var iterator = SegmentIterator(index, of: expansion, overlapping: range, work: work) else { continue }
            let head = iterator.next()
            streams.append(Stream(iterator: iterator, head: head))
        }
        waiting = streams.indices.filter { streams[$0].head != nil }.sorted { comesFirst($1, $0) }
    }

    var isCut: Bool { streams.contains { $0.iterator.isCut } }

    mutating func next() -> Occurrence? {
        while overrideIndex < overrides.count, !overrides[overrideIndex].overlaps(from: lower, to: upper) { overrideIndex += 1 }
        let override = overrideIndex < overrides.count ? overrides[overrideIndex] : nil
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
        streams[index].head = streams[index].iterator.next()
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
}
