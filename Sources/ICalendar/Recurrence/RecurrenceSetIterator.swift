/// Gives the instances of a recurrence set in the order of their instants, each instant once, from any instant on.
///
/// Nearly every set is one rule with nothing taken out and, once DTSTART has passed, nothing added: then that rule's instances are handed on
/// as they are.
struct RecurrenceSetIterator: Sendable {
    /// An instance before overrides: where it is, and the length a PERIOD gave it.
    struct Instance: Sendable {
        var point: InstanceTemplate.Point
        var length: InstanceTemplate.Length?
    }

    private let set: RecurrenceSet
    private let upper: Int64
    /// The first rule, kept without a list since most sets have no other.
    private var rule: RuleCursor?
    private var otherRules: [RuleCursor]
    private var exclusionRules: [RuleCursor]
    private var dateIndex: Int
    private var excludedIndex: Int
    /// Whether only the first rule is left, and nothing is taken out of it.
    private var isPlain: Bool

    /// - Parameters:
    ///   - lower: the first instant of interest.
    ///   - upper: the instant at which to end, exclusive.
    ///   - work: candidates each rule may look at.
    init(_ set: RecurrenceSet, from lower: Int64, to upper: Int64, work: Int) {
        func cursor(_ rule: BoundRule) -> RuleCursor {
            RuleCursor(rule, clock: set.template.clock, from: lower, to: upper, work: work)
        }
        self.set = set
        self.upper = upper
        rule = set.rules.first.map(cursor)
        otherRules = set.rules.count <= 1 ? [] : set.rules[1...].map(cursor)
        exclusionRules = set.exclusionRules.isEmpty ? [] : set.exclusionRules.map(cursor)
        let date = set.dates.partitioningIndex { $0.point.instant >= lower }
        let exclusion = set.excludedInstants.isEmpty ? 0 : set.excludedInstants.partitioningIndex { $0 >= lower }
        dateIndex = date
        excludedIndex = exclusion
        isPlain = set.isPlain(fromDate: date, exclusion: exclusion)
    }

    /// Whether the work limit ended a rule early.
    var isCut: Bool {
        rule?.isCut == true || otherRules.contains(where: \.isCut) || exclusionRules.contains(where: \.isCut)
    }

    @inline(__always)
    mutating func next() -> Instance? {
        guard isPlain else { return nextOfAll() }
        guard let point = rule?.next() else { return nil }
        return Instance(point: point)
    }

    private mutating func nextOfAll() -> Instance? {
        while true {
            guard let instance = nextIncluded() else { return nil }
            let instant = instance.point.instant
            if instant >= upper { return nil }
            if isExcluded(instance.point) { continue }
            isPlain = set.isPlain(fromDate: dateIndex, exclusion: excludedIndex)
            return instance
        }
    }

    /// The next of DTSTART, RDATEs and rules.
    private mutating func nextIncluded() -> Instance? {
        var earliest = Int64.max
        var found: Instance?
        if dateIndex < set.dates.count {
            let date = set.dates[dateIndex]
            earliest = date.point.instant
            found = Instance(point: date.point, length: date.length)
        }
        if let head = rule?.peek(), head.instant < earliest {
            earliest = head.instant
            found = Instance(point: head)
        }
        for index in otherRules.indices {
            if let head = otherRules[index].peek(), head.instant < earliest {
                earliest = head.instant
                found = Instance(point: head)
            }
        }
        guard found != nil else { return nil }
        if dateIndex < set.dates.count, set.dates[dateIndex].point.instant == earliest { dateIndex += 1 }
        rule?.skip(through: earliest)
        for index in otherRules.indices { otherRules[index].skip(through: earliest) }
        return found
    }

    private mutating func isExcluded(_ point: InstanceTemplate.Point) -> Bool {
        let instants = set.excludedInstants
        while excludedIndex < instants.count, instants[excludedIndex] < point.instant { excludedIndex += 1 }
        if excludedIndex < instants.count, instants[excludedIndex] == point.instant { return true }
        if !set.excludedDays.isEmpty {
            let day = floorDivision(point.local, 86_400)
            let index = set.excludedDays.partitioningIndex { $0 >= day }
            if index < set.excludedDays.count, set.excludedDays[index] == day { return true }
        }
        for index in exclusionRules.indices {
            exclusionRules[index].skip(through: point.instant - 1)
            if exclusionRules[index].peek()?.instant == point.instant { return true }
        }
        return false
    }
}

extension RecurrenceSet {
    /// Whether only one rule is left and nothing is taken out from a DTSTART or RDATE and an EXDATE on, by their indices.
    fileprivate func isPlain(fromDate date: Int, exclusion: Int) -> Bool {
        date >= dates.count && exclusion >= excludedInstants.count && rules.count <= 1 && exclusionRules.isEmpty && excludedDays.isEmpty
    }
}
