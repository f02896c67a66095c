extension ZoneRules {
    /// Evaluates a VTIMEZONE (RFC 5545 section 3.6.5).
    ///
    /// Rules are evaluated by the year they are asked for, so a start in 1601 or year 1 costs nothing. Before the first onset its
    /// TZOFFSETFROM holds. Observances that cannot be understood are left out.
    ///
    /// - Throws: `ValueError` when no observance is left.
    public init(vtimezone: Component) throws(ValueError) {
        var reader = VTimeZoneReader()
        for component in vtimezone.components where component.name == .standard || component.name == .daylight {
            reader.read(component)
        }
        self.init(timeline: try reader.timeline())
    }
}

/// Collects the onsets of a VTIMEZONE's observances.
private struct VTimeZoneReader {
    private var fixed: [Onset] = []
    private var rules: [YearlyRule] = []
    /// The earliest onset so far and the offset before it.
    private var first: (instant: Int64, offsetBefore: Int32)?

    /// Observances, onsets and counted years beyond this are left out: all of a zone's history are a few hundred, and a file may bring
    /// thousands of definitions, which must not cost memory. About 30 octets are kept for each.
    private var work = 5_000

    mutating func read(_ component: Component) {
        guard work > 0, let after = try? component.first(.tzoffsetto)?.utcOffset().seconds else { return }
        work -= 1
        let before = (try? component.first(.tzoffsetfrom)?.utcOffset().seconds) ?? after
        let start = component.first(.dtstart).flatMap { try? $0.dateTime() }
        let dates = component.all(.rdate).flatMap(dates)
        let ruleTexts = component.all(.rrule)

        for date in dates.prefix(work) { add(instant(of: date, before), before, after) }
        work -= min(work, dates.count)

        guard let start else {
            // Without a start a rule has no time of day; a lone offset is meant for all time.
            if dates.isEmpty, ruleTexts.isEmpty { add(Instant.distantPast.seconds, before, after) }
            return
        }
        var hasRule = false
        for text in ruleTexts {
            guard let rule = try? RecurrenceRule(text.value), rule.isUnderstood else { continue }
            let yearly = yearlyRules(rule, start: start, before: before, after: after)
            for yearly in yearly {
                work -= min(work, yearly.tableCost)
                guard work > 0, let onset = firstOnset(of: yearly) else { continue }
                rules.append(yearly)
                note(onset, before)
                hasRule = true
            }
            if yearly.isEmpty, addOnsets(of: rule, start: start, before: before, after: after) { hasRule = true }
        }
        if !hasRule { add(instant(of: start, before), before, after) }
    }

    func timeline() throws(ValueError) -> ZoneTimeline {
        guard let first else { throw ValueError("the VTIMEZONE has no usable STANDARD or DAYLIGHT part") }
        return ZoneTimeline(initialOffset: first.offsetBefore, fixed: fixed, rules: rules)
    }

    private mutating func add(_ instant: Int64, _ before: Int32, _ after: Int32) {
        fixed.append(Onset(instant: instant, offset: after))
        note(instant, before)
    }

    private mutating func note(_ instant: Int64, _ before: Int32) {
        if first.map({ instant < $0.instant }) ?? true { first = (instant, before) }
    }

    /// Onsets are written on the clock before them; a UTC value, which the RFC forbids here, is taken at its word.
    private func instant(of value: DateTimeValue, _ before: Int32) -> Int64 {
        if case .utc(let utc) = value { return utc.timelineSeconds }
        return value.local.timelineSeconds - Int64(before)
    }

    /// The readable entries of an RDATE; a period counts by its start.
    private func dates(_ property: Property) -> [DateTimeValue] {
        property.entries.compactMap { entry in try? DateTimeValue(entry.prefix { $0 != UInt8(ascii: "/") }) }
    }

    /// Onsets of a rule that has no yearly form, up to 2100, within bounds; false without any.
    private mutating func addOnsets(of rule: RecurrenceRule, start: DateTimeValue, before: Int32, after: Int32) -> Bool {
        let startLocal = instant(of: start, before) + Int64(before)
        let last = lastInstant(rule, before: before)
        let plan = RulePlan(
            rule, start: startLocal, isDate: false, until: last == .max ? nil : last + Int64(before), countsStart: false
        )
        var iterator = RuleIterator(BoundRule(plan: plan), from: max(startLocal, Self.firstListed), work: 2 * work)
        var found = false
        while work > 0, let local = iterator.next(), local < Self.lastListed {
            work -= 1
            add(local - Int64(before), before, after)
            found = true
        }
        work -= min(work, 500)
        return found
    }

    private static let firstListed = LocalDateTime(startOf: CalendarDate(year: 1900, month: 1, day: 1)).timelineSeconds
    private static let lastListed = LocalDateTime(startOf: CalendarDate(year: 2101, month: 1, day: 1)).timelineSeconds

    private mutating func firstOnset(of rule: YearlyRule) -> Int64? {
        var found: [Onset] = []
        for year in rule.firstYear..<(rule.firstYear + 16 * rule.interval) where found.isEmpty {
            rule.append(onsetsOf: year, to: &found)
        }
        return found.first?.instant
    }

