/// The recurrence set of a master component: DTSTART, RRULEs and RDATEs less EXRULEs and EXDATEs (RFC 5545 section 3.8.5), overrides not
/// yet considered. Rules run on the clock of DTSTART's zone.
///
/// DTSTART is always the first instance, even if the rule would not give it, unless an EXDATE or EXRULE takes it out. A rule that cannot
/// be read safely adds nothing: its item shows once.
struct RecurrenceSet: Sendable {
    /// A rule and the instant after which UNTIL ends it.
    struct BoundRule: Sendable {
        var plan: RulePlan
        /// Inclusive; `.max` where the plan's local bound says all.
        var until: Int64
    }

    /// DTSTART or an RDATE.
    struct Date: Sendable {
        var point: InstanceTemplate.Point
        /// The length that a PERIOD gives, nil for the component's own.
        var length: InstanceTemplate.Length?
    }

    let template: InstanceTemplate
    private(set) var rules: [BoundRule] = []
    private(set) var exclusionRules: [BoundRule] = []
    /// DTSTART and the RDATEs by instant, each instant once.
    private(set) var dates: [Date] = []
    /// EXDATEs by instant, ascending.
    private(set) var excludedInstants: [Int64] = []
    /// EXDATEs that take out a whole day of the series' clock, as day numbers, ascending.
    private(set) var excludedDays: [Int64] = []
    /// No instance lasts longer than this many seconds.
    private(set) var maximumSeconds: Int64

    init(_ component: Component, template: InstanceTemplate, zones: ZoneResolver) {
        self.template = template
        maximumSeconds = template.maximumSeconds
        dates = [Date(point: template.startPoint, length: nil)]
        var instants: [Int64] = []
        var days: [Int64] = []
        for property in component.properties {
            switch property.name {
            case .rrule:
                if let rule = bound(property, zones: zones, countsStart: true) { rules.append(rule) }
            case .exrule:
                if let rule = bound(property, zones: zones, countsStart: false) { exclusionRules.append(rule) }
            case .rdate:
                guard let values = try? property.recurrenceDates() else { continue }
                for (start, period) in values { add(start, period: period, zones: zones) }
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
        excludedInstants = instants
        excludedDays = days
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
    }

    /// Whether a rule without COUNT and UNTIL goes on for ever, or at least may.
    var isEndless: Bool { rules.contains { !$0.plan.isBounded && $0.plan.hasInstanceAfterStart } }

    // MARK: Reading

    private func bound(_ property: Property, zones: ZoneResolver, countsStart: Bool) -> BoundRule? {
        guard let rule = try? RecurrenceRule(property.value), rule.isUnderstood else { return nil }
        var localUntil: Int64?
        var until = Int64.max
        switch rule.until {
        case nil: break
        case .date(let date): localUntil = Int64(date.dayNumber) * 86_400 + 86_399
        case .floating(let local), .zoned(let local, _):
            localUntil = template.start.isDate ? Int64(local.date.dayNumber) * 86_400 : local.timelineSeconds
        case .utc(let utc):
            switch template.start {
            case .date: localUntil = Int64(utc.date.dayNumber) * 86_400
            case .floating, .utc: localUntil = utc.timelineSeconds
            case .zoned:
                // Exact on the UTC line; the local bound only has to be late enough.
                until = utc.timelineSeconds
                localUntil = template.clock.local(at: until) + 86_400
            }
        }
        let plan = RulePlan(
            rule, start: template.startPoint.local, isDate: template.start.isDate, until: localUntil, countsStart: countsStart
        )
        return BoundRule(plan: plan, until: until)
    }

    private mutating func add(_ value: DateTimeValue, period: Period?, zones: ZoneResolver) {
        var point = template.point(of: value, zones: zones)
        if value.isDate, !template.start.isDate {
            // A day for a series of times: that day at the series' time.
            let local = point.local + Int64(template.start.local.secondOfDay)
            point = .init(local: local, instant: template.clock.instant(ofLocal: local))
        }
        var length: InstanceTemplate.Length?
        switch period?.end {
        case nil: break
        case .duration(let duration):
            if !duration.isNegative, !template.start.isDate {
                length = .nominal(days: min(duration.days, 4_000_000), seconds: min(duration.seconds, 1 << 40))
            }
        case .end(let end):
            if !template.start.isDate { length = .exact(max(0, template.point(of: end, zones: zones).instant - point.instant)) }
        }
        if let length { maximumSeconds = max(maximumSeconds, InstanceTemplate.maximumSeconds(of: length)) }
        dates.append(Date(point: point, length: length))
    }
}

extension InstanceTemplate {
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

extension RulePlan {
    /// Whether the rule gives any instance after its start.
    var hasInstanceAfterStart: Bool {
        var iterator = RuleIterator(self, from: start + 1, work: 1_000_000)
        return iterator.next() != nil || iterator.isCut
    }
}
