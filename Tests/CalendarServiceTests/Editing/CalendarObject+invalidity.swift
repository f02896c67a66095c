import ICalendar

@testable import CalendarService

extension CalendarObject {
    /// What RFC 5545 would not allow about an object; nil when it is fine.
    var invalidity: String? {
        guard let master else { return overrides.isEmpty ? "an empty object" : nil }
        guard let start = master.anchor else { return "no start" }
        for line in master.all(.rrule) {
            guard let rule = try? RecurrenceRule(line.value) else { return "unreadable \(line.line.string)" }
            if rule.count != nil, rule.until != nil { return "COUNT and UNTIL" }
            switch (start, rule.until) {
            case (_, nil), (.date, .date?), (.floating, .floating?), (.utc, .utc?), (.zoned, .utc?): break
            default: return "UNTIL of another kind: \(line.line.string)"
            }
        }
        for name in [PropertyName.rdate, .exdate] {
            for value in master.dates(name) where !value.isOfKind(of: start) { return "\(name) of another kind: \(value.text)" }
        }
        for override in overrides {
            guard let id = override.recurrenceID, id.isOfKind(of: start) else { return "RECURRENCE-ID of another kind" }
            if override.properties.contains(where: { PropertyName.recurrence.contains($0.name) }) { return "an override with rules" }
        }
        let ids = overrides.compactMap { $0.first(.recurrenceID)?.line.string }
        if Set(ids).count != ids.count { return "two overrides of one instance" }
        return components.lazy.compactMap(\.invalidity).first
    }
}

extension Component {
    fileprivate var invalidity: String? {
        let once: [PropertyName] = [
            .dtstart, .dtend, .due, .duration, .uid, .sequence, .dtstamp, .recurrenceID, .summary, .status, .percentComplete, .completed,
        ]
        for name in once where all(name).count > 1 { return "\(name) twice" }
        if has(endName), has(.duration) { return "\(endName) and DURATION" }
        if has(.duration), !has(.dtstart) { return "DURATION without DTSTART" }
        if has(name == .vtodo ? .dtend : .due) { return "the end of another component" }
        if let start, let end {
            if start.isDate != end.isDate { return "an end of another kind" }
            if start.isDate || start.tzid == end.tzid, end.local < start.local { return "an end before the start" }
        }
        return nil
    }
}

extension DateTimeValue {
    /// Of a zoned series in UTC too: the second of two equal hours has no other name.
    fileprivate func isOfKind(of other: DateTimeValue) -> Bool {
        switch (self, other) {
        case (.utc, .zoned): true
        case (.date, .date), (.floating, .floating), (.utc, .utc): true
        case (.zoned(_, let own), .zoned(_, let tzid)): own == tzid
        default: false
        }
    }
}
