import ICalendar

extension RecurrenceEditor {
    /// Edits the master and every override.
    func editWhole(_ series: Series, _ edit: ComponentEdit, seen: Occurrence?) throws -> EditOutcome {
        guard let master = series.master else { return try editInstancesOnly(series, edit, seen: seen) }
        let change = try SeriesChange(edit, of: series, seen: seen, bound: bound)
        var seenComponents = [master]
        if let seen, series.object.components.indices.contains(seen.componentIndex) {
            seenComponents.append(series.object.components[seen.componentIndex])
        }
        let plain = try PlainChange(edit.amend, everywhere: edit.everywhere, seenIn: seenComponents)
        var result = try rewrite(series, change, plain: plain)
        if edit.removesStart, let index = result.object.components.firstIndex(where: { !$0.has(.recurrenceID) }) {
            result.object.components[index].removeStart(zones: zones)
        }
        return finish(result, since: series.object)
    }

    /// An object of instances alone, whose master is elsewhere: all of them change; a start moves only the one that was named.
    private func editInstancesOnly(_ series: Series, _ edit: ComponentEdit, seen: Occurrence?) throws -> EditOutcome {
        if let seen, series.object.components.count == 1 { return try editInstance(series, edit, seen: seen) }
        if edit.recurrence.rules?.isEmpty == false, edit.start != nil {
            // The series itself arrives; its instances that were here before stay its overrides.
            var object = try make(edit, uid: series.object.uid, recurrenceID: nil)
            let whole = Series(object, zones: zones)
            object.components += series.object.components.filter { component in
                whole.recurrenceInstant(of: component).map { whole.starts?.contains($0) ?? false } ?? false
            }
            return EditOutcome(object: object)
        }
        let plain = try PlainChange(edit.amend, everywhere: edit.everywhere, seenIn: series.object.components)
        var object = series.object
        object.components = try object.components.map(plain.applied(to:))
        return finish((object, []), since: series.object)
    }

    func finish(_ result: (object: CalendarObject, deletions: [DeletedInstance]), since old: CalendarObject) -> EditOutcome {
        guard result.object.components != old.components else { return EditOutcome(object: old, isChanged: false) }
        var object = result.object
        stampChanges(&object, since: old)
        return EditOutcome(object: object, deletions: result.deletions)
    }

    /// Writes times, rules and plain properties of a whole series; stamps nothing.
    ///
    /// Overrides, EXDATEs and RDATEs move along with the start. After a change of start or rules those that are no instances any more go.
    func rewrite(
        _ series: Series, _ change: SeriesChange, plain: PlainChange
    ) throws -> (object: CalendarObject, deletions: [DeletedInstance]) {
        guard let masterIndex = series.masterIndex, let old = series.master else { return (series.object, []) }
        var object = series.object
        var master = try plain.applied(to: old)
        if series.isRecurring, let shift = change.shift { try requireClock(of: shift.to, as: series) }
        if let start = change.firstStart {
            master.setStart(start)
            if let length = change.length { master.setLength(length, from: start, zones: zones) }
        } else if let due = change.firstDue {
            master.set(.due, to: due)
        } else if master.start == nil, change.length == ItemLength.none {
            // What stands for the start of such a to-do is its due date itself.
            master.remove(.due)
            master.remove(.duration)
        } else if let start = series.start {
            setTimes(of: &master, from: start, change)
        }
        let writer = RecurrenceWriter(series: series, change: change, bound: bound)
        try writer.writeRules(to: &master)
        if master.has(.rrule), let start = master.anchor { try requireClock(of: start, as: series) }
        try writer.writeExclusions(to: &master)
        if master.has(.rrule) || master.has(.rdate) {
            let starts = InstanceStarts(of: master, in: object, zones: zones)
            guard starts.first(from: .distantPast) != nil || !starts.list(limit: 1).isComplete else {
                throw CalendarError(.invalidArgument, "The rules and exclusions leave no instance of the item.")
            }
        }
        object.components[masterIndex] = master
        var deletions = writer.lostDates(in: master)
        deletions += try writeOverrides(of: &object, series, change, plain, writer: writer)
        return (object.foldedIfSingle(zones: zones), deletions)
    }

