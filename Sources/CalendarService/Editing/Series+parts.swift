import ICalendar

extension Series {
    /// The series with its instances before an instant only; nil when there are none.
    ///
    /// Rules get UNTIL, in DTSTART's kind, in place of UNTIL or COUNT; dates, exclusions and overrides from there on go.
    func head(before cut: Instant) -> CalendarObject? {
        var part = object
        part.components = object.components.filter { recurrenceInstant(of: $0).map { $0 < cut } ?? true }
        guard let masterIndex = part.components.firstIndex(where: { !$0.has(.recurrenceID) }) else {
            return part.components.isEmpty ? nil : part
        }
        guard let starts, let last = starts.last(before: cut) else {
            // Only overrides that are no instances of the rule can be left.
            part.components.remove(at: masterIndex)
            return part.components.isEmpty ? nil : part
        }
        let until = zones.until(last.writtenStart)
        var master = part.components[masterIndex]
        master.properties = master.properties.compactMap { property in
            guard property.name == .rrule, let own = self.starts(ofRule: property) else { return property }
            let later = own.list(from: cut, limit: 1)
            if later.list.isEmpty, later.isComplete { return property }
            guard own.last(before: cut) != nil else { return nil }
            var text = RuleText(property.value)
            text.setUntil(until)
            return property.replacing(value: text.text)
        }
        master.filterDates(.rdate) { instant(of: $0) < cut }
        master.filterDates(.exdate) { excludedSpan(of: $0).lowerBound < cut }
        part.components[masterIndex] = master
        return part.foldedIfSingle(zones: zones)
    }

    /// The series with its instances from an instant on; nil when there are none.
    ///
    /// DTSTART moves to the first of them and COUNT goes down. Where moving the start would change what a rule gives, the series is
    /// written in another way that gives the same instances; the expansion has the last word on each way.
    ///
    /// - Parameters:
    ///   - takesNewRules: its RRULEs are about to be replaced, so that their instances need no other words; EXRULEs take out what they did.
    ///   - takesNewExclusions: so are its EXRULEs.
    /// - Throws: `tooManyOccurrences` when no way is short enough; `invalidArgument` when new rules are to come and an EXRULE cannot be carried over.
    func tail(from cut: Instant, takesNewRules: Bool = false, takesNewExclusions: Bool = false) throws -> CalendarObject? {
        var part = anchoringRange(at: cut)
        part.components = part.components.filter { recurrenceInstant(of: $0).map { $0 >= cut } ?? true }
        guard let masterIndex = part.components.firstIndex(where: { !$0.has(.recurrenceID) }), let starts, let start else {
            return part.components.isEmpty ? nil : part
        }
        guard let first = starts.first(from: cut) else {
            part.components.remove(at: masterIndex)
            return part.components.isEmpty ? nil : part
        }
        if first.startInstant == zones.instant(of: start) { return part }
        if takesNewRules {
            guard inSeriesForm(first.writtenStart).hasForm(of: start) else {
                throw CalendarError(
                    .invalidArgument,
                    "No rule can begin at \(first.writtenStart.text): the clocks of its zone show that time twice, and a rule means the first."
                )
            }
            part.components[masterIndex] = try awaitingRules(at: first, takesNewExclusions: takesNewExclusions)
            return part
        }
        // What the series' zone has no word for cannot be its start.
        let isNamed = inSeriesForm(first.writtenStart).hasForm(of: start)
        let ways = isNamed ? [anchored(at: first, spellingOut: false), anchored(at: first, spellingOut: true), listed(from: first)] : []
        for way in ways {
            guard let master = way else { continue }
            part.components[masterIndex] = master
            if gives(sameAs: starts, from: first.startInstant, master) { return part.foldedIfSingle(zones: zones) }
        }
        part.components[masterIndex] = try excludingAll(before: first)
        return part
    }

