import ICalendar

extension RecurrenceEditor {
    /// Edits an instance and all later (or earlier) ones: as overrides while they are few and only plain properties change, else by
    /// splitting the series.
    func editPart(
        _ series: Series, _ edit: ComponentEdit, seen: Occurrence, modifier: RecurrenceModifier, changesRules: Bool
    ) throws -> EditOutcome {
        let cut = zones.instant(of: series.inSeriesForm(seen.writtenRecurrenceID ?? seen.writtenStart))
        let isFuture = modifier == .thisAndFuture
        let series =
            series.hasRangeOverride
            ? Series(series.anchoringRange(at: isFuture ? cut : cut.advanced(bySeconds: 1)), zones: zones) : series
        var change = SeriesChange()
        if changesRules { change = try SeriesChange(edit, of: series, seen: seen, bound: bound) }
        let plain = try PlainChange(edit.amend, everywhere: edit.everywhere, seenIn: seenComponents(series, seen))
        if change.isEmpty, plain.isEmpty { return EditOutcome(object: series.object, isChanged: false) }
        if change.isEmpty, !plain.changesPrivacy, let affected = affected(series, cut: cut, isFuture: isFuture) {
            return try override(affected, in: series, plain)
        }
        return try isFuture
            ? splitFuture(series, at: cut, change, plain)
            : splitPast(series, through: cut, change, plain)
    }

    private func seenComponents(_ series: Series, _ seen: Occurrence) -> [Component] {
        var components = [series.component(of: seen)]
        if let master = series.master { components.append(master) }
        return components
    }

    /// The instances from (or up to) one of them, nil when they are more than the bound.
    private func affected(_ series: Series, cut: Instant, isFuture: Bool) -> [Occurrence]? {
        guard let starts = series.starts else { return nil }
        let found = isFuture ? starts.list(from: cut, limit: bound) : starts.list(to: cut.advanced(bySeconds: 1), limit: bound)
        guard found.isComplete else { return nil }
        var instants = Set(found.list.map(\.startInstant))
        var list = found.list.map { series.expansion.occurrence(recurrenceID: $0.writtenStart) ?? $0 }
        for component in series.object.components {
            guard let id = component.recurrenceID else { continue }
            let instant = series.instant(of: id)
            guard isFuture ? instant >= cut : instant <= cut, instants.insert(instant).inserted,
                let occurrence = series.expansion.occurrence(recurrenceID: id)
            else { continue }
            list.append(occurrence)
        }
        return list
    }

    private func override(_ affected: [Occurrence], in series: Series, _ plain: PlainChange) throws -> EditOutcome {
        var object = series.object
        var isChanged = false
        for occurrence in affected {
            let recurrenceID = series.inSeriesForm(occurrence.writtenRecurrenceID ?? occurrence.writtenStart)
            let existing = series.overrideIndex(at: zones.instant(of: recurrenceID))
            let before = existing.map { series.object.components[$0] } ?? series.component(of: occurrence)
            var after = try plain.applied(to: before)
            guard after != before else { continue }
            isChanged = true
            stamp(&after, was: before)
            if let existing { object.components[existing] = after } else { object.components.append(after) }
        }
        return EditOutcome(object: object, isChanged: isChanged)
    }

    // MARK: Splitting

    /// What comes before stays under the UID, the instance and all later ones go on under a new one.
    private func splitFuture(_ series: Series, at cut: Instant, _ change: SeriesChange, _ plain: PlainChange) throws -> EditOutcome {
        let tail = try series.tail(from: cut, takesNewRules: change.rules != nil, takesNewExclusions: change.exclusionRules != nil)
        guard let head = series.head(before: cut), let tail else {
            return try finish(rewrite(series, change, plain: plain), since: series.object)
        }
        let part = Series(tail, zones: zones)
        let (edited, deletions) = try rewrite(part, change.rebased(on: part.start, zones), plain: plain)
        return relate(kept: head, leaving: edited, of: series, deletions: deletions)
    }

    /// The mirror image: what comes after stays under the UID, the instance and all earlier ones leave. A new rule ends before what stays.
    private func splitPast(_ series: Series, through cut: Instant, _ change: SeriesChange, _ plain: PlainChange) throws -> EditOutcome {
        let next = cut.advanced(bySeconds: 1)
        guard let tail = try series.tail(from: next), let head = series.head(before: next) else {
            return try finish(rewrite(series, change, plain: plain), since: series.object)
        }
        let part = Series(head, zones: zones)
        var (edited, deletions) = try rewrite(part, change.rebased(on: part.start, zones), plain: plain)
        if change.rules != nil || change.dates != nil, let first = Series(tail, zones: zones).starts?.first(from: .distantPast) {
            edited = Series(edited, zones: zones).head(before: first.startInstant) ?? edited
        }
        return relate(kept: tail, leaving: edited, of: series, deletions: deletions)
    }

    private func relate(
        kept: CalendarObject, leaving: CalendarObject, of series: Series, deletions: [DeletedInstance]
    ) -> EditOutcome {
        let uid = makeUID()
        var kept = kept
        var leaving = leaving
        leaving.uid = uid
        for index in leaving.components.indices {
            leaving.components[index].set(Property(.uid, value: uid))
            leaving.components[index].set(Property(.created, instant: now))
            leaving.components[index].set(Property(.dtstamp, instant: now))
            leaving.components[index].set(Property(.lastModified, instant: now))
            leaving.components[index].set(Property(.sequence, integer: 0))
            leaving.components[index].relate(to: series.object.uid)
        }
        if let index = kept.components.firstIndex(where: { !$0.has(.recurrenceID) }) { kept.components[index].relate(to: uid) }
        stampChanges(&kept, since: series.object)
        return EditOutcome(object: kept, split: leaving, deletions: deletions)
    }
}

extension Component {
    /// Names another item as a sibling (RFC 5545 section 3.8.4.5), once.
    mutating func relate(to uid: String) {
        guard !all(.relatedTo).contains(where: { $0.valueString == uid }) else { return }
        properties.append(Property(.relatedTo, parameters: [Parameter("RELTYPE", "SIBLING")], value: uid))
    }
}
