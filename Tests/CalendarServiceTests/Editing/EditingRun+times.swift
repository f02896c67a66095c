import ICalendar
import SeededRandom

@testable import CalendarService

/// Edits of times: where instances go, in which form and zone, and how long they last.
extension EditingRun {
    /// Moves by minutes, hours over midnight, or days: one instance, a part or all, on the local clock.
    func shift(_ target: Target, _ random: inout SeededGenerator) throws -> Expectation? {
        guard let seen = model.instances[target.id] else { return nil }
        let minutes: Int64
        if target.start.isDate {
            minutes = [1, -1, 2].randomElement(using: &random).map { $0 * 1_440 } ?? 1_440
        } else {
            minutes = [-20, 15, 25, 180, -300, 840, -1_200].randomElement(using: &random) ?? 15
        }
        func moved(_ value: DateTimeValue) -> DateTimeValue {
            value.replacing(local: LocalDateTime(timelineSeconds: value.local.timelineSeconds + minutes * 60))
        }
        let sent = moved(seen.start)
        guard hasWayBack(target.start, moved), !isAmbiguous(sent, seen, target), canFollow(target, moved) else { return nil }
        var edit = try EditingSample.edit(kind: object.kind)
        let isDue = target.series.master?.start == nil
        if isDue { edit.end = .due(sent) } else { edit.start = sent }
        var (affected, others) = model.parted(at: target.id, target.modifier)
        let before = affected.instances
        affected.instances = [:]
        for (id, old) in before {
            var instance = old
            let value = zones.value(at: id, inFormOf: target.start)
            let follows = old.start.isDate == value.isDate && zones.instant(of: old.start) == id
            if target.modifier == .thisInstance || follows {
                instance.start = moved(old.start)
            }
            if isDescribed(id, like: target) { instance.start = moved(old.start) }
            if target.modifier != .thisInstance, follows, old.start != value { instance.start = moved(value) }
            affected.instances[target.modifier == .thisInstance ? id : zones.instant(of: moved(value))] = instance
        }
        guard affected.instances.count == before.count else { return nil }
        let outcome = try editor.apply(edit, to: object, at: target.rid, modifier: target.modifier, changesRules: true)
        return Expectation(outcome: outcome, affected: affected, others: others)
    }

    /// Whether an instance is the target, or one for which the target's override speaks too.
    private func isDescribed(_ id: Instant, like target: Target) -> Bool {
        if id == target.id { return true }
        func index(_ instant: Instant) -> Int? {
            target.series.expansion.occurrence(recurrenceID: zones.value(at: instant, inFormOf: target.start))?.componentIndex
        }
        guard let own = index(target.id), object.components[own].isForFuture else { return false }
        return index(id) == own
    }

    /// From times to dates and back, the whole series.
    func changeKind(_ target: Target, _ random: inout SeededGenerator) throws -> Expectation? {
        guard let master = target.series.master, master.has(.dtstart), !target.series.hasRangeOverride,
            !(master.has(.rdate) && master.has(.exrule)), !master.all(.rdate).contains(where: { $0.value.contains(UInt8(ascii: "/")) })
        else { return nil }
        var edit = try EditingSample.edit(kind: object.kind)
        let hour = Int.random(in: 4..<20, using: &random)
        func changed(_ value: DateTimeValue) -> DateTimeValue {
            guard value.isDate else { return .date(value.date) }
            return .zoned(LocalDateTime(date: value.date, hour: hour, minute: 0, second: 0), tzid: "America/New_York")
        }
        edit.start = changed(target.start)
        edit.end = target.start.isDate ? .duration(CalendarDuration(seconds: 3_600)) : .end(.date(target.start.date.advanced(byDays: 1)))
        if object.kind == .vtodo, case .end(let value)? = edit.end { edit.end = .due(value) }
        let whole = Target(series: target.series, start: target.start, id: target.id, rid: target.rid, modifier: .thisAndAll)
        let length = ItemLength(of: master, start: master.start, zones: zones)
        var affected = model
        affected.instances = [:]
        for (id, old) in model.instances {
            let value = zones.value(at: id, inFormOf: target.start)
            var instance = old
            let followed = zones.instant(of: old.start) == id && old.start.isDate == value.isDate
            guard followed else { return nil }
            instance.start = changed(value)
            if object.overrides.contains(where: { target.series.recurrenceInstant(of: $0) == id }) {
                // Only where an override lasts as long as the series it takes its new length.
                guard length.end(from: old.start, zones: zones) == end(of: old) else { return nil }
            }
            instance.length = target.start.isDate ? 3_600 : 86_400
            affected.instances[zones.instant(of: changed(value))] = instance
        }
        guard affected.instances.count == model.instances.count else { return nil }
        return try apply(edit, whole, affected: affected, others: model.parted(at: .distantPast, .thisInstance).affected)
    }

    private func end(of instance: EditingModel.Instance) -> DateTimeValue? {
        if instance.start.isDate { return .date(instance.start.date.advanced(byDays: Int(instance.length / 86_400))) }
        return zones.value(at: zones.instant(of: instance.start).advanced(bySeconds: instance.length), inFormOf: instance.start)
    }

