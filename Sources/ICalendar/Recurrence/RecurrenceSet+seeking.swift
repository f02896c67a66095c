extension RecurrenceSet {
    /// The instance at an instant, nil if the set has none there.
    func instance(at instant: Int64) -> RecurrenceSetIterator.Instance? {
        guard instant < .max else { return nil }
        var iterator = RecurrenceSetIterator(self, from: instant, to: instant + 1, work: WorkLimit().candidates)
        return iterator.next()
    }

    /// The instance that a recurrence id names: at the same instant, or for a date in a series of times the first of that local day.
    func instance(named value: DateTimeValue, zones: ZoneResolver) -> RecurrenceSetIterator.Instance? {
        let point = template.point(of: value, zones: zones)
        guard value.isDate, !template.start.isDate else { return instance(at: point.instant) }
        var iterator = RecurrenceSetIterator(
            self, from: point.instant, to: template.clock.instant(ofLocal: point.local + 86_400), work: WorkLimit().candidates
        )
        return iterator.next()
    }

    /// The last instance in `[lower, upper)` that fulfils a condition.
    ///
    /// Looks at windows before `upper` that grow until one holds an instance, so that the cost goes with the distance, not with the length
    /// of the series; only a COUNT that must be walked is walked from its start.
    func last(
        before upper: Int64, notBefore lower: Int64, work: Int, where isWanted: (RecurrenceSetIterator.Instance) -> Bool
    ) -> RecurrenceSetIterator.Instance? {
        var isCut = false
        return last(before: upper, notBefore: lower, work: work, isCut: &isCut, where: isWanted)
    }

    /// The same; `isCut` tells that the work limit ended the search, and a later instance may exist.
    func last(
        before upper: Int64, notBefore lower: Int64, work: Int, isCut: inout Bool,
        where isWanted: (RecurrenceSetIterator.Instance) -> Bool
    ) -> RecurrenceSetIterator.Instance? {
        let begin = max(lower, dates.first?.point.instant ?? template.startPoint.instant)
        var high = min(upper, latestPossible.addingReportingOverflow(1).partialValue)
        let isWalked = rules.contains { $0.plan.due != nil }
        var span = isWalked ? .max : max(rules.map(\.plan.roughSpacing).min() ?? 86_400, 60)
        var left = work
        while high > begin, left > 0 {
            let low = high.subtractingReportingOverflow(begin).partialValue > span ? high - span : begin
            var iterator = RecurrenceSetIterator(self, from: low, to: high, work: left)
            var found: RecurrenceSetIterator.Instance?
            while let instance = iterator.next() {
                if isWanted(instance) { found = instance }
                left -= 1
            }
            if iterator.isCut { isCut = true }
            if let found { return found }
            left -= 1
            high = low
            span = span > .max / 8 ? .max / 2 : span * 4
        }
        if high > begin { isCut = true }
        return nil
    }

    /// No instance is later than this instant.
    private var latestPossible: Int64 {
        var latest = dates.last?.point.instant ?? .min
        for rule in rules where rule.plan.last != .min { latest = max(latest, rule.plan.last + 2 * 86_400) }
        return latest
    }

    /// Whether a COUNT that only a walk resolves goes beyond a limit on work.
    func isTooLong(for work: Int) -> Bool {
        for rule in rules where rule.plan.due != nil {
            var iterator = RuleIterator(rule, from: .min, work: work)
            while iterator.next() != nil {}
            if iterator.isCut { return true }
        }
        return false
    }
}

extension RulePlan {
    /// A length of time in which a few instances may be expected.
    fileprivate var roughSpacing: Int64 {
        let period: Int64 =
            switch frequency {
            case .yearly: 366 * 86_400
            case .monthly: 31 * 86_400
            case .weekly: 7 * 86_400
            case .daily: 86_400
            case .hourly, .minutely, .secondly: unit
            }
        let (seconds, isBeyond) = interval.multipliedReportingOverflow(by: period)
        return isBeyond ? 1 << 40 : min(seconds, 1 << 40)
    }
}
