import ICalendar

/// Applies WCAP's edits and deletions to one object: pure functions, no store.
///
/// What comes out is a valid RFC 5545 series; lines that an edit does not name stay octet for octet, except DTSTAMP, LAST-MODIFIED and
/// SEQUENCE of the components that changed.
struct RecurrenceEditor: Sendable {
    /// Resolves the object's TZIDs and those of the edit.
    var zones: ZoneResolver
    /// How many overrides an edit of several instances may make before it splits the series.
    var bound: Int
    /// What DTSTAMP and LAST-MODIFIED become.
    var now: Instant
    /// Whether changed components get a higher SEQUENCE: not for what an attendee does to his copy.
    var raisesSequence = true
    /// Makes the UID of what leaves a series.
    var makeUID: @Sendable () -> String

    /// Instances written to the delete log by one deletion.
    static let deletionLogLimit = 366

    // MARK: Entry points

    /// A new object. With a recurrence id it is one instance that carries it; rules of the edit are then not looked at (seed, "rid").
    ///
    /// - Throws: `invalidArgument` for an event without a start, an end before it, rules that cannot be read.
    func make(_ edit: ComponentEdit, uid: String, recurrenceID: DateTimeValue?) throws -> CalendarObject {
        var component = Component(edit.kind)
        component.properties = [Property(.uid, value: uid), Property(.dtstamp, instant: now), Property(.created, instant: now)]
        let empty = CalendarObject(uid: uid, kind: edit.kind, components: [component], timeZones: [])
        if let start = edit.start {
            component.setStart(start)
        } else if edit.kind == .vevent {
            throw CalendarError(.invalidArgument, "An event needs a start.")
        }
        if case .due(let due)? = edit.end, edit.start == nil {
            component.set(.due, to: due)
        } else if let start = edit.start {
            var timed = empty
            timed.components = [component]
            let change = try SeriesChange(edit.onlyTimes, of: Series(timed, zones: zones), seen: nil, bound: bound)
            if let length = change.length { component.setLength(length, from: start, zones: zones) }
        }
        component.properties += [Property(.lastModified, instant: now), Property(.sequence, integer: 0)]
        if let recurrenceID {
            let value = edit.start.map { zones.convert(recurrenceID, toFormOf: $0) } ?? recurrenceID
            component.set(Property(.recurrenceID, dateTime: value))
        }
        let plain = try PlainChange(edit.amend, everywhere: edit.everywhere, seenIn: [component])
        var object = empty
        object.components = [try plain.applied(to: component)]
        guard recurrenceID == nil else { return object }
        let change = try SeriesChange(edit.onlyRecurrence, of: Series(object, zones: zones), seen: nil, bound: bound)
        guard change.changesRecurrence else { return object }
        let made = try rewrite(Series(object, zones: zones), change, plain: PlainChange({ _ in }, seenIn: []))
        object = made.object
        object.components[0].set(Property(.sequence, integer: 0))
        return object
    }

    /// Applies an edit.
    ///
    /// - Parameters:
    ///   - recurrenceID: the instance that is meant; nil for the whole item, whatever the modifier.
    ///   - changesRules: whether rules and times take part with `thisAndFuture` and `thisAndPrior`.
    /// - Throws: `instanceNotFound`, `invalidArgument`, `instanceSkipsAnother`, `instancesOnOneDay`, `instancePrivacyDiffers`,
    ///   `tooManyOccurrences`, and what `edit.amend` throws.
    func apply(
        _ edit: ComponentEdit, to object: CalendarObject, at recurrenceID: DateTimeValue?, modifier: RecurrenceModifier, changesRules: Bool
    ) throws -> EditOutcome {
        let series = Series(object, zones: zones)
        guard let recurrenceID else { return try editWhole(series, edit, seen: nil) }
        if series.master == nil, series.expansion.occurrence(recurrenceID: recurrenceID) == nil {
            // Instances of a series that is kept elsewhere: one more.
            var outcome = EditOutcome(object: object)
            outcome.object?.components += try make(edit, uid: object.uid, recurrenceID: recurrenceID).components
            return outcome
        }
        let seen = try series.occurrence(named: recurrenceID)
        guard series.isRecurring || series.master == nil || seen.recurrenceID != nil else { return try editWhole(series, edit, seen: seen) }
        switch modifier {
        case .thisInstance: return try editInstance(series, edit, seen: seen)
        case .thisAndFuture, .thisAndPrior:
            guard series.master != nil else { return try editWhole(series, edit, seen: seen) }
            return try editPart(series, edit, seen: seen, modifier: modifier, changesRules: changesRules)
        case .thisAndAll: return try editWhole(series, edit, seen: seen)
        }
    }

    // MARK: Stamps

    /// Marks a component as changed now: DTSTAMP, LAST-MODIFIED, and SEQUENCE unless the edit set it.
    func stamp(_ component: inout Component, was old: Component?) {
        component.set(Property(.dtstamp, instant: now))
        component.set(Property(.lastModified, instant: now))
        guard raisesSequence, component.first(.sequence) == old?.first(.sequence) else { return }
        let sequence = component.first(.sequence).flatMap { try? $0.integer() } ?? 0
        component.set(Property(.sequence, integer: max(0, min(sequence, Int(Int32.max) - 1)) + 1))
    }

    /// Stamps every component that is not as it was.
    func stampChanges(_ object: inout CalendarObject, since old: CalendarObject) {
        for index in object.components.indices where !old.components.contains(object.components[index]) {
            let component = object.components[index]
            let before = old.components.first { $0.recurrenceID == component.recurrenceID }
            stamp(&object.components[index], was: before)
        }
    }
}

extension ComponentEdit {
    /// The edit without rules and plain properties.
    var onlyTimes: ComponentEdit {
        var edit = self
        edit.recurrence = Recurrence()
        edit.amend = { _ in }
        return edit
    }

    /// The edit without times and plain properties.
    var onlyRecurrence: ComponentEdit {
        var edit = self
        edit.start = nil
        edit.end = nil
        edit.amend = { _ in }
        return edit
    }
}
