import ICalendar

/// Where a series begins that does not count DTSTART unless its rules give it (`excludedtstart=1`, `spec/wcap.md` 5.3).
struct RuleStart: Sendable {
    var zones: ZoneResolver

    /// The first instance of the rules from `start` on: `start` itself where a rule gives it, and where no rule gives anything.
    ///
    /// Everybody else counts DTSTART as the first instance, so it has to be moved there.
    func first(of rules: [String], from start: DateTimeValue) -> DateTimeValue {
        // COUNT says how many, not which.
        let endless = rules.compactMap { text -> String? in
            guard var rule = try? RecurrenceRule(Bytes(utf8: text)) else { return nil }
            rule.count = nil
            return rule.description
        }
        var component = Component(.vevent, properties: [Property(.dtstart, dateTime: start)])
        // An exclusion rule takes away DTSTART only where it gives it.
        component.properties += endless.map { Property(.exrule, value: $0) }
        if occurrence(of: component) == nil { return start }
        component.properties = [Property(.dtstart, dateTime: start), Property(.exdate, dateTime: start)]
        component.properties += endless.map { Property(.rrule, value: $0) }
        return occurrence(of: component)?.start ?? start
    }

    private func occurrence(of component: Component) -> Occurrence? {
        let object = CalendarObject(uid: "", kind: .vevent, components: [component], timeZones: [])
        return Expansion(object, zones: zones).occurrences(overlapping: .distantPast..<(.distantFuture), limit: 1).list.first
    }
}

extension DateTimeValue {
    /// The same kind of value, as much later on its own clock.
    func advanced(byLocalSeconds seconds: Int64) -> DateTimeValue {
        replacing(local: LocalDateTime(timelineSeconds: local.timelineSeconds + seconds))
    }
}
