import ICalendar

/// Writes the recurrence lines of a master after a change of start, rules or dates.
struct RecurrenceWriter {
    let series: Series
    let change: SeriesChange
    /// How many instances may be written as a list where no rule gives them.
    let bound: Int

    private var zones: ZoneResolver { series.zones }
    /// Whether a day may have several instances, so that it does not name one.
    private var hasSeveralADay: Bool {
        series.master?.all(.rrule).contains { line in
            (try? RecurrenceRule(line.value)).map { [.hourly, .minutely, .secondly].contains($0.frequency) } ?? false
        } ?? false
    }
    /// Where the series begins after the change.
    private var start: DateTimeValue? { change.shift?.to ?? change.firstStart ?? change.firstDue ?? series.start }

    // MARK: Rules and dates

    /// Writes RRULE, EXRULE and RDATE.
    ///
    /// - Throws: `invalidArgument` when the stored rules cannot follow a move by days and the request brings none.
    func writeRules(to master: inout Component) throws {
        if let dates = change.dates { master.replaceAll(.rdate, with: line(.rdate, dates)) }
        if let rules = change.rules { master.replaceAll(.rrule, with: rules.map { Property(.rrule, value: $0.description) }) }
        if let rules = change.exclusionRules { master.replaceAll(.exrule, with: rules.map { Property(.exrule, value: $0.description) }) }
        guard let shift = change.shift else { return }
        if change.dates == nil { moveDates(.rdate, of: &master) { shift($0, zones) } }
        let rules = change.rules == nil ? series.master?.all(.rrule) ?? [] : []
        let exclusions = change.exclusionRules == nil ? series.master?.all(.exrule) ?? [] : []
        let moved = rules.map(self.moved) + exclusions.map(self.moved)
        guard moved.contains(where: { $0 == nil }) else {
            if change.rules == nil { master.replaceAll(.rrule, with: moved.prefix(rules.count).compactMap { $0 }) }
            if change.exclusionRules == nil { master.replaceAll(.exrule, with: moved.suffix(exclusions.count).compactMap { $0 }) }
            return
        }
        guard change.rules == nil, let all = series.starts?.list(limit: bound), all.isComplete else {
            throw CalendarError(
                .invalidArgument,
                "The recurrence rule of \(series.object.uid) cannot be moved to \(shift.to.text): send the new rule with the new start."
            )
        }
        master.remove(.rrule)
        master.remove(.exrule)
        if let first = all.list.first, let own = series.start, zones.instant(of: first.start) != zones.instant(of: own) {
            // Without the exclusion that took it out the start would be an instance.
            let length = ItemLength(of: master, start: master.start, zones: zones)
            master.move(to: shift(series.inSeriesForm(first.writtenStart), zones), keeping: length, zones: zones)
        }
        let listed = Set((master.dates(.rdate) + [master.anchor].compactMap { $0 }).map(zones.instant(of:)))
        let missing = all.list.map { shift(series.inSeriesForm($0.writtenStart), zones) }.filter { !listed.contains(zones.instant(of: $0)) }
        master.properties += Property.lists(.rdate, of: missing)
    }

    /// The line after the move, nil where no rule gives the moved instances.
    private func moved(_ line: Property) -> Property? {
        guard let shift = change.shift else { return line }
        guard let rule = try? RecurrenceRule(line.value), rule.isUnderstood else { return line }
        guard var new = shift.moved(rule) else { return nil }
        if rule.until != nil {
            guard let own = series.starts(ofRule: line), let last = own.last(before: .distantFuture) else { return nil }
            // Moved into hours that the clocks leave out, the last may come before others.
            let day = own.list(from: last.startInstant.advanced(bySeconds: -86_400), limit: 1_440).list + [last]
            let moved = day.map { shift(series.inSeriesForm($0.writtenStart), zones) }
            new.until = moved.max { zones.instant(of: $0) < zones.instant(of: $1) }.map(zones.until)
        }
        if new == rule { return line }
        var ended = rule
        ended.until = new.until
        if ended == new, let until = new.until {
            var text = RuleText(line.value)
            text.setUntil(until)
            return line.replacing(value: text.text)
        }
        return line.replacing(value: new.description)
    }

    // MARK: Exclusions

    /// Writes EXDATE: what was sent, or what is stored as far as it still takes an instance out.
    func writeExclusions(to master: inout Component) throws {
        if let dates = change.exclusionDates {
            master.replaceAll(.exdate, with: line(.exdate, dates.flatMap { dayInstances($0, of: master) }))
            return
        }
        guard change.shift != nil || change.changesRecurrence, master.has(.exdate) else { return }
        var open = master
        open.remove(.exdate)
        let places = Places(self, starts: InstanceStarts(of: open, in: series.object, zones: zones))
        if change.shift == nil {
            master.filterDates(.exdate) { value in
                let span = series.excludedSpan(of: value)
                let end = span.upperBound.advanced(bySeconds: 1)
                return !places.starts.list(from: span.lowerBound, to: end, limit: 1).list.isEmpty
            }
        } else {
            moveDates(.exdate, of: &master) { places.place($0) }
        }
    }

