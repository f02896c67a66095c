import ICalendar

extension RecurrenceEditor {
    /// Deletes an instance, it and its neighbours to one side, or the whole item (no recurrence id, or `thisAndAll`).
    ///
    /// - Throws: `instanceNotFound`, `tooManyOccurrences` when the rest of a series cannot be written.
    func delete(from object: CalendarObject, at recurrenceID: DateTimeValue?, modifier: RecurrenceModifier) throws -> EditOutcome {
        let series = Series(object, zones: zones)
        guard let recurrenceID, modifier != .thisAndAll else { return whole(series) }
        let seen = try series.occurrence(named: recurrenceID)
        guard let id = seen.writtenRecurrenceID else { return whole(series) }
        let cut = series.instant(of: id)
        switch modifier {
        case .thisInstance: return try delete([seen], from: series)
        case .thisAndFuture:
            guard let head = series.head(before: cut) else { return whole(series) }
            return rest(head, of: series, deleted: instances(of: series, from: cut))
        case .thisAndPrior:
            let next = cut.advanced(bySeconds: 1)
            guard let tail = try series.tail(from: next) else { return whole(series) }
            return rest(tail, of: series, deleted: instances(of: series, to: next))
        case .thisAndAll: return whole(series)
        }
    }

    /// Deletes what lies completely in a range (nil: everywhere): instances of a series one by one. nil when nothing does.
    ///
    /// An item without a date goes only with a range that is open at both ends.
    func delete(from object: CalendarObject, within range: Range<Instant>?) throws -> EditOutcome? {
        let series = Series(object, zones: zones)
        guard let range else { return whole(series) }
        if range.isOpen { return whole(series) }
        let limit = 10_000
        let found = series.expansion.occurrences(overlapping: range.includingEnd, limit: limit)
        func isInside(_ occurrence: Occurrence) -> Bool {
            occurrence.startInstant >= range.lowerBound && occurrence.endInstant <= range.upperBound
        }
        let inside = found.list.filter(isInside)
        guard !inside.isEmpty else { return nil }
        if found.isComplete {
            if inside.count <= limit {
                let all = series.expansion.occurrences(overlapping: .distantPast..<Instant.distantFuture, limit: inside.count + 1)
                if all.isComplete, all.list.count == inside.count { return whole(series) }
            }
            return try delete(inside, from: series)
        }
        guard range.upperBound >= .distantFuture, let first = series.starts?.first(from: range.lowerBound) else {
            throw CalendarError(
                .tooManyOccurrences, "The range holds more instances of \(object.uid) than can be deleted one by one.", limit: limit)
        }
        return try deleteEndless(series, from: first.startInstant, isInside)
    }

    /// The endless rest of a series: UNTIL for the rules; single instances that were moved across the border are looked at by themselves.
    private func deleteEndless(_ series: Series, from cut: Instant, _ isInside: (Occurrence) -> Bool) throws -> EditOutcome {
        let moved = series.object.components.compactMap { $0.recurrenceID }.compactMap { series.expansion.occurrence(recurrenceID: $0) }
        let staying = moved.filter { occurrence in
            guard let id = occurrence.writtenRecurrenceID else { return false }
            return series.instant(of: id) >= cut && !isInside(occurrence)
        }
        let going = moved.filter { occurrence in
            guard let id = occurrence.writtenRecurrenceID else { return false }
            return series.instant(of: id) < cut && isInside(occurrence)
        }
        let deleted = instances(of: series, from: cut)
        guard var head = series.head(before: cut) ?? (staying.isEmpty ? nil : series.object.instancesOnly) else { return whole(series) }
        for occurrence in staying {
            guard let id = occurrence.writtenRecurrenceID else { continue }
            let component = series.object.components[occurrence.componentIndex]
            if !head.components.contains(component) { head.components.append(component) }
            if let index = head.components.firstIndex(where: { !$0.has(.recurrenceID) }) {
                head.components[index].properties.append(Property(.rdate, dateTime: series.inSeriesForm(id)))
            }
        }
        var outcome = rest(head, of: series, deleted: deleted)
        guard !going.isEmpty, let object = outcome.object else { return outcome }
        let second = try delete(going, from: Series(object, zones: zones))
        outcome.object = second.object
        outcome.deletions += second.deletions
        return outcome
    }

