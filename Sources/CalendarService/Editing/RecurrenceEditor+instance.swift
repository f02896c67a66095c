import ICalendar

extension RecurrenceEditor {
    /// Edits one instance: its override, or one made from the master. RECURRENCE-ID stays where it is; rules of the edit are not looked at.
    func editInstance(_ series: Series, _ edit: ComponentEdit, seen: Occurrence) throws -> EditOutcome {
        let recurrenceID = seen.writtenRecurrenceID.map(series.inSeriesForm) ?? seen.start
        var object = series.detachingRanges(of: [zones.instant(of: recurrenceID)])
        let existing = series.overrideIndex(at: zones.instant(of: recurrenceID))
        let before = existing.map { object.components[$0] } ?? series.component(of: seen)
        let plain = try PlainChange(edit.amend, everywhere: edit.everywhere, seenIn: [before])
        if let master = series.master, plain.changesPrivacy {
            let amended = try plain.applied(to: before)
            guard amended.privacy == master.privacy || amended.privacy == before.privacy else {
                throw CalendarError(
                    .instancePrivacyDiffers, "Class and transparency belong to the whole series: change them for all instances."
                )
            }
        }
        var after = try plain.applied(to: before)
        let change = try SeriesChange(edit.onlyTimes, of: series, seen: seen, bound: bound)
        if let own = before.anchor {
            let length = change.length ?? ItemLength(of: before, start: before.start, zones: zones)
            var start = own
            if let sent = edit.start ?? (before.start == nil ? edit.due : nil), change.shift != nil {
                // Back from UTC into the series' zone, where that can name it.
                let form = if case .utc = own, let master = series.start, !master.isDate { master } else { own }
                start = zones.adopted(sent, into: form)
                try checkNeighbours(of: seen, movedTo: start, in: series)
                after.move(to: start, keeping: length, zones: zones)
            }
            if change.length != nil { after.setLength(length, from: start, zones: zones) }
        }
        guard after != before else { return EditOutcome(object: series.object, isChanged: false) }
        stamp(&after, was: before)
        if let existing { object.components[existing] = after } else { object.components.append(after) }
        return EditOutcome(object: object)
    }

    /// An instance stays between its neighbours, and on a day of its own (WCAP errors 65 and 66).
    private func checkNeighbours(of occurrence: Occurrence, movedTo start: DateTimeValue, in series: Series) throws {
        guard let own = occurrence.recurrenceInstant ?? occurrence.recurrenceID.map(zones.instant(of:)), let starts = series.starts else {
            return
        }
        let new = zones.instant(of: start)
        let clock = series.start.map(dayClock) ?? zones.floating
        func day(_ instant: Instant) -> Int { clock.local(at: instant).date.dayNumber }
        let changesDay = day(new) != day(occurrence.startInstant)
        func check(_ neighbour: Occurrence?, isBefore: Bool) throws {
            guard let neighbour else { return }
            let other = (series.expansion.occurrence(recurrenceID: neighbour.writtenStart) ?? neighbour).startInstant
            if isBefore ? new <= other : new >= other {
                throw CalendarError(.instanceSkipsAnother, "The instance would pass its neighbour in the series.")
            }
            if changesDay, day(new) == day(other) {
                throw CalendarError(.instancesOnOneDay, "Another instance of the series is on that day.")
            }
        }
        try check(starts.last(before: own), isBefore: true)
        try check(starts.first(from: own.advanced(bySeconds: 1)), isBefore: false)
    }

    /// The clock by which a series' days are told: its own zone, the calendar's for UTC.
    private func dayClock(_ start: DateTimeValue) -> ZoneRules {
        if case .zoned(_, let tzid) = start { zones.rules(for: tzid) } else { zones.floating }
    }
}

extension ItemLength {
    /// Where an item ends that says nothing about it (RFC 5545 section 3.6.1).
    static func defaultEnd(of kind: ComponentName, from start: DateTimeValue) -> DateTimeValue? {
        if kind == .vtodo { return nil }
        return start.isDate ? .date(start.date.advanced(byDays: 1)) : start
    }
}

extension ComponentEdit {
    /// When a to-do is due that has no start.
    fileprivate var due: DateTimeValue? { if case .due(let due)? = end { due } else { nil } }
}

extension Component {
    /// CLASS and TRANSP with their defaults.
    var privacy: [String] {
        [first(.classification)?.valueString.uppercased() ?? "PUBLIC", first(.transp)?.valueString.uppercased() ?? "OPAQUE"]
    }
}