    /// The whole series to another zone, at the same time on the clock.
    func changeZone(_ target: Target, _ random: inout SeededGenerator) throws -> Expectation? {
        guard let master = target.series.master, master.has(.dtstart), !target.start.isDate, !target.series.hasRangeOverride else {
            return nil
        }
        let tzid = RandomSeries.zones.randomElement(using: &random) ?? "Europe/Berlin"
        func changed(_ value: DateTimeValue) -> DateTimeValue { .zoned(value.local, tzid: tzid) }
        guard target.start.tzid != tzid, hasWayBack(target.start, { $0 }), hasWayBack(target.start, changed) else { return nil }
        var edit = try EditingSample.edit(kind: object.kind)
        edit.start = changed(target.start)
        // Clients speak UTC, and floating times are on the calendar's clock: what only says the same in other words stays.
        guard zones.adopted(changed(target.start), into: target.start) == changed(target.start) else { return nil }
        var affected = model
        affected.instances = [:]
        for (id, old) in model.instances {
            var instance = old
            let value = zones.value(at: id, inFormOf: target.start)
            if zones.instant(of: old.start) == id { instance.start = changed(value) }
            affected.instances[zones.instant(of: changed(value))] = instance
        }
        let whole = Target(series: target.series, start: target.start, id: target.id, rid: target.rid, modifier: .thisAndAll)
        return try apply(edit, whole, affected: affected, others: model.parted(at: .distantPast, .thisInstance).affected)
    }

    /// One instance a little later, said in another zone.
    func moveInstanceToZone(_ target: Target, _ random: inout SeededGenerator) throws -> Expectation? {
        guard let seen = model.instances[target.id], !seen.start.isDate, target.series.master?.has(.dtstart) == true else { return nil }
        let tzid = RandomSeries.zones.randomElement(using: &random) ?? "Europe/Berlin"
        let later = zones.instant(of: seen.start).advanced(bySeconds: 900)
        let sent = zones.value(at: later, inFormOf: .zoned(seen.start.local, tzid: tzid))
        guard zones.instant(of: sent) == later else { return nil }
        var edit = try EditingSample.edit(kind: object.kind)
        edit.start = sent
        var (affected, others) = model.parted(at: target.id, .thisInstance)
        affected.instances[target.id]?.start = zones.adopted(sent, into: seen.start)
        let one = Target(series: target.series, start: target.start, id: target.id, rid: target.rid, modifier: .thisInstance)
        return try apply(edit, one, affected: affected, others: others)
    }

    /// Another end, for an instance, a part or all.
    func lengthen(_ target: Target) throws -> Expectation? {
        guard let master = target.series.master, master.has(.dtstart), let seen = model.instances[target.id],
            master.has(master.endName) || master.has(.duration), !target.series.hasRangeOverride, seen.start.isDate == target.start.isDate
        else { return nil }
        let length: Int64 = target.start.isDate ? 4 * 86_400 : 11_700
        guard seen.length != length, hasWayBack(target.start, { $0 }) else { return nil }
        var edit = try EditingSample.edit(kind: object.kind)
        edit.start = seen.start
        edit.end = .duration(target.start.isDate ? CalendarDuration(days: 4) : CalendarDuration(seconds: length))
        let own = ItemLength(of: master, start: master.start, zones: zones)
        let periods = master.all(.rdate).contains { $0.value.contains(UInt8(ascii: "/")) }
        guard !periods || target.modifier == .thisInstance else { return nil }
        var (affected, others) = model.parted(at: target.id, target.modifier)
        for (id, old) in affected.instances {
            guard id == target.id || own.end(from: old.start, zones: zones) == end(of: old) else { continue }
            affected.instances[id]?.length = length
        }
        let outcome = try editor.apply(edit, to: object, at: target.rid, modifier: target.modifier, changesRules: true)
        return Expectation(outcome: outcome, affected: affected, others: others)
    }

    // MARK: Where the meaning is open

    /// Doubled and missing hours have no way back; `ClockChangeRun` is about them.
    private func hasWayBack(_ start: DateTimeValue, _ moved: (DateTimeValue) -> DateTimeValue) -> Bool {
        let dates = object.master.map { $0.dates(.rdate).map { zones.instant(of: $0) } } ?? []
        let isRead = model.ids.allSatisfy {
            dates.contains($0) || zones.value(at: $0, inFormOf: start).local.secondOfDay == start.local.secondOfDay
        }
        guard isRead else { return false }
        let values = model.instances.values.map(\.start) + model.ids.map { zones.value(at: $0, inFormOf: start) }
        return values.allSatisfy { value in
            [value, moved(value)].allSatisfy { zones.clock(of: $0).local(at: zones.instant(of: $0)) == $0.local }
        }
    }

    /// Clients that send the master's times with any instance are understood; a move that looks like that is open.
    private func isAmbiguous(_ sent: DateTimeValue, _ seen: EditingModel.Instance, _ target: Target) -> Bool {
        let place = sent.local.timelineSeconds
        let distance = abs(seen.start.local.timelineSeconds - place)
        return distance >= 86_400 && abs(target.start.local.timelineSeconds - place) <= distance
    }

    /// A rule for one day of the month follows the start as people mean it, which is no move by days at the end of a month.
    private func canFollow(_ target: Target, _ moved: (DateTimeValue) -> DateTimeValue) -> Bool {
        guard target.modifier != .thisInstance, let master = target.series.master else { return true }
        let days = moved(target.rid).date.dayNumber - target.rid.date.dayNumber
        guard days != 0 || moved(target.start).date != target.start.date else { return true }
        return master.all(.rrule).allSatisfy { line in
            let text = line.valueString
            guard text.contains("MONTHLY") || text.contains("YEARLY"), !text.contains("BYDAY"), !text.contains("1,15") else { return true }
            return (4...24).contains(target.start.date.day) && (4...24).contains(target.rid.date.day) && !text.contains("=31")
        }
    }
}
