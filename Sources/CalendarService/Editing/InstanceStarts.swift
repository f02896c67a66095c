import ICalendar

/// Where the instances of a master begin, overrides not considered: rules and dates less exclusions.
///
/// The length of the master is left out, so that a range holds exactly the instances that begin in it.
struct InstanceStarts: Sendable {
    /// Work of one question: generous for real series, short for hostile ones.
    private static let work = WorkLimit(candidates: 400_000)

    private let expansion: Expansion
    /// Instances that carry a length of their own (RDATE periods) and can reach into a range they do not begin in.
    private let margin: Int

    init(of master: Component, in object: CalendarObject, zones: ZoneResolver) {
        var bare = Component(master.name, properties: master.properties)
        bare.remove(.recurrenceID)
        if bare.has(.dtstart) {
            bare.remove(.dtend)
            bare.remove(.due)
            bare.remove(.duration)
        }
        margin = bare.all(.rdate).reduce(0) { $0 + $1.value.count(where: { $0 == UInt8(ascii: "/") }) }
        expansion = Expansion(
            CalendarObject(uid: object.uid, kind: object.kind, components: [bare], timeZones: object.timeZones), zones: zones
        )
    }

    /// The first instances that begin in `[from, to)`; not complete when there are more than `limit` or the work was too much.
    func list(from: Instant = .distantPast, to: Instant = .distantFuture, limit: Int) -> Occurrences {
        guard from < to else { return Occurrences(list: [], isComplete: true) }
        let asked = limit.addingReportingOverflow(margin + 1)
        let found = expansion.occurrences(
            overlapping: from..<to, limit: asked.overflow ? .max : asked.partialValue, work: InstanceStarts.work
        )
        let list = found.list.filter { $0.startInstant >= from && $0.startInstant < to }
        return Occurrences(list: Array(list.prefix(limit)), isComplete: found.isComplete && list.count <= limit)
    }

    /// The first instance at an instant or later.
    func first(from: Instant) -> Occurrence? { list(from: from, limit: 1).list.first }

    func contains(_ instant: Instant) -> Bool { instance(at: instant) != nil }

    /// The instance that begins at an instant.
    func instance(at instant: Instant) -> Occurrence? { list(from: instant, to: instant.advanced(bySeconds: 1), limit: 1).list.first }

    /// The last instance before an instant; looks back in steps that double.
    func last(before end: Instant) -> Occurrence? {
        var upper = end
        var step: Int64 = 8 * 86_400
        while upper > .distantPast {
            let lower = max(Instant.distantPast, upper.advanced(bySeconds: -step))
            if let last = lastOccurrence(from: lower, to: upper) { return last }
            upper = lower
            step *= 4
        }
        return nil
    }

    /// Halves a window until what it holds is short enough to be listed.
    private func lastOccurrence(from: Instant, to: Instant) -> Occurrence? {
        var (from, to) = (from, to)
        while true {
            let found = list(from: from, to: to, limit: 2_000)
            if found.isComplete || to.seconds - from.seconds < 2 { return found.list.last }
            let middle = Instant(seconds: from.seconds + (to.seconds - from.seconds) / 2)
            if list(from: middle, to: to, limit: 1).list.isEmpty { to = middle } else { from = middle }
        }
    }
}