    /// Refuses a series that would go on in UTC because its new start is in the second of two equal hours: the others would be shifted.
    private func requireClock(of start: DateTimeValue, as series: Series) throws {
        guard case .utc(let local) = start, let old = series.start else { return }
        switch old {
        case .utc, .date: return
        case .floating, .zoned:
            throw CalendarError(
                .invalidArgument,
                """
                The series \(series.object.uid) cannot move to \(local.text)Z: the clocks of its zone show that time twice, and a rule means the \
                first. Move this instance alone.
                """
            )
        }
    }

    /// Moves a component from one start to where the change puts it, with its own or the new length.
    private func setTimes(of component: inout Component, from start: DateTimeValue, _ change: SeriesChange) {
        guard change.shift != nil || change.length != nil else { return }
        let length = change.length ?? ItemLength(of: component, start: component.start, zones: zones)
        let new = change.shift?(start, zones) ?? start
        if change.shift != nil { component.move(to: new, keeping: length, zones: zones) }
        guard change.length != nil else { return }
        // The same end in other words (DURATION for DTEND) stays as it is written.
        let present = ItemLength(of: component, start: component.start, zones: zones)
        if present.end(from: new, zones: zones) != length.end(from: new, zones: zones) {
            component.setLength(length, from: new, zones: zones)
        }
    }

    private func writeOverrides(
        of object: inout CalendarObject, _ series: Series, _ change: SeriesChange, _ plain: PlainChange, writer: RecurrenceWriter
    ) throws -> [DeletedInstance] {
        var deletions: [DeletedInstance] = []
        var kept: [Component] = []
        var taken = Set<Instant>()
        let places = change.shift == nil && !change.changesRecurrence ? nil : writer.places(in: object)
        let oldLength = series.master.map { ItemLength(of: $0, start: $0.start, zones: zones) }
        for (index, component) in object.components.enumerated() {
            guard index != series.masterIndex, let oldID = component.recurrenceID else {
                kept.append(component)
                continue
            }
            var override = try plain.applied(to: component)
            let name = places == nil ? series.inSeriesForm(oldID) : series.nameByRules(oldID)
            var newID = name
            if let places {
                // What was no instance of the rules before goes along with a move; only new rules decide what still fits.
                let isOrphan = !change.changesRecurrence && series.starts?.contains(zones.instant(of: newID)) == false
                let written = series.inSeriesForm(oldID)
                let place = places.place(newID, orElse: written) ?? (isOrphan ? change.shift?(newID, zones) : nil)
                // Two instances of a rule for hours may become one, in an hour that the clocks leave out.
                guard let place, taken.insert(zones.instant(of: place)).inserted else {
                    if let occurrence = series.expansion.occurrence(recurrenceID: oldID) {
                        deletions.append(DeletedInstance(occurrence, of: component, form: written))
                    }
                    continue
                }
                if change.shift != nil || place != newID {
                    override.set(.recurrenceID, to: place)
                }
                newID = place
            }
            moveOverride(&override, from: name, to: newID, change, masterLength: oldLength)
            kept.append(override)
        }
        object.components = kept
        return deletions
    }

    /// An override that keeps the series' time goes along with it, one that was moved by itself stays where it was put, unless it is the
    /// one the client named; one that lasts as long as the series gets the new length.
    private func moveOverride(
        _ override: inout Component, from oldID: DateTimeValue, to newID: DateTimeValue, _ change: SeriesChange, masterLength: ItemLength?
    ) {
        guard let own = override.anchor else { return }
        let length = ItemLength(of: override, start: override.start, zones: zones)
        var start = own
        let followed = own.isDate == oldID.isDate && zones.instant(of: own) == zones.instant(of: oldID)
        let named = change.named.flatMap { $0.ids.contains(zones.instant(of: oldID)) ? $0.shift : nil }
        if let shift = change.shift, oldID != newID {
            if followed {
                start = newID
            } else if let named, zones.instant(of: own) == zones.instant(of: named.from) {
                start = named.to
            } else if let named, named.from.hasForm(of: own) {
                start = named(own, zones)
            } else if !shift.keepsKind {
                start = shift(zones.convert(own, toFormOf: shift.from), zones)
            }
            if start != own { override.move(to: start, keeping: length, zones: zones) }
        }
        if let new = change.length, named != nil || length.end(from: own, zones: zones) == masterLength?.end(from: own, zones: zones) {
            override.setLength(new, from: start, zones: zones)
        }
    }
}
