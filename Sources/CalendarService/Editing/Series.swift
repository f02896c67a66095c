import ICalendar

/// An object read as a series: its master, where its instances begin, and its overrides by the instances they stand for.
struct Series: Sendable {
    var object: CalendarObject
    let zones: ZoneResolver
    /// Index of the component without RECURRENCE-ID.
    let masterIndex: Int?
    /// DTSTART of the master (DUE of a to-do that has only that), nil without a master or a date.
    let start: DateTimeValue?
    /// Rules, dates, exclusions and overrides resolved.
    let expansion: Expansion
    /// Rules and dates less exclusions; nil without a place in time.
    let starts: InstanceStarts?

    init(_ object: CalendarObject, zones: ZoneResolver) {
        self.object = object
        self.zones = zones
        masterIndex = object.components.firstIndex { !$0.has(.recurrenceID) }
        let master = masterIndex.map { object.components[$0] }
        start = master?.anchor
        expansion = Expansion(object, zones: zones)
        starts = start == nil ? nil : master.map { InstanceStarts(of: $0, in: object, zones: zones) }
    }

    var master: Component? { masterIndex.map { object.components[$0] } }

    /// Whether the master has rules or dates.
    var isRecurring: Bool { object.isRecurring }

    /// Whether an override speaks for all later instances too (RANGE=THISANDFUTURE).
    var hasRangeOverride: Bool {
        object.components.contains(where: \.isForFuture)
    }

    /// The instance a recurrence id names.
    ///
    /// - Throws: `instanceNotFound`.
    func occurrence(named recurrenceID: DateTimeValue) throws -> Occurrence {
        guard let found = expansion.occurrence(recurrenceID: recurrenceID) else {
            throw CalendarError(.instanceNotFound, "The item \(object.uid) has no instance at \(recurrenceID.text).")
        }
        return found
    }

    /// A value in the form of the series' start: the form in which RECURRENCE-ID, RDATE and EXDATE are written. A date among times is
    /// that day at the series' time.
    func inSeriesForm(_ value: DateTimeValue) -> DateTimeValue {
        guard let start else { return value }
        if value.isDate, !start.isDate {
            let second = Int64(start.local.secondOfDay)
            return start.replacing(local: LocalDateTime(timelineSeconds: value.local.timelineSeconds + second))
        }
        return zones.convert(value, toFormOf: start)
    }

    /// The name of an instance in the rules' own words: a time that the clocks leave out has others too. What is no instance keeps its own.
    func nameByRules(_ value: DateTimeValue) -> DateTimeValue {
        let own = inSeriesForm(value)
        guard !own.isDate, let named = starts?.instance(at: zones.instant(of: own)) else { return own }
        return inSeriesForm(named.writtenStart)
    }

    /// The instant of a value as the series reads it.
    func instant(of value: DateTimeValue) -> Instant { zones.instant(of: inSeriesForm(value)) }

    /// The instant by which the series knows an override; nil for the master and unreadable ids.
    func recurrenceInstant(of component: Component) -> Instant? { component.recurrenceID.map(instant(of:)) }

    /// Index of the override of an instance.
    func overrideIndex(at instant: Instant) -> Int? {
        object.components.firstIndex { recurrenceInstant(of: $0) == instant }
    }

    /// Instants of all overrides, ascending.
    var overrideInstants: [Instant] { object.components.compactMap(recurrenceInstant(of:)).sorted() }

    /// The first and last second that an EXDATE takes out: a whole day for a date among times.
    func excludedSpan(of value: DateTimeValue) -> ClosedRange<Instant> {
        guard let start, value.isDate, !start.isDate else {
            let instant = instant(of: value)
            return instant...instant
        }
        let midnight = zones.instant(of: start.replacing(local: value.local))
        return midnight...midnight.advanced(bySeconds: 86_399)
    }

    /// The instances of one RRULE or EXRULE by itself, DTSTART being the first.
    func starts(ofRule rule: Property) -> InstanceStarts? {
        guard var master, let start else { return nil }
        for name in PropertyName.recurrence { master.remove(name) }
        var line = Property(.rrule, value: rule.valueString)
        if rule.name == .exrule, let count = (try? RecurrenceRule(rule.value))?.count, !givesStart(rule, from: start) {
            // COUNT of an RRULE counts the start in any case.
            var text = RuleText(rule.value)
            text.setCount(count + 1)
            line = line.replacing(value: text.text)
        }
        master.properties.append(line)
        return InstanceStarts(of: master, in: object, zones: zones)
    }

    /// Whether a rule itself gives the start it is counted from.
    func givesStart(_ rule: Property, from start: DateTimeValue) -> Bool {
        let taken = Component(object.kind, properties: [Property(.dtstart, dateTime: start), Property(.exrule, value: rule.valueString)])
        return InstanceStarts(of: taken, in: object, zones: zones).list(limit: 1).list.isEmpty
    }

    /// Whether any instance is left, overrides included.
    var hasInstances: Bool {
        if start == nil, let master, !master.has(.rrule), !master.has(.rdate) { return true }
        let found = expansion.occurrences(overlapping: .distantPast..<Instant.distantFuture, limit: 1)
        return !found.list.isEmpty || !found.isComplete
    }
}

extension PropertyName {
    /// RRULE, RDATE, EXRULE, EXDATE.
    static let recurrence: [PropertyName] = [.rrule, .rdate, .exrule, .exdate]
}
