extension ZoneHistory {
    /// The VTIMEZONE that is right from `start` on (RFC 5545 section 3.6.5).
    ///
    /// - Parameters:
    ///   - location: the Olson name if `tzid` is another, written as X-LIC-LOCATION.
    func vtimezone(tzid: String, location: String?, from start: Instant) -> Component {
        var component = Component(.vtimezone, properties: [Property(.tzid, text: tzid)])
        if let location { component.properties.append(Property("X-LIC-LOCATION", text: location)) }

        // What begins later, and the one onset that is in force at the start.
        let inForce = observances.compactMap { $0.lastOnset(before: start.seconds) }.max()
        if inForce == nil { component.components.append(initialPart) }
        for observance in observances {
            let isInForce = inForce != nil && observance.lastOnset(before: start.seconds) == inForce
            guard isInForce || observance.reaches(start.seconds) else { continue }
            component.components.append(part(of: observance, keeping: isInForce ? inForce ?? start.seconds : start.seconds))
        }
        return component
    }

    /// The clock at the beginning, from midnight of its first day where nothing changes before.
    private var initialPart: Component {
        let midnight = LocalDateTime(timelineSeconds: beginning)
        let firstChange = observances.compactMap(\.onsets.first).min() ?? .max
        let start =
            midnight.timelineSeconds - Int64(initial.offset) < firstChange
            ? midnight : LocalDateTime(timelineSeconds: beginning + Int64(initial.offset))
        return Component(
            initial.isDaylight ? .daylight : .standard,
            properties: [
                Property(.dtstart, value: start.text), Property(.tzname, text: initial.name),
                Property(.tzoffsetfrom, value: UTCOffset(seconds: initial.offset).text),
                Property(.tzoffsetto, value: UTCOffset(seconds: initial.offset).text),
            ])
    }

    /// - Parameter first: listed onsets before it are left out; a rule stays whole.
    private func part(of observance: Observance, keeping first: Int64) -> Component {
        func local(_ instant: Int64) -> String { LocalDateTime(timelineSeconds: instant + Int64(observance.offsetBefore)).text }
        var component = Component(observance.isDaylight ? .daylight : .standard)
        let onsets = observance.days == nil ? observance.onsets.filter { $0 >= first } : observance.onsets
        if let start = onsets.first { component.properties.append(Property(.dtstart, value: local(start))) }
        if let days = observance.days {
            var rule = days.ruleText
            if !observance.isEndless, let last = onsets.last { rule += ";UNTIL=\(LocalDateTime(timelineSeconds: last).text)Z" }
            component.properties.append(Property(.rrule, value: rule))
        } else {
            component.properties += onsets.dropFirst().map { Property(.rdate, value: local($0)) }
        }
        component.properties += [
            Property(.tzname, text: observance.name),
            Property(.tzoffsetfrom, value: UTCOffset(seconds: observance.offsetBefore).text),
            Property(.tzoffsetto, value: UTCOffset(seconds: observance.offsetAfter).text),
        ]
        return component
    }
}

extension ZoneHistory.Observance {
    /// The last onset at or before an instant.
    func lastOnset(before instant: Int64) -> Int64? {
        guard isEndless, let days, let latest = onsets.last, latest < instant else { return onsets.last { $0 <= instant } }
        let start = LocalDateTime(timelineSeconds: latest + Int64(offsetBefore))
        let rule = YearlyRule(
            firstYear: Int(start.date.year), days: days, times: [Int64(start.secondOfDay)], offsetBefore: offsetBefore,
            offsetAfter: offsetAfter, notAfter: instant
        )
        var found: [Onset] = []
        rule.append(lastOnsetBefore: rule.lastYear + 1, to: &found)
        return found.last?.instant ?? latest
    }
}

extension YearlyDays {
    /// The days as a rule without UNTIL (RFC 5545 section 3.3.10).
    var ruleText: String {
        switch self {
        case .weekday(let weekday, let ordinal, let month):
            return "FREQ=YEARLY;BYMONTH=\(month);BYDAY=\(ordinal)\(Self.weekdayNames[weekday])"
        case .weekdayOnOrAfter(let weekday, let day, let month):
            let days = (day...(day + 6)).map(String.init).joined(separator: ",")
            return "FREQ=YEARLY;BYMONTH=\(month);BYMONTHDAY=\(days);BYDAY=\(Self.weekdayNames[weekday])"
        case .day(let day, let month):
            return "FREQ=YEARLY;BYMONTH=\(month);BYMONTHDAY=\(day)"
        case .dayOfYear(let day):
            return "FREQ=YEARLY;BYYEARDAY=\(day)"
        case .matching(let filter):
            let days = filter.yearDays.map(String.init).joined(separator: ",")
            let weekdays = filter.weekdays.map { Self.weekdayNames[$0.weekday.rawValue] }.joined(separator: ",")
            return "FREQ=YEARLY;BYYEARDAY=\(days);BYDAY=\(weekdays)"
        }
    }

    private static let weekdayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
}
