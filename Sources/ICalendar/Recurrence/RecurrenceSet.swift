/// The recurrence set of a master component: DTSTART, RRULEs and RDATEs less EXRULEs and EXDATEs (RFC 5545 section 3.8.5), overrides not
/// yet considered. Rules run on the clock of DTSTART's zone.
///
/// DTSTART is always the first instance, even if the rule would not give it, unless an EXDATE or EXRULE takes it out. A rule that cannot
/// be read safely adds nothing: its item shows once.
final class RecurrenceSet: Sendable {
    /// DTSTART or an RDATE.
    struct Date: Sendable {
        var point: InstanceTemplate.Point
        /// The length that a PERIOD gives, nil for the component's own.
        var length: InstanceTemplate.Length?
    }

    let template: InstanceTemplate
    let rules: [BoundRule]
    let exclusionRules: [BoundRule]
    /// DTSTART and the RDATEs by instant, each instant once.
    let dates: [Date]
    /// EXDATEs by instant, ascending.
    let excludedInstants: [Int64]
    /// EXDATEs that take out a whole day of the series' clock, as day numbers, ascending.
    let excludedDays: [Int64]
    /// No instance lasts longer than this many seconds.
    let maximumSeconds: Int64

    /// Candidates a hull may look at. Beyond, a series counts as endless, which is never wrong: a publish asks for the hulls of thousands.
    static let hullWork = 500_000

    init(_ component: Component, template: InstanceTemplate, zones: ZoneResolver) {
        self.template = template
        var rules: [BoundRule] = []
        var exclusionRules: [BoundRule] = []
        var dates = [Date(point: template.startPoint, length: nil)]
        var instants: [Int64] = []
        var days: [Int64] = []
        var known: Set<Property> = []
        for property in component.properties {
            switch property.registered {
            case .rrule, .exrule:
                // The same rule again adds nothing, and every rule costs every instance a comparison.
                guard known.count < Self.ruleLimit, known.insert(property).inserted else { continue }
                let isRule = property.registered == .rrule
                guard let rule = template.bound(property, countsStart: isRule) else { continue }
                if isRule { rules.append(rule) } else { exclusionRules.append(rule) }
            case .rdate:
                guard let values = try? property.recurrenceDates() else { continue }
                for (start, period) in values { dates.append(template.date(start, period: period, zones: zones)) }
            case .exdate:
                guard let values = try? property.dateTimes() else { continue }
                for value in values {
                    if value.isDate, !template.start.isDate {
                        days.append(Int64(value.date.dayNumber))
                    } else {
                        instants.append(template.point(of: value, zones: zones).instant)
                    }
                }
            default: continue
            }
        }
        instants.sort()
        days.sort()
        if dates.count > 1 {
            // Of equal instants the one with a length of its own counts.
            dates.sort { ($0.point.instant, $0.length == nil ? 1 : 0) < ($1.point.instant, $1.length == nil ? 1 : 0) }
            var kept = 1
            for index in 1..<dates.count where dates[index].point.instant != dates[kept - 1].point.instant {
                dates[kept] = dates[index]
                kept += 1
            }
            dates.removeSubrange(kept...)
        }
        self.rules = rules
        self.exclusionRules = exclusionRules
        self.dates = dates
        excludedInstants = instants
        excludedDays = days
        maximumSeconds = dates.reduce(template.maximumSeconds) { longest, date in
            date.length.map { max(longest, InstanceTemplate.maximumSeconds(of: $0)) } ?? longest
        }
    }

    /// Whether DTSTART is the only instance.
    var isSingle: Bool {
        rules.isEmpty && dates.count == 1 && dates[0].length == nil && exclusionRules.isEmpty && excludedInstants.isEmpty
            && excludedDays.isEmpty
    }

    /// Rules of one component that are read; RFC 5545 wants one, and what real calendars have can be counted on one hand.
    private static let ruleLimit = 50

    /// Whether a rule without COUNT and UNTIL goes on for ever, or at least may.
    var isEndless: Bool { rules.contains { !$0.plan.isBounded && $0.hasInstanceAfterStart } }
}

extension InstanceTemplate {
    /// A rule of this component; nil if it cannot be read or expanded safely.
    fileprivate func bound(_ property: Property, countsStart: Bool) -> BoundRule? {
        guard let rule = try? RecurrenceRule(property.value), rule.isUnderstood else { return nil }
        var localUntil: Int64?
        var until = Int64.max
        switch rule.until {
        case nil: break
        case .date(let date): localUntil = Int64(date.dayNumber) * 86_400 + 86_399
        case .floating(let local), .zoned(let local, _):
            localUntil = start.isDate ? Int64(local.date.dayNumber) * 86_400 : local.timelineSeconds
        case .utc(let utc):
            switch start {
            case .date: localUntil = Int64(utc.date.dayNumber) * 86_400
            case .floating, .utc: localUntil = utc.timelineSeconds
            case .zoned:
                // Exact on the UTC line; the local bound only has to be late enough.
                until = utc.timelineSeconds
                localUntil = clock.local(at: until) + 86_400
            }
        }
        let plan = RulePlan(
            rule, start: startPoint.local, isDate: start.isDate, until: localUntil, countsStart: countsStart
        )
        return BoundRule(plan: plan, until: until)
    }

    /// An entry of RDATE.
    fileprivate func date(_ value: DateTimeValue, period: Period?, zones: ZoneResolver) -> RecurrenceSet.Date {
        var point = self.point(of: value, zones: zones)
        if value.isDate, !start.isDate {
            // A day for a series of times: that day at the series' time.
            let local = point.local + Int64(start.local.secondOfDay)
            point = .init(local: local, instant: clock.instant(ofLocal: local))
        }
        var length: InstanceTemplate.Length?
        switch period?.end {
        case nil: break
        case .duration(let duration):
            if !duration.isNegative, !start.isDate {
                length = .nominal(days: min(duration.days, 4_000_000), seconds: min(duration.seconds, 1 << 40))
            }
        case .end(let end):
            if !start.isDate { length = .exact(max(0, self.point(of: end, zones: zones).instant - point.instant)) }
        }
        return RecurrenceSet.Date(point: point, length: length)
    }

    /// A value placed on this component's clock: a floating value in a zoned series is read in the series' zone, a time in a series of
    /// dates is its date. A date in a series of times is its midnight.
    func point(of value: DateTimeValue, zones: ZoneResolver) -> Point {
        let local: Int64
        switch value {
        case .date, .floating: local = value.local.timelineSeconds
        case .utc, .zoned:
            if !start.isDate, !value.sharesClock(with: start) {
                let instant = zones.instant(of: value).seconds
                return Point(local: clock.local(at: instant), instant: instant)
            }
            local = value.local.timelineSeconds
        }
        let counted = start.isDate ? floorDivision(local, 86_400) * 86_400 : local
        return Point(local: counted, instant: clock.instant(ofLocal: counted))
    }
}

extension BoundRule {
    /// Whether the rule gives any instance after its start.
    var hasInstanceAfterStart: Bool {
        var iterator = RuleIterator(self, from: plan.start + 1, work: RecurrenceSet.hullWork)
        return iterator.next() != nil || iterator.isCut
    }
}
