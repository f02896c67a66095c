/// One change of a zone's offset: from `instant` on, `offset` holds. Seconds on the UTC line, seconds east of Greenwich.
struct Onset: Hashable, Sendable {
    var instant: Int64
    var offset: Int32
}

/// The offset changes of a zone in a stretch of time, sorted, and found without walking.
struct TransitionTable: Sendable {
    /// Where each offset but the first begins, ascending, without repeats.
    private let starts: [Int64]
    /// `offsets[0]` holds before `starts[0]`, `offsets[i + 1]` from `starts[i]` on.
    private let offsets: [Int32]
    private let maximumOffset: Int64
    /// For each stretch of 2^24 seconds (194 days) from `indexBase` on: how many starts lie before it.
    private let index: [Int32]
    private let indexBase: Int64

    private static let stretchBits: Int64 = 24
    private static let longestIndex = 1024

    /// - Parameters:
    ///   - initial: the offset before the first onset.
    ///   - onsets: in any order; of several at one instant the last in the list counts.
    init(initial: Int32, onsets: [Onset]) {
        let order = onsets.indices.sorted { (onsets[$0].instant, $0) < (onsets[$1].instant, $1) }
        var starts: [Int64] = []
        var offsets: [Int32] = [initial]
        starts.reserveCapacity(onsets.count)
        offsets.reserveCapacity(onsets.count + 1)
        for position in order {
            let onset = onsets[position]
            if starts.last == onset.instant {
                starts.removeLast()
                offsets.removeLast()
            }
            if offsets[offsets.count - 1] != onset.offset {
                starts.append(onset.instant)
                offsets.append(onset.offset)
            }
        }
        self.starts = starts
        self.offsets = offsets
        maximumOffset = Int64(offsets.max() ?? initial)

        // The index covers the newest changes, where nearly all questions fall.
        var index: [Int32] = []
        var base: Int64 = 0
        if starts.count > 8, let newest = starts.last, let oldest = starts.first {
            let newestStretch = newest >> Self.stretchBits
            base = max(oldest >> Self.stretchBits, newestStretch - Int64(Self.longestIndex))
            index.reserveCapacity(Int(newestStretch - base) + 2)
            var passed = 0
            for stretch in base...(newestStretch + 1) {
                while passed < starts.count, starts[passed] < stretch << Self.stretchBits { passed += 1 }
                index.append(Int32(clamping: passed))
            }
        }
        self.index = index
        indexBase = base
    }

    /// How many changes there are at or before an instant: the position of its offset in `offsets`.
    private func position(of instant: Int64) -> Int {
        let stretch = (instant >> Self.stretchBits) - indexBase
        if stretch >= 0, stretch < index.count {
            var position = Int(index[Int(stretch)])
            while position < starts.count, starts[position] <= instant { position += 1 }
            return position
        }
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func offset(at instant: Int64) -> Int32 {
        starts.isEmpty ? offsets[0] : offsets[position(of: instant)]
    }

    /// The offset at an instant, and the stretch of time around it in which it holds.
    func regime(at instant: Int64) -> ZoneRegime {
        let position = starts.isEmpty ? 0 : position(of: instant)
        return ZoneRegime(
            start: position == 0 ? .min : starts[position - 1], end: position == starts.count ? .max : starts[position],
            offset: Int64(offsets[position])
        )
    }

    /// The instant of a clock reading: of two the first; in a gap, by the offset before the gap.
    func instant(ofLocal local: Int64) -> Int64 {
        if starts.isEmpty { return local - Int64(offsets[0]) }
        // Whatever ended before this instant ended before the clock showed `local`, however large its offset.
        var position = position(of: local - maximumOffset)
        while position < starts.count, local - Int64(offsets[position]) >= starts[position] {
            // The clock passed the reading only after this offset had ended; is it a gap, or does the next one show it?
            if local - Int64(offsets[position + 1]) < starts[position] { break }
            position += 1
        }
        return local - Int64(offsets[position])
    }

    /// The changes in [from, to).
    func onsets(from: Int64, to: Int64) -> [Onset] {
        var list: [Onset] = []
        var position = from == .min ? 0 : position(of: from - 1)
        while position < starts.count, starts[position] < to {
            list.append(Onset(instant: starts[position], offset: offsets[position + 1]))
            position += 1
        }
        return list
    }
}