    /// A date among times stands for the instances of that day.
    private func dayInstances(_ value: DateTimeValue, of master: Component) -> [DateTimeValue] {
        guard let start, value.isDate, !start.isDate else { return [value] }
        var open = master
        open.remove(.exdate)
        let midnight = zones.instant(of: start.replacing(local: value.local))
        let next = zones.instant(of: start.replacing(local: LocalDateTime(startOf: value.date.advanced(byDays: 1))))
        let day = InstanceStarts(of: open, in: series.object, zones: zones).list(from: midnight, to: next, limit: 1_000)
        return day.list.map(\.writtenStart)
    }

    // MARK: Lists of dates

    private func line(_ name: PropertyName, _ values: [DateTimeValue]) -> [Property] {
        guard let start, !values.isEmpty else { return [] }
        let form = Series.Form(start: start, zones: zones)
        var seen = Set<Instant>()
        let unique = values.map(form.value(of:)).filter { seen.insert(zones.instant(of: $0)).inserted }
        return Property.lists(name, of: unique)
    }

    /// Moves every entry of a list; periods keep their length. Entries that get no place go.
    private func moveDates(_ name: PropertyName, of master: inout Component, _ move: (DateTimeValue) -> DateTimeValue?) {
        master.properties = master.properties.flatMap { property -> [Property] in
            guard property.name == name else { return [property] }
            let others = property.parameters.filter { $0.name != "VALUE" && $0.name != "TZID" }
            var dates: [DateTimeValue] = []
            var periods: [Period] = []
            for entry in DateList(property).entries {
                guard let value = entry.value, let place = move(series.nameByRules(value)) else { continue }
                guard let period = entry.period, !place.isDate else {
                    dates.append(place)
                    continue
                }
                switch period.end {
                case .duration: periods.append(Period(start: place, end: period.end))
                case .end(let end):
                    let seconds = zones.instant(of: end).seconds - zones.instant(of: value).seconds
                    periods.append(Period(start: place, end: .duration(CalendarDuration(seconds: max(0, seconds)))))
                }
            }
            var lines: [Property] = []
            lines += Property.lists(name, parameters: others, of: dates)
            if !periods.isEmpty { lines.append(Property(name, parameters: others + [Parameter("VALUE", "PERIOD")], periods: periods)) }
            return lines
        }
    }

    /// RDATEs of before that are no instances afterwards, for the delete log.
    func lostDates(in master: Component) -> [DeletedInstance] {
        guard change.dates != nil, let old = series.master else { return [] }
        let starts = InstanceStarts(of: master, in: series.object, zones: zones)
        var lost: [DeletedInstance] = []
        for value in old.dates(.rdate) where !starts.contains(series.instant(of: value)) {
            guard let occurrence = series.expansion.occurrence(recurrenceID: value),
                !series.object.components[occurrence.componentIndex].has(.recurrenceID)
            else { continue }
            lost.append(DeletedInstance(occurrence, of: old, form: series.inSeriesForm(value)))
        }
        return lost
    }

    // MARK: Places

    /// Where instances of the old series are found in the new one.
    func places(in object: CalendarObject) -> Places? {
        guard let index = object.components.firstIndex(where: { !$0.has(.recurrenceID) }) else { return nil }
        return Places(self, starts: InstanceStarts(of: object.components[index], in: object, zones: zones))
    }

    struct Places {
        private let writer: RecurrenceWriter
        let starts: InstanceStarts

        init(_ writer: RecurrenceWriter, starts: InstanceStarts) {
            self.writer = writer
            self.starts = starts
        }

        /// The recurrence id after the change: moved by the shift; else on the same day at the new time; else the instance with the same
        /// number, when the rule followed the new day. nil: it is no instance any more.
        ///
        /// - Parameter written: another name of the instance, which a time that the clocks leave out has.
        func place(_ old: DateTimeValue, orElse written: DateTimeValue? = nil) -> DateTimeValue? {
            let zones = writer.zones
            guard let shift = writer.change.shift else { return starts.contains(zones.instant(of: old)) ? old : nil }
            var candidates = [shift(old, zones)]
            if let written, written != old { candidates.append(shift(written, zones)) }
            if !writer.hasSeveralADay { candidates.append(shift.onSameDay(old)) }
            for candidate in candidates where starts.contains(zones.instant(of: candidate)) { return candidate }
            guard writer.change.rules == nil, shift.days != 0, let former = writer.series.starts else { return nil }
            let before = former.list(to: zones.instant(of: old), limit: 5_000)
            guard before.isComplete, former.contains(zones.instant(of: old)) else { return nil }
            let list = starts.list(limit: before.list.count + 1).list
            guard list.count == before.list.count + 1, let last = list.last else { return nil }
            return shift.to.replacing(local: last.start.local)
        }
    }
}

extension Series {
    /// The form in which the dates of a series that begins at `start` are written.
    struct Form {
        let start: DateTimeValue
        let zones: ZoneResolver

        func value(of value: DateTimeValue) -> DateTimeValue {
            if value.isDate, !start.isDate {
                return start.replacing(local: LocalDateTime(timelineSeconds: value.local.timelineSeconds + Int64(start.local.secondOfDay)))
            }
            return zones.convert(value, toFormOf: start)
        }
    }
}
