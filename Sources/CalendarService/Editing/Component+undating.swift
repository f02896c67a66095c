import ICalendar

extension Component {
    /// Leaves a to-do without a start, due when it was due; a series, its instances and other components need theirs and keep it.
    mutating func removeStart(zones: ZoneResolver) {
        guard name == .vtodo, !has(.rrule), !has(.rdate), !has(.recurrenceID), let start else { return }
        let due = ItemLength(of: self, start: start, zones: zones).end(from: start, zones: zones)
        remove(.dtstart)
        guard has(.duration) else { return }
        remove(.duration)
        if let due, !has(.due) { set(.due, to: due) }
    }
}