    /// Compares instances: the first thousand of eighty years, and for longer series some at the end of a long bounded one.
    private func gives(sameAs starts: InstanceStarts, from: Instant, _ master: Component) -> Bool {
        let other = InstanceStarts(of: master, in: object, zones: zones)
        let horizon = from.advanced(bySeconds: 80 * 366 * 86_400)
        let wanted = starts.list(from: from, to: horizon, limit: 1_000)
        let given = other.list(to: horizon, limit: 1_000)
        guard wanted.list.map(\.startInstant) == given.list.map(\.startInstant), wanted.isComplete == given.isComplete else { return false }
        guard !wanted.isComplete, let last = wanted.list.last else { return true }
        let later = last.startInstant.advanced(bySeconds: 5 * 366 * 86_400)
        let ends = [starts, other].map {
            $0.list(from: later, to: later.advanced(bySeconds: 366 * 86_400), limit: 50).list.map(\.startInstant)
        }
        return ends[0] == ends[1]
    }

    /// The master with DTSTART at an instance and its rules counted from there.
    private func anchored(at first: Occurrence, spellingOut: Bool) -> Component? {
        guard var master, let start else { return nil }
        let cut = first.startInstant
        var isGiven = false
        var isWhole = true
        master.properties = master.properties.compactMap { property in
            guard property.name == .rrule || property.name == .exrule, let own = self.starts(ofRule: property) else { return property }
            let later = own.list(from: cut, limit: 1)
            if later.list.isEmpty, later.isComplete { return nil }
            if property.name == .exrule {
                let exclusion = reanchoredExclusion(property, own: own, at: first)
                if exclusion == nil { isWhole = false }
                return exclusion
            }
            let isInPhase = later.list.first?.startInstant == cut
            if isInPhase { isGiven = true }
            return reanchored(property, own: own, at: cut, spellingOut: spellingOut || !isInPhase)
        }
        guard isWhole else { return nil }
        // An RDATE at the new start says nothing new, unless it has a length or no rule gives that day.
        let hasRules = master.has(.rrule)
        master.properties = master.properties.compactMap { property in
            guard property.name == .rdate else { return property }
            let hasPeriods = property.value.contains(UInt8(ascii: "/"))
            return DateList(property).filtered { value in
                let instant = instant(of: value)
                return instant > cut || instant == cut && (hasPeriods || hasRules && !isGiven)
            }
        }
        master.filterDates(.exdate) { excludedSpan(of: $0).upperBound >= cut }
        move(&master, from: start, to: first.writtenStart)
        return master
    }

    /// The master with DTSTART at an instance, for rules that are to come: the exclusions have to hold by themselves.
    private func awaitingRules(at first: Occurrence, takesNewExclusions: Bool) throws -> Component {
        guard let master else { throw CalendarError(.instanceNotFound, "The item \(object.uid) has no instances.") }
        var series = self
        if takesNewExclusions, let index = object.components.firstIndex(of: master) {
            var object = object
            object.components[index].remove(.exrule)
            series = Series(object, zones: zones)
        }
        guard let anchored = series.anchored(at: first, spellingOut: false) else {
            throw CalendarError(
                .invalidArgument,
                "A rule that takes dates out of the item \(object.uid) cannot be carried over to \(first.start.text): send the rules of exclusions too."
            )
        }
        return anchored
    }

    /// An EXRULE for a series that begins at an instance: in words that take out the same dates from there on, or those dates.
    ///
    /// It never gives the first instance itself, so that the periods of an INTERVAL may begin elsewhere. nil if neither is possible.
    private func reanchoredExclusion(_ property: Property, own: InstanceStarts, at first: Occurrence) -> Property? {
        guard let start else { return nil }
        if let spelled = reanchored(property, own: own, at: first.startInstant, spellingOut: true) {
            let begin = zones.convert(first.writtenStart, toFormOf: start)
            // Only what comes after the first instance can be compared: alone, a rule always gives its start.
            let later = Component(
                object.kind,
                properties: [
                    Property(.dtstart, dateTime: begin), Property(.rrule, value: spelled.valueString),
                    Property(.exdate, dateTimes: [begin]),
                ])
            if !givesStart(spelled, from: begin), gives(sameAs: own, from: first.startInstant, later) { return spelled }
        }
        let dates = own.list(from: first.startInstant, limit: 366)
        return dates.isComplete ? Property(.exdate, dateTimes: dates.list.map { inSeriesForm($0.writtenStart) }) : nil
    }

