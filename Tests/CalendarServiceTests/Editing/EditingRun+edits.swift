import ICalendar
import SeededRandom

@testable import CalendarService

/// The edits: each with what it means for the list of instances; nil where the meaning is open.
extension EditingRun {
    func delete(_ target: Target) throws -> Expectation {
        var (affected, others) = model.parted(at: target.id, target.modifier)
        affected.instances = [:]
        let outcome = try editor.delete(from: object, at: target.rid, modifier: target.modifier)
        others.instances = outcome.object == nil ? [:] : others.instances
        return Expectation(outcome: outcome, affected: affected, others: others)
    }

    func retitle(_ target: Target) throws -> Expectation {
        var (affected, others) = model.parted(at: target.id, target.modifier)
        let summary = "s\(count)"
        affected.instances = affected.instances.mapValues {
            var one = $0; one.summary = summary; return one
        }
        let edit = try EditingSample.edit(summary: summary, kind: object.kind)
        let isWhole = target.modifier == .thisAndAll
        // Rules and times of the request take part or not: there are none.
        let outcome = try editor.apply(
            edit, to: object, at: isWhole && count % 3 == 0 ? nil : target.rid, modifier: target.modifier, changesRules: count % 2 == 0
        )
        let again = outcome.object.map { object in
            { try editor.apply(edit, to: object, at: isWhole ? nil : target.rid, modifier: target.modifier, changesRules: true) }
        }
        return Expectation(outcome: outcome, affected: affected, others: others, again: again)
    }

    /// To-dos: done, for an instance or more.
    func complete(_ target: Target) throws -> Expectation? {
        guard object.kind == .vtodo else { return nil }
        var (affected, others) = model.parted(at: target.id, target.modifier)
        affected.instances = affected.instances.mapValues {
            var one = $0; one.status = "COMPLETED"; return one
        }
        let edit = try EditingSample.edit(kind: .vtodo) { component in
            component.set(Property(.status, value: "COMPLETED"))
            component.set(Property(.percentComplete, integer: 100))
            component.set(Property(.completed, value: "20260901T080000Z"))
        }
        return try apply(edit, target, affected: affected, others: others)
    }

    /// Everything as it is, written again as Lightning does.
    func writeAgain(_ target: Target) throws -> Expectation? {
        guard let master = target.series.master else { return nil }
        var edit = try EditingSample.edit(
            summary: master.first(.summary)?.text, rules: master.all(.rrule).map { $0.valueString.lowercased() },
            exclusionRules: master.all(.exrule).map(\.valueString), kind: object.kind
        )
        edit.recurrence.dates = master.dates(.rdate)
        if count % 2 == 0 { edit.recurrence.exclusionDates = master.dates(.exdate) }
        edit.start = master.start
        if master.start == nil { edit.end = .due(target.start) }
        let outcome = try editor.apply(edit, to: object, at: nil, modifier: .thisAndAll, changesRules: true)
        guard !outcome.isChanged else { throw CalendarError(.invalidArgument, "Writing everything again changed something.") }
        return Expectation(outcome: outcome, affected: model, others: model.parted(at: .distantPast, .thisInstance).affected)
    }

    /// Another rule: for the whole series, or from an instance on, or up to it.
    func changeRule(_ target: Target, _ random: inout SeededGenerator) throws -> Expectation? {
        let rule = RandomSeries.rules.randomElement(using: &random) ?? "FREQ=DAILY"
        // What a change for all later instances becomes under another rule is not defined.
        guard var fresh = target.series.master, !target.series.hasRangeOverride, target.modifier != .thisInstance else { return nil }
        let isWhole =
            target.modifier == .thisAndAll || target.modifier == .thisAndPrior && target.id == model.ids.last
            || target.modifier == .thisAndFuture && target.id == model.ids.first
        var (affected, others) =
            isWhole ? (model, model.parted(at: .distantPast, .thisInstance).affected) : model.parted(at: target.id, target.modifier)
        if !isWhole {
            guard !fresh.has(.rdate), !fresh.has(.exrule), target.series.starts?.contains(target.id) == true else { return nil }
            guard target.series.overrideInstants.allSatisfy({ target.series.starts?.contains($0) == true }) else { return nil }
            if target.modifier == .thisAndFuture {
                let length = ItemLength(of: fresh, start: fresh.start, zones: zones)
                fresh.move(to: target.rid, keeping: length, zones: zones)
            }
        }
        let excluded = Set(fresh.dates(.exdate).map(target.series.instant(of:)))
        for name in [PropertyName.rrule, .exdate] { fresh.remove(name) }
        fresh.properties.append(Property(.rrule, value: rule))
        let clean = CalendarObject(uid: object.uid, kind: object.kind, components: [fresh], timeZones: [])
        let old = affected
        affected = EditingModel(clean, zones: zones, through: horizon)
        if !isWhole, target.modifier == .thisAndPrior, let next = others.ids.first {
            affected.instances = affected.instances.filter { $0.key < next }
        }
        for id in affected.ids where excluded.contains(id) { affected.instances[id] = nil }
        for override in object.overrides {
            guard let id = target.series.recurrenceInstant(of: override), affected.instances[id] != nil else { continue }
            affected.instances[id] = old.instances[id]
        }
        let edit = try EditingSample.edit(rules: [rule], kind: object.kind)
        let outcome = try editor.apply(
            edit, to: object, at: target.modifier == .thisAndAll ? nil : target.rid, modifier: target.modifier, changesRules: true
        )
        guard outcome.isChanged else { return nil }
        return Expectation(outcome: outcome, affected: affected, others: others)
    }

    /// What another program does to the object in between: it takes an instance out, drops an override, or writes one.
    func editElsewhere(_ target: Target, _ random: inout SeededGenerator) -> Expectation? {
        var changed = object
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            guard let index = changed.components.firstIndex(where: { $0.has(.recurrenceID) && !$0.isForFuture }) else { return nil }
            changed.components.remove(at: index)
        case 1:
            guard target.series.overrideIndex(at: target.id) == nil, model.instances.count > 2, let index = target.series.masterIndex,
                !target.series.hasRangeOverride
            else { return nil }
            changed.components[index].properties.append(Property(.exdate, dateTime: target.rid))
        default:
            guard target.series.overrideIndex(at: target.id) == nil, let seen = try? target.series.occurrence(named: target.rid),
                !target.series.hasRangeOverride
            else { return nil }
            var override = target.series.component(of: seen)
            override.set(Property(.summary, text: "elsewhere"))
            changed.components.append(override)
        }
        let read = EditingModel(changed, zones: zones, through: horizon)
        return Expectation(
            outcome: EditOutcome(object: changed), affected: read, others: read.parted(at: .distantPast, .thisInstance).affected)
    }
}