    /// The rule as onsets by year: none for what does not come back by the year (WEEKLY, HOURLY, BYWEEKNO).
    private mutating func yearlyRules(_ rule: RecurrenceRule, start: DateTimeValue, before: Int32, after: Int32) -> [YearlyRule] {
        guard rule.byWeekNumber.isEmpty, rule.interval >= 1, rule.interval <= 1000,
            rule.frequency == .yearly || rule.interval == 1 && (rule.frequency == .monthly || rule.frequency == .daily)
        else { return [] }
        let startInstant = instant(of: start, before)
        let local = LocalDateTime(timelineSeconds: startInstant + Int64(before))

        var times: [Int64] = []
        for hour in rule.byHour.isEmpty ? [Int(local.hour)] : rule.byHour {
            for minute in rule.byMinute.isEmpty ? [Int(local.minute)] : rule.byMinute {
                for second in rule.bySecond.isEmpty ? [Int(local.second)] : rule.bySecond {
                    times.append(Int64(hour * 3600 + minute * 60 + min(second, 59)))
                }
            }
        }
        guard times.count <= 24 else { return [] }
        let daysOfYear = days(of: rule, start: local.date)
        guard !daysOfYear.isEmpty else { return [] }
        let yearly = daysOfYear.map { days in
            YearlyRule(
                firstYear: Int(local.date.year), interval: rule.interval, days: days, times: times.sorted(), offsetBefore: before,
                offsetAfter: after, notBefore: startInstant, notAfter: lastInstant(rule, before: before)
            )
        }
        guard let count = rule.count else { return yearly }
        return limited(yearly, to: count)
    }

    /// UNTIL as an instant: a local one is read on the clock before the onset, a DATE lasts to the end of its day.
    private func lastInstant(_ rule: RecurrenceRule, before: Int32) -> Int64 {
        guard let until = rule.until else { return .max }
        return until.isDate ? instant(of: until, before) + 86_399 : instant(of: until, before)
    }

    /// COUNT turned into a last instant by counting years.
    private mutating func limited(_ rules: [YearlyRule], to count: Int) -> [YearlyRule] {
        guard let first = rules.first, count > 0 else { return [] }
        var left = count
        var year = first.firstYear
        while work > 0, year < 10_000 {
            var onsets: [Onset] = []
            for rule in rules { rule.append(onsetsOf: year, to: &onsets) }
            work -= min(work, rules.reduce(onsets.count) { $0 + $1.days.cost })
            if onsets.count >= left {
                let last = onsets.map(\.instant).sorted()[left - 1]
                return rules.map { rule in
                    var rule = rule
                    rule.notAfter = min(rule.notAfter, last)
                    return rule
                }
            }
            left -= onsets.count
            year += first.interval
        }
        return rules
    }

    /// The days that a rule takes in each year: directly in the forms that zones use, by a filter in all others.
    private func days(of rule: RecurrenceRule, start: CalendarDate) -> [YearlyDays] {
        let hasDays = !(rule.byMonthDay.isEmpty && rule.byYearDay.isEmpty && rule.byDay.isEmpty)
        if rule.frequency == .yearly, rule.bySetPosition.isEmpty, rule.byYearDay.isEmpty, rule.byMonth.count <= 1 {
            let month = rule.byMonth.first ?? Int(start.month)
            guard 1...12 ~= month else { return [] }
            if !hasDays { return [.day(Int(start.day), month: month)] }
            if rule.byMonth.count == 1 {
                if rule.byMonthDay.isEmpty, rule.byDay.count == 1, let ordinal = rule.byDay[0].ordinal, ordinal != 0, abs(ordinal) <= 5 {
                    return [.weekday(rule.byDay[0].weekday.rawValue, ordinal: ordinal, month: month)]
                }
                if rule.byDay.isEmpty, rule.byMonthDay.count == 1, 1...31 ~= rule.byMonthDay[0] {
                    return [.day(rule.byMonthDay[0], month: month)]
                }
                if rule.byDay.count == 1, rule.byDay[0].ordinal == nil, rule.byMonthDay.count == 7, let first = rule.byMonthDay.min(),
                    first >= 1, first + 6 <= (month == 2 ? 28 : CalendarDate.daysInMonth(month, of: 2001)),
                    Set(rule.byMonthDay) == Set(first...(first + 6))
                {
                    return [.weekdayOnOrAfter(rule.byDay[0].weekday.rawValue, day: first, month: month)]
                }
            }
        }
        var filter = DayFilter(
            months: rule.byMonth, monthDays: rule.byMonthDay, yearDays: rule.byYearDay, weekdays: rule.byDay,
            countsWithinMonth: rule.frequency != .yearly || !rule.byMonth.isEmpty, setPositions: rule.bySetPosition
        )
        if !hasDays, rule.frequency != .daily {
            filter.monthDays = [Int(start.day)]
            if rule.frequency == .yearly, rule.byMonth.isEmpty { filter.months = [Int(start.month)] }
        }
        return [.matching(filter)]
    }
}
