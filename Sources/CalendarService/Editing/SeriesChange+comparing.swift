import ICalendar

extension SeriesChange {
    /// Compares an edit with a series.
    ///
    /// - Parameters:
    ///   - seen: the instance the client named. A start within a day of it moves it; another one is compared with the master's too, as some clients
    ///     send the master's times with any instance.
    ///   - bound: a stored rule without end equals the same rule with this COUNT: clients fill it in.
    /// - Throws: `invalidArgument` for an end before the start and for rules that cannot be read.
    init(_ edit: ComponentEdit, of series: Series, seen: Occurrence?, bound: Int) throws {
        try setTimes(edit, of: series, seen: seen)
        let stored = series.master
        let start = shift?.to ?? firstStart ?? series.start
        if let texts = edit.recurrence.rules {
            let rules = try texts.map { try SeriesChange.rule($0, start: start, zones: series.zones) }
            if !SeriesChange.equal(rules, stored?.all(.rrule) ?? [], of: series, bound: bound) { self.rules = rules }
        }
        if let texts = edit.recurrence.exclusionRules {
            let rules = try texts.map { try SeriesChange.rule($0, start: start, zones: series.zones) }
            if !SeriesChange.equal(rules, stored?.all(.exrule) ?? [], of: series, bound: bound) { exclusionRules = rules }
        }
        func differ(_ sent: [DateTimeValue], _ name: PropertyName) -> Bool {
            Set(sent.map(series.instant(of:))) != Set((stored?.dates(name) ?? []).map(series.instant(of:)))
        }
        if let sent = edit.recurrence.dates, differ(sent, .rdate) { dates = sent }
        if let sent = edit.recurrence.exclusionDates, differ(sent, .exdate) { exclusionDates = sent }
    }

    // MARK: Times

    private mutating func setTimes(_ edit: ComponentEdit, of series: Series, seen: Occurrence?) throws {
        let zones = series.zones
        var references: [Reference] = []
        if let seen {
            // A change for this and future speaks for the instance too.
            let carrier = series.object.components[seen.componentIndex]
            let ids = [seen.recurrenceInstant, carrier.isForFuture ? series.recurrenceInstant(of: carrier) : nil]
            // An instance that was moved into UTC is compared on the series' clock, where that can name it.
            let start = seen.writtenStart
            let form = if case .utc = start { series.start ?? start } else { start }
            references.append(
                Reference(
                    start: form.isDate ? start : zones.convert(start, toFormOf: form), end: seen.end.map { _ in seen.endInstant },
                    ids: Set(ids.compactMap { $0 })))
        }
        if let start = series.start, let master = series.master {
            let length = ItemLength(of: master, start: master.start, zones: zones)
            references.append(Reference(start: start, end: length.end(from: start, zones: zones).map(zones.instant(of:))))
        }
        if let master = series.master, master.start == nil {
            return try setTimesOfUndated(edit, of: series, references)
        }
        let base = SeriesChange.base(for: edit.start, end: edit.end, among: references, zones: zones)
        var sent = edit.start
        if let start = edit.start {
            if let own = series.start, let base {
                sent = zones.adopted(start, into: base.start)
                move(own, as: base, to: sent ?? start, zones: zones)
            } else {
                firstStart = start
            }
        }
        guard let end = edit.end else { return }
        guard let start = sent ?? base?.start else { return }
        let new = try SeriesChange.length(end, from: start, zones: zones)
        let isKept = base.map { base in
            base.start.isDate == start.isDate && base.end == new.end(from: base.start, zones: zones).map(zones.instant(of:))
        }
        if isKept != true { length = new }
    }

    /// A to-do without DTSTART: it stands where it is due, if anywhere.
    private mutating func setTimesOfUndated(_ edit: ComponentEdit, of series: Series, _ references: [Reference]) throws {
        if let start = edit.start {
            firstStart = start
            if let end = edit.end { length = try SeriesChange.length(end, from: start, zones: series.zones) }
            return
        }
        switch edit.end {
        case .due(let due)?, .end(let due)?:
            guard let own = series.start else { return firstDue = due }
            guard let base = SeriesChange.base(for: due, end: nil, among: references, zones: series.zones) else { return }
            move(own, as: base, to: series.zones.adopted(due, into: base.start), zones: series.zones)
        case ComponentEdit.End.none?:
            if series.master?.end != nil { length = ItemLength.none }
        case .duration?, nil: break
        }
    }

    /// Moves the series' start as an instance moves from one place to another.
    ///
    /// In the form in which the instance was shown already, the series keeps its own form: one instance may be in another zone.
    private mutating func move(_ own: DateTimeValue, as instance: Reference, to: DateTimeValue, zones: ZoneResolver) {
        let from = instance.start
        if !instance.ids.isEmpty { named = (instance.ids, TimeShift(from: from, to: to)) }
        let moved: DateTimeValue
        if from.hasForm(of: to) {
            let delta = distance(from: from, to: to, zones: zones)
            moved = own.replacing(local: LocalDateTime(timelineSeconds: own.local.timelineSeconds + delta))
        } else {
            moved = TimeShift(from: own.replacing(local: zones.reading(of: from, onClockOf: own)), to: to)(own, zones)
        }
        if moved != own { shift = TimeShift(from: own, to: moved) }
    }

