/// One rule on the UTC line, in the order of instants, each instant once.
///
/// A local time in a gap is read with the offset before it and so falls behind later local times: those are held back until all that come
/// before them are out.
struct RuleCursor: Sendable {
    private var iterator: RuleIterator
    private var clock: ZoneCursor
    private let lower: Int64
    private let upper: Int64
    private let until: Int64
    /// A time in a gap and those behind it up to the first that nothing can precede, the earliest last.
    private var held: [InstanceTemplate.Point] = []
    /// What `peek` has looked at.
    private var peeked: InstanceTemplate.Point?
    private var lastGiven = Int64.min
    private var isOver = false

    init(_ rule: BoundRule, clock: ZoneClock, from lower: Int64, to upper: Int64, work: Int) {
        var cursor = ZoneCursor(clock)
        let earliest = cursor.earliestLocal(from: lower)
        self.clock = cursor
        self.lower = lower
        self.upper = upper
        until = rule.until
        iterator = RuleIterator(rule, from: earliest, through: clock.latestLocal(before: upper), work: work)
    }

    /// Whether the work limit ended the rule early.
    var isCut: Bool { iterator.isCut }

    /// The next instance.
    @inline(__always)
    mutating func next() -> InstanceTemplate.Point? {
        if let point = peeked {
            peeked = nil
            return point
        }
        while let point = advance() {
            // Of several local times at one instant the first counts.
            if point.instant == lastGiven { continue }
            lastGiven = point.instant
            return point
        }
        return nil
    }

    /// The instance that `next` will give.
    mutating func peek() -> InstanceTemplate.Point? {
        if peeked == nil { peeked = next() }
        return peeked
    }

    /// Passes over the instances up to and with an instant.
    mutating func skip(through instant: Int64) {
        while let point = peek(), point.instant <= instant { peeked = nil }
    }

    @inline(__always)
    private mutating func advance() -> InstanceTemplate.Point? {
        if !held.isEmpty { return held.removeLast() }
        guard let (point, isInGap) = pull() else { return nil }
        return isInGap ? hold(point) : point
    }

    /// Holds back a time in a gap and what follows it, and gives the earliest of them.
    private mutating func hold(_ first: InstanceTemplate.Point) -> InstanceTemplate.Point {
        var points = [first]
        var latest = first.instant
        while let (other, isInGap) = pull() {
            points.append(other)
            if !isInGap, other.instant >= latest { break }
            latest = max(latest, other.instant)
        }
        // Of two names of one instant the one that the clock shows comes first, which is the later one.
        points.sort { ($0.instant, $1.local) < ($1.instant, $0.local) }
        held = points[1...].reversed()
        return points[0]
    }

    @inline(__always)
    private mutating func pull() -> (InstanceTemplate.Point, isInGap: Bool)? {
        while !isOver, let local = iterator.next() {
            let (instant, isInGap) = clock.instant(ofLocal: local)
            if instant < lower { continue }
            if instant > until || instant >= upper {
                // Only after a time in a gap may an earlier instant come.
                if isInGap { continue }
                break
            }
            return (InstanceTemplate.Point(local: local, instant: instant), isInGap)
        }
        isOver = true
        return nil
    }
}