    private func reanchored(_ property: Property, own: InstanceStarts, at cut: Instant, spellingOut: Bool) -> Property? {
        guard let start, var rule = try? RecurrenceRule(property.value), rule.isUnderstood else { return property }
        if !spellingOut {
            guard let count = rule.count else { return property }
            let before = own.list(to: cut, limit: min(count, 100_000))
            guard before.isComplete, count > before.list.count else { return nil }
            var text = RuleText(property.value)
            text.setCount(count - before.list.count)
            return property.replacing(value: text.text)
        }
        rule = rule.explicit(for: start)
        if rule.count != nil {
            guard let last = own.last(before: .distantFuture) else { return nil }
            rule.count = nil
            rule.until = zones.until(last.writtenStart)
        }
        return property.replacing(value: rule.description)
    }

    /// The master with DTSTART at an instance and all later ones as RDATEs; nil when there are too many.
    private func listed(from first: Occurrence) -> Component? {
        guard var master, let start, let starts else { return nil }
        let rest = starts.list(from: first.startInstant, limit: 366)
        guard rest.isComplete else { return nil }
        for name in [PropertyName.rrule, .exrule, .exdate] { master.remove(name) }
        let kept = Set(rest.list.map(\.startInstant))
        master.filterDates(.rdate) { kept.contains(instant(of: $0)) }
        let listed = Set(master.dates(.rdate).map(instant(of:)))
        let missing = rest.list.dropFirst().filter { !listed.contains($0.startInstant) }.map { inSeriesForm($0.writtenStart) }
        master.properties += Property.lists(.rdate, of: missing)
        move(&master, from: start, to: first.writtenStart)
        return master
    }

    /// The master as it was, with everything before an instance excluded.
    private func excludingAll(before first: Occurrence) throws -> Component {
        guard var master, let starts else { throw CalendarError(.instanceNotFound, "The item \(object.uid) has no instances.") }
        let limit = 10_000
        let before = starts.list(to: first.startInstant, limit: limit)
        guard before.isComplete else {
            throw CalendarError(
                .tooManyOccurrences, "The item \(object.uid) has too many instances before \(first.start.text) to be parted there.",
                limit: limit
            )
        }
        master.properties += Property.lists(.exdate, of: before.list.map { inSeriesForm($0.writtenStart) })
        return master
    }

    private func move(_ master: inout Component, from old: DateTimeValue, to new: DateTimeValue) {
        let length = ItemLength(of: master, start: master.start, zones: zones)
        master.move(to: zones.convert(new, toFormOf: old), keeping: length, zones: zones)
    }
}

extension CalendarObject {
    /// An item whose master has no rules or dates left is a single one: the override of its only instance takes its place.
    func foldedIfSingle(zones: ZoneResolver) -> CalendarObject {
        guard let index = components.firstIndex(where: { !$0.has(.recurrenceID) }), !isRecurring else { return self }
        var object = self
        let master = components[index]
        object.components[index].remove(.exdate)
        object.components[index].remove(.exrule)
        guard let start = master.anchor else { return object }
        let series = Series(self, zones: zones)
        if let own = series.overrideIndex(at: zones.instant(of: start)) {
            var single = components[own]
            single.remove(.recurrenceID)
            object.components[index] = single
            object.components.remove(at: own)
        }
        return object
    }
}
