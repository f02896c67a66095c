/// Gives the local times of a rule in ascending order, from any place on; what lies before it costs nothing, but for a rule with a COUNT that
/// arithmetic does not resolve, which is walked from its start.
struct RuleIterator: Sendable {
    private var cadence: CadenceIterator?
    private var periods: PeriodIterator?

    /// - Parameters:
    ///   - lower: the first local time of interest; times before the rule's start are never given.
    ///   - upper: the last local time of interest. What lies beyond is not looked at.
    ///   - work: candidates that may be looked at.
    init(_ rule: BoundRule, from lower: Int64, through upper: Int64 = .max, work: Int) {
        if let cadence = rule.plan.cadence {
            let first = min(max(lower, rule.plan.start), RulePlan.endOfTime + 1)
            self.cadence = CadenceIterator(cadence, from: first, through: min(rule.plan.last, upper), work: work)
        } else {
            periods = PeriodIterator(rule, from: lower, through: upper, work: work)
        }
    }

    /// Whether the end came from the work limit.
    var isCut: Bool { cadence?.isCut ?? periods?.isCut ?? false }

    /// The next local time, nil at the rule's end or when the work limit is reached (`isCut`).
    @inline(__always)
    mutating func next() -> Int64? { cadence == nil ? periods?.next() : cadence?.next() }
}
