import ICalendar

/// Which components of an object take place in a range: the tables of RFC 4791 section 9.9.
struct InstanceMatching {
    let object: CalendarObject
    let expansion: Expansion
    let zones: ZoneResolver

    /// Candidates that one object may cost; one that costs more passes, since nothing can be said against it.
    static let work = WorkLimit(candidates: 200_000)

    /// Indices of components that have an instance in the range; at most one when any will do.
    func components(in range: TimeRange, firstOnly: Bool) -> Set<Int> {
        var found: Set<Int> = []
        let wanted = firstOnly ? 1 : object.components.count
        for index in object.components.indices {
            if let holds = Self.undated(object.components[index], in: range, zones: zones) {
                if holds { found.insert(index) }
            }
        }
        if found.count >= wanted { return found }
        let isToDo = object.kind == .vtodo
        var iterator = expansion.makeIterator(overlapping: isToDo ? range.widened : range.range, work: Self.work)
        while found.count < wanted, let occurrence = iterator.next() {
            let index = occurrence.componentIndex
            guard object.components.indices.contains(index) else { continue }
            if !isToDo || Self.toDo(object.components[index], occurrence, in: range) { found.insert(index) }
        }
        if iterator.isCut { found.formUnion(object.components.indices) }
        return found
    }

    /// What has no place in time by itself: nil for what has one.
    private static func undated(_ component: Component, in range: TimeRange, zones: ZoneResolver) -> Bool? {
        switch component.name {
        case .vtodo where !component.has(.dtstart) && !component.has(.due): return openToDo(component, in: range, zones: zones)
        case .vfreebusy: return freeBusy(component, in: range, zones: zones)
        default: return nil
        }
    }

    /// A to-do with neither DTSTART nor DUE.
    private static func openToDo(_ component: Component, in range: TimeRange, zones: ZoneResolver) -> Bool {
        func instant(_ name: PropertyName) -> Instant? { component.first(name).flatMap { try? $0.dateTime() }.map(zones.instant) }
        switch (instant(.completed), instant(.created)) {
        case (let completed?, let created?):
            return (range.start <= created || range.start <= completed) && (range.end >= created || range.end >= completed)
        case (let completed?, nil): return range.start <= completed && range.end >= completed
        case (nil, let created?): return range.end > created
        case (nil, nil): return true
        }
    }

    /// One instance of a to-do with DTSTART or DUE.
    private static func toDo(_ component: Component, _ occurrence: Occurrence, in range: TimeRange) -> Bool {
        let (start, end) = (occurrence.startInstant, occurrence.endInstant)
        guard component.has(.dtstart) else { return range.start < start && range.end >= start }
        if component.has(.due) { return (range.start < end || range.start <= start) && (range.end > start || range.end >= end) }
        if component.has(.duration) { return range.start <= end && (range.end > start || range.end >= end) }
        return range.start <= start && range.end > start
    }

    private static func freeBusy(_ component: Component, in range: TimeRange, zones: ZoneResolver) -> Bool {
        func instant(_ name: PropertyName) -> Instant? { component.first(name).flatMap { try? $0.dateTime() }.map(zones.instant) }
        if let start = instant(.dtstart), let end = instant(.dtend) { return range.start <= end && range.end > start }
        return component.all(.freebusy).contains { property in
            ((try? property.periods()) ?? []).contains { period in
                let start = zones.instant(of: period.start)
                let end: Instant =
                    switch period.end {
                    case .end(let end): zones.instant(of: end)
                    case .duration(let duration): start.advanced(bySeconds: duration.approximateSeconds)
                    }
                return range.start < end && range.end > start
            }
        }
    }
}