    // MARK: Parts

    /// Takes single instances out: EXDATE for those of the rules and dates, overrides dropped. When none is left the item goes.
    private func delete(_ occurrences: [Occurrence], from series: Series) throws -> EditOutcome {
        var excluded: [DateTimeValue] = []
        var gone: Set<Instant> = []
        var deletions: [DeletedInstance] = []
        for occurrence in occurrences {
            guard let id = occurrence.writtenRecurrenceID else { return whole(series) }
            let form = series.inSeriesForm(id)
            let instant = zones.instant(of: form)
            gone.insert(instant)
            if series.starts?.contains(instant) == true { excluded.append(form) }
            deletions.append(DeletedInstance(occurrence, of: series.object.components[occurrence.componentIndex], form: form))
        }
        var object = series.detachingRanges(of: gone)
        object.components.removeAll { series.recurrenceInstant(of: $0).map(gone.contains) ?? false }
        if let index = object.components.firstIndex(where: { !$0.has(.recurrenceID) }) {
            object.components[index].properties += Property.lists(.exdate, of: excluded)
        }
        guard !object.components.isEmpty, Series(object, zones: zones).hasInstances else { return whole(series) }
        stampChanges(&object, since: series.object)
        return EditOutcome(object: object, deletions: deletions)
    }

    private func rest(_ part: CalendarObject, of series: Series, deleted: [DeletedInstance]) -> EditOutcome {
        guard Series(part, zones: zones).hasInstances else { return whole(series) }
        var part = part
        stampChanges(&part, since: series.object)
        return EditOutcome(object: part, deletions: deleted)
    }

    /// The whole item; an object of instances alone is logged instance by instance.
    private func whole(_ series: Series) -> EditOutcome {
        let deletions = series.master.map { [DeletedInstance(item: $0)] } ?? series.object.components.map(DeletedInstance.init(item:))
        return EditOutcome(object: nil, deletions: deletions)
    }

    /// Instances by recurrence id for the delete log, as many as it takes from one deletion.
    private func instances(
        of series: Series, from start: Instant = .distantPast, to end: Instant = .distantFuture
    ) -> [DeletedInstance] {
        var list: [DeletedInstance] = []
        var instants: Set<Instant> = []
        func add(_ id: DateTimeValue) {
            let form = series.inSeriesForm(id)
            guard instants.insert(zones.instant(of: form)).inserted, let occurrence = series.expansion.occurrence(recurrenceID: id),
                series.object.components.indices.contains(occurrence.componentIndex)
            else { return }
            list.append(DeletedInstance(occurrence, of: series.object.components[occurrence.componentIndex], form: form))
        }
        let ids = series.object.components.compactMap(\.recurrenceID)
        for id in ids where series.instant(of: id) >= start && series.instant(of: id) < end { add(id) }
        // Of an endless series as many years as anybody looks ahead.
        let horizon = min(end, max(start, series.start.map(zones.instant(of:)) ?? start, now).advanced(bySeconds: 30 * 366 * 86_400))
        for occurrence in series.starts?.list(from: start, to: horizon, limit: RecurrenceEditor.deletionLogLimit).list ?? [] {
            add(occurrence.writtenStart)
        }
        return list
    }
}

extension CalendarObject {
    /// The object without its master.
    var instancesOnly: CalendarObject? {
        var object = self
        object.components.removeAll { !$0.has(.recurrenceID) }
        return object.components.isEmpty ? nil : object
    }
}

extension Range<Instant> {
    /// Whether the range has no border on either side.
    var isOpen: Bool { lowerBound <= .distantPast && upperBound >= .distantFuture }
}
