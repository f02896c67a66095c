import ICalendar

extension Series {
    /// The series with a change for "this and future" (RANGE=THISANDFUTURE) that reaches over an instant written once more for the first
    /// instance from there on: it gives the same instances, and both sides can be edited, parted or deleted by themselves.
    ///
    /// - Parameter gone: instances that are about to be deleted and cannot carry it.
    func anchoringRange(at instant: Instant, passing gone: Set<Instant> = []) -> CalendarObject {
        guard let starts, hasRangeOverride else { return object }
        let passed = gone.union(overrideInstants)
        // Every passed instance may stand in front of the one that is looked for.
        let next = starts.list(from: instant, limit: passed.count + 1).list.first { !passed.contains($0.startInstant) }
        guard let next, let occurrence = expansion.occurrence(recurrenceID: next.writtenStart),
            object.components.indices.contains(occurrence.componentIndex)
        else { return object }
        let carrier = object.components[occurrence.componentIndex]
        guard carrier.isForFuture, let start = recurrenceInstant(of: carrier), start < instant else { return object }
        var component = component(of: occurrence)
        component.setForFuture(true)
        var result = object
        result.components.append(component)
        return result
    }

    /// The series with the changes of single instances for themselves alone: what they say of later ones stands at the next instance that stays.
    func detachingRanges(of gone: Set<Instant>) -> CalendarObject {
        guard hasRangeOverride else { return object }
        var series = self
        for instant in gone.sorted() {
            guard let index = series.overrideIndex(at: instant), series.object.components[index].isForFuture else { continue }
            var result = series.anchoringRange(at: instant.advanced(bySeconds: 1), passing: gone)
            result.components[index].setForFuture(false)
            series = Series(result, zones: zones)
        }
        return series.object
    }
}

extension Component {
    /// Whether an override speaks for all later instances too (RFC 5545 section 3.2.13).
    var isForFuture: Bool { first(.recurrenceID)?.parameter("RANGE")?.uppercased() == "THISANDFUTURE" }

    fileprivate mutating func setForFuture(_ isForFuture: Bool) {
        guard let id = first(.recurrenceID) else { return }
        set(id.setting(parameter: "RANGE", to: isForFuture ? "THISANDFUTURE" : nil))
    }
}