    /// Seconds on the local clock from where an instance is to where it goes.
    ///
    /// A rule's time that the clocks leave out is shown later than the rule says: the distance is the shown one where that brings the
    /// instance to the asked place, else the one to the asked time on the clock.
    private func distance(from: DateTimeValue, to: DateTimeValue, zones: ZoneResolver) -> Int64 {
        let nominal = to.local.timelineSeconds - from.local.timelineSeconds
        guard !from.isDate else { return nominal }
        let shown = to.local.timelineSeconds - zones.clock(of: from).local(at: zones.instant(of: from)).timelineSeconds
        guard shown != nominal else { return nominal }
        let place = from.replacing(local: LocalDateTime(timelineSeconds: from.local.timelineSeconds + shown))
        return zones.instant(of: place) == zones.instant(of: to) ? shown : nominal
    }

    /// An instance whose times the client may have sent.
    private struct Reference {
        var start: DateTimeValue
        var end: Instant?
        /// Recurrence instants of what describes it; empty for the master.
        var ids: Set<Instant> = []
    }

    private static func length(_ end: ComponentEdit.End, from start: DateTimeValue, zones: ZoneResolver) throws -> ItemLength {
        let length: ItemLength
        switch end {
        case .end(let value), .due(let value): length = ItemLength(from: start, to: value, zones: zones)
        case .duration(let duration): length = .nominal(duration)
        case .none: length = .none
        }
        guard !length.isNegative else { throw CalendarError(.invalidArgument, "The end lies before the start at \(start.text).") }
        return length
    }

    /// The instance whose times the client sent: the named one if it begins within a day of the sent start, else the one that begins
    /// nearest to it; without a start, the last that begins before the sent end.
    private static func base(
        for sent: DateTimeValue?, end: ComponentEdit.End?, among references: [Reference], zones: ZoneResolver
    ) -> Reference? {
        if let sent {
            func distance(_ reference: Reference) -> Int64 {
                let place = zones.reading(of: zones.adopted(sent, into: reference.start), onClockOf: reference.start)
                return abs(reference.start.local.timelineSeconds - place.timelineSeconds)
            }
            if let seen = references.first, distance(seen) < 86_400 { return seen }
            return references.min { distance($0) < distance($1) }
        }
        switch end {
        case .end(let value), .due(let value):
            let instant = zones.instant(of: value)
            let before = references.filter { zones.instant(of: $0.start) <= instant }
            return before.max { zones.instant(of: $0.start) < zones.instant(of: $1.start) } ?? references.last
        default: return references.first
        }
    }

    // MARK: Rules

    /// Reads a rule and gives UNTIL the kind that the start asks for.
    static func rule(_ text: String, start: DateTimeValue?, zones: ZoneResolver) throws -> RecurrenceRule {
        var rule: RecurrenceRule
        do throws(ValueError) {
            rule = try RecurrenceRule(Bytes(utf8: text))
        } catch {
            throw CalendarError(.invalidArgument, "The recurrence rule \"\(text.prefix(200))\" cannot be read: \(error.reason).")
        }
        guard let start, let until = rule.until else { return rule }
        switch (start, until) {
        case (.date, _): rule.until = .date(until.date)
        case (_, .date(let date)):
            let last = LocalDateTime(date: date, hour: 23, minute: 59, second: 59)
            rule.until = zones.until(start.replacing(local: last))
        case (.floating, _): rule.until = .floating(zones.convert(until, toFormOf: start).local)
        default: rule.until = zones.until(zones.convert(until, toFormOf: start))
        }
        return rule
    }

    private static func equal(_ rules: [RecurrenceRule], _ stored: [Property], of series: Series, bound: Int) -> Bool {
        guard let start = series.start else { return rules.isEmpty && stored.isEmpty }
        var left = stored
        for rule in rules {
            guard
                let index = left.firstIndex(where: { property in
                    guard let other = try? RecurrenceRule(property.value) else { return false }
                    return equal(rule, other, property, start: start, of: series, bound: bound)
                })
            else { return false }
            left.remove(at: index)
        }
        return left.isEmpty
    }

    private static func equal(
        _ rule: RecurrenceRule, _ stored: RecurrenceRule, _ line: Property, start: DateTimeValue, of series: Series, bound: Int
    ) -> Bool {
        guard rule.canonical(for: start) == stored.canonical(for: start) else { return false }
        if rule.until == nil, stored.until == nil, rule.count == stored.count { return true }
        if stored.until == nil, stored.count == nil { return rule.until == nil && rule.count == bound }
        guard rule.until != nil || rule.count != nil else { return false }
        // Ended in other words: the same if the last instance is the same.
        guard let own = series.starts(ofRule: line), let other = series.starts(ofRule: Property(.rrule, value: rule.description))
        else { return false }
        return own.last(before: .distantFuture)?.startInstant == other.last(before: .distantFuture)?.startInstant
    }
}

extension ZoneResolver {
    /// A sent value in the form of a stored one where it only says the same in other words: clients speak UTC, or another name of the
    /// zone. A real change of zone or kind stays.
    ///
    /// The same instant is the stored value itself: a rule's time that the clocks leave out is shown an hour later.
    func adopted(_ sent: DateTimeValue, into stored: DateTimeValue) -> DateTimeValue {
        let value = inWords(sent, of: stored)
        return value.hasForm(of: stored) && instant(of: value) == instant(of: stored) ? stored : value
    }

    private func inWords(_ sent: DateTimeValue, of stored: DateTimeValue) -> DateTimeValue {
        switch (sent, stored) {
        case (.utc, .zoned), (.utc, .floating): return value(at: instant(of: sent), inFormOf: stored)
        case (.zoned(let local, let tzid), .zoned(_, let own)):
            guard tzid != own else { return sent }
            let (from, to) = (Instant(seconds: 0), Instant(seconds: 2_208_988_800))
            return rules(for: tzid).givesSameOffsets(as: rules(for: own), from: from, to: to) ? stored.replacing(local: local) : sent
        default: return sent
        }
    }
}
