/// Gives the instances of a recurrence set in the order of their instants, each instant once, from any instant on.
struct RecurrenceSetIterator: Sendable {
    /// An instance before overrides: where it is, and the length a PERIOD gave it.
    struct Instance: Sendable {
        var point: InstanceTemplate.Point
        var length: InstanceTemplate.Length?
    }

    private var cursors: [RuleCursor] = []
    private var exclusionCursors: [RuleCursor] = []
    private let dates: [RecurrenceSet.Date]
    private var dateIndex: Int
    private let excludedInstants: [Int64]
    private var excludedIndex: Int
    private let excludedDays: [Int64]
    private let upper: Int64

    /// - Parameters:
    ///   - lower: the first instant of interest.
    ///   - upper: the instant at which to end, exclusive.
    ///   - work: candidates each rule may look at.
    init(_ set: RecurrenceSet, from lower: Int64, to upper: Int64, work: Int) {
        dates = set.dates
        dateIndex = dates.partitioningIndex { $0.point.instant >= lower }
        excludedInstants = set.excludedInstants
        excludedIndex = excludedInstants.partitioningIndex { $0 >= lower }
        excludedDays = set.excludedDays
        self.upper = upper
        let clock = set.template.clock
        for rule in set.rules { cursors.append(RuleCursor(rule, clock: clock, from: lower, to: upper, work: work)) }
        for rule in set.exclusionRules { exclusionCursors.append(RuleCursor(rule, clock: clock, from: lower, to: upper, work: work)) }
    }

    /// Whether the work limit ended a rule early.
    var isCut: Bool { cursors.contains(where: \.isCut) || exclusionCursors.contains(where: \.isCut) }

    mutating func next() -> Instance? {
        while true {
            guard let instance = nextIncluded() else { return nil }
            let instant = instance.point.instant
            if instant >= upper { return nil }
            while excludedIndex < excludedInstants.count, excludedInstants[excludedIndex] < instant { excludedIndex += 1 }
            if excludedIndex < excludedInstants.count, excludedInstants[excludedIndex] == instant { continue }
            if !excludedDays.isEmpty {
                let day = floorDivision(instance.point.local, 86_400)
                let index = excludedDays.partitioningIndex { $0 >= day }
                if index < excludedDays.count, excludedDays[index] == day { continue }
            }
            if !exclusionCursors.isEmpty, isExcludedByRule(instant) { continue }
            return instance
        }
    }

    private mutating func nextIncluded() -> Instance? {
        if cursors.count == 1, dateIndex >= dates.count {
            guard let head = cursors[0].head else { return nil }
            repeat { cursors[0].advance() } while cursors[0].head?.instant == head.instant
            return Instance(point: head, length: nil)
        }
        var earliest = Int64.max
        var found: Instance?
        if dateIndex < dates.count {
            let date = dates[dateIndex]
            earliest = date.point.instant
            found = Instance(point: date.point, length: date.length)
        }
        for index in cursors.indices {
            if let head = cursors[index].head, head.instant < earliest {
                earliest = head.instant
                found = Instance(point: head, length: nil)
            }
        }
        guard found != nil else { return nil }
        if dateIndex < dates.count, dates[dateIndex].point.instant == earliest { dateIndex += 1 }
        for index in cursors.indices { while cursors[index].head?.instant == earliest { cursors[index].advance() } }
        return found
    }

    private mutating func isExcludedByRule(_ instant: Int64) -> Bool {
        for index in exclusionCursors.indices {
            while let head = exclusionCursors[index].head, head.instant < instant { exclusionCursors[index].advance() }
            if exclusionCursors[index].head?.instant == instant { return true }
        }
        return false
    }
}

/// One rule on the UTC line, in the order of instants.
///
/// A local time in a gap is read with the offset before it and so falls behind later local times: those are held back until all that come
/// before them are out.
struct RuleCursor: Sendable {
    private var iterator: RuleIterator
    private var clock: ZoneCursor
    private let lower: Int64
    private let upper: Int64
    private let until: Int64
    private var held: [InstanceTemplate.Point] = []
    private var heldIndex = 0
    /// The next instance.
    private(set) var head: InstanceTemplate.Point?

    init(_ rule: BoundRule, clock: ZoneClock, from lower: Int64, to upper: Int64, work: Int) {
        self.clock = ZoneCursor(clock)
        self.lower = lower
        self.upper = upper
        until = rule.until
        iterator = RuleIterator(
            rule, from: clock.earliestLocal(from: lower), through: clock.latestLocal(before: upper), work: work
        )
        advance()
    }

    var isCut: Bool { iterator.isCut }

    mutating func advance() {
        if heldIndex < held.count {
            head = held[heldIndex]
            heldIndex += 1
            return
        }
        guard let (point, isInGap) = pull() else {
            head = nil
            return
        }
        guard isInGap else {
            head = point
            return
        }
        held.removeAll(keepingCapacity: true)
        held.append(point)
        var latest = point.instant
        while let (other, isInGap) = pull() {
            held.append(other)
            if !isInGap, other.instant >= latest { break }
            latest = max(latest, other.instant)
        }
        held.sort { $0.instant < $1.instant }
        head = held[0]
        heldIndex = 1
    }

    private mutating func pull() -> (InstanceTemplate.Point, isInGap: Bool)? {
        while let local = iterator.next() {
            let (instant, isInGap) = clock.instant(ofLocal: local)
            if instant < lower { continue }
            if instant > until || instant >= upper {
                // Only after a time in a gap may an earlier instant come.
                if !isInGap { return nil }
                continue
            }
            return (InstanceTemplate.Point(local: local, instant: instant), isInGap)
        }
        return nil
    }
}
