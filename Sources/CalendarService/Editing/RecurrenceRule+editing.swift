import ICalendar

extension RecurrenceRule {
    /// The rule with everything written out that it takes from DTSTART (RFC 5545 section 3.3.10), so that another start changes nothing but
    /// where counting begins.
    func explicit(for start: DateTimeValue) -> RecurrenceRule {
        var rule = self
        let local = start.local
        if !start.isDate {
            if frequency > .secondly, bySecond.isEmpty { rule.bySecond = [Int(local.second)] }
            if frequency > .minutely, byMinute.isEmpty { rule.byMinute = [Int(local.minute)] }
            if frequency > .hourly, byHour.isEmpty { rule.byHour = [Int(local.hour)] }
        }
        let hasDays = !byDay.isEmpty || !byMonthDay.isEmpty || !byYearDay.isEmpty
        switch frequency {
        case .weekly where !hasDays, .yearly where !hasDays && !byWeekNumber.isEmpty:
            rule.byDay = [WeekdayNumber(Weekday(rawValue: local.date.weekdayIndex) ?? .monday)]
        case .monthly where !hasDays:
            rule.byMonthDay = [Int(local.date.day)]
        case .yearly where !hasDays:
            rule.byMonthDay = [Int(local.date.day)]
            if byMonth.isEmpty { rule.byMonth = [Int(local.date.month)] }
        default: break
        }
        return rule
    }

    /// The rule without its end, lists in order and each value once: equal for rules that mean the same from this start on.
    func canonical(for start: DateTimeValue) -> RecurrenceRule {
        var rule = explicit(for: start)
        rule.count = nil
        rule.until = nil
        func sorted(_ list: [Int]) -> [Int] { Set(list).sorted() }
        rule.bySecond = sorted(rule.bySecond)
        rule.byMinute = sorted(rule.byMinute)
        rule.byHour = sorted(rule.byHour)
        rule.byMonthDay = sorted(rule.byMonthDay)
        rule.byYearDay = sorted(rule.byYearDay)
        rule.byWeekNumber = sorted(rule.byWeekNumber)
        rule.byMonth = sorted(rule.byMonth)
        rule.bySetPosition = sorted(rule.bySetPosition)
        rule.byDay = Set(rule.byDay).sorted { ($0.weekday.rawValue, $0.ordinal ?? 0) < ($1.weekday.rawValue, $1.ordinal ?? 0) }
        rule.unknownParts = unknownParts.map { $0.uppercased() }.sorted()
        let weekMatters = frequency == .weekly && (interval > 1 || !bySetPosition.isEmpty) || !byWeekNumber.isEmpty
        if !weekMatters { rule.weekStart = .monday }
        return rule
    }
}

/// The text of a rule, cut into its parts, so that a change leaves the other parts as they are written.
struct RuleText {
    private var parts: [(name: String, text: String)]

    init(_ value: Bytes) {
        parts = value.split(separator: UInt8(ascii: ";")).map { part in
            let text = part.string
            let name = text.prefix { $0 != "=" }
            return (name.filter { $0 != " " && $0 != "\t" }.uppercased(), text)
        }
    }

    /// Ends the rule with an instance, whatever ended it before.
    mutating func setUntil(_ value: DateTimeValue) { setEnd("UNTIL=" + value.text) }

    /// Ends the rule after a number of instances, whatever ended it before.
    mutating func setCount(_ count: Int) { setEnd("COUNT=\(count)") }

    private mutating func setEnd(_ text: String) {
        let place = parts.firstIndex { $0.name == "UNTIL" || $0.name == "COUNT" } ?? parts.count
        parts.removeAll { $0.name == "UNTIL" || $0.name == "COUNT" }
        parts.insert(("", text), at: min(place, parts.count))
    }

    var text: String { parts.map(\.text).joined(separator: ";") }
}
