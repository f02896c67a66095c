import ICalendar
import SeededRandom

@testable import CalendarService

/// A series around a change of the clocks on its way through random edits, told in UTC as WCAP clients tell them: in hours that the clocks
/// leave out or show twice too.
struct ClockChangeRun {
    /// An instance on the UTC line.
    struct Instance: Equatable, CustomStringConvertible {
        var id: Instant
        var start: Instant
        var end: Instant
        var summary: String
        /// What the clock shows at the start, by the words of the rule.
        var local: LocalDateTime
        var isOverride: Bool

        var description: String { "\(id.text): \(start.text) to \(end.text) \(summary)" }

        /// The same instance at the same time.
        func isSame(as other: Instance) -> Bool { (id, start, end, summary) == (other.id, other.start, other.end, other.summary) }
    }

    /// Zones and local days on which their clocks change, one way and the other.
    static let changes: [(tzid: String, day: CalendarDate, hours: ClosedRange<Int>)] = [
        ("Europe/Berlin", CalendarDate(year: 2026, month: 3, day: 29), 0...4),
        ("Europe/Berlin", CalendarDate(year: 2026, month: 10, day: 25), 0...4),
        ("America/New_York", CalendarDate(year: 2026, month: 3, day: 8), 0...4),
        ("America/New_York", CalendarDate(year: 2026, month: 11, day: 1), 0...3),
        ("Australia/Lord_Howe", CalendarDate(year: 2026, month: 4, day: 5), 0...3),
        ("Australia/Lord_Howe", CalendarDate(year: 2026, month: 10, day: 4), 1...3),
        ("Pacific/Apia", CalendarDate(year: 2011, month: 12, day: 30), 0...23),
    ]
    static let rules = [
        "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;COUNT=5", "FREQ=HOURLY;COUNT=60", "FREQ=HOURLY;INTERVAL=5;COUNT=30",
        "FREQ=DAILY;INTERVAL=2;COUNT=6",
        "FREQ=MINUTELY;INTERVAL=30;COUNT=100", "FREQ=WEEKLY;BYDAY=SU,MO,FR;COUNT=9", "FREQ=MONTHLY;COUNT=3",
    ]

    private(set) var object: CalendarObject
    private(set) var log: [String] = []
    /// Refusals because the clocks show a time twice.
    private(set) var refusals = 0
    private(set) var edits = 0
    private let editor: RecurrenceEditor
    private let tzid: String
    private var count = 0

    private var zones: ZoneResolver { editor.zones }
    private var clock: ZoneRules { zones.rules(for: tzid) }

    init(_ random: inout SeededGenerator) throws {
        func pick<Value>(_ list: [Value]) throws -> Value {
            guard let value = list.randomElement(using: &random) else { throw EditingSample.MissingZones() }
            return value
        }
        let change = try pick(Self.changes)
        tzid = change.tzid
        let isFloating = Int.random(in: 0..<8, using: &random) == 0
        editor = try EditingSample.editor(floating: tzid)
        let rule = try pick(Self.rules)
        let days =
            rule.contains("MONTHLY")
            ? -28 : rule.contains("WEEKLY") ? try pick([-14, -7]) : rule.contains("DAILY") ? try pick([-4, -2]) : -1
        let local = LocalDateTime(
            date: change.day.advanced(byDays: days), hour: Int.random(in: change.hours, using: &random), minute: try pick([0, 15, 30, 45]),
            second: 0)
        let start: DateTimeValue = isFloating ? .floating(local) : .zoned(local, tzid: change.tzid)
        let kind: ComponentName = Int.random(in: 0..<5, using: &random) == 0 ? .vtodo : .vevent
        var component = Component(kind, properties: [Property(.uid, value: "item"), Property(.dtstart, dateTime: start)])
        if Bool.random(using: &random) {
            component.properties.append(
                Property(.duration, value: try pick(rule.contains("LY;INTERVAL=30") ? ["PT45M"] : ["PT45M", "P1D", "P1DT1H", "PT2H"])))
        } else {
            let end = LocalDateTime(timelineSeconds: local.timelineSeconds + (try pick([900, 3_600, 5_400, 9_000])))
            component.set(component.endName, to: start.replacing(local: end))
        }
        component.properties += [Property(.summary, text: "first"), Property(.rrule, value: rule)]
        if Int.random(in: 0..<4, using: &random) == 0 {
            // In UTC, in the second of two equal hours perhaps.
            let hour = Int64.random(in: 0..<8, using: &random) * 1_800
            let instant = editor.zones.rules(for: tzid).instant(of: LocalDateTime(startOf: change.day)).advanced(bySeconds: 1_860 + hour)
            if !isFloating { component.properties.append(Property(.rdate, dateTime: .utc(instant.utc))) }
        }
        object = CalendarObject(uid: "item", kind: kind, components: [component], timeZones: [])
        log = [Self.text(object)]
    }

    private static func text(_ object: CalendarObject?) -> String {
        (object?.components ?? []).map { String(decoding: Serializer().text(of: $0), as: UTF8.self) }.joined()
    }

    func instances(of object: CalendarObject?) -> [Instance] {
        guard let object else { return [] }
        let found = Expansion(object, zones: zones).occurrences(overlapping: .distantPast..<Instant.distantFuture, limit: 1_000)
        return found.list.map { occurrence in
            let component = object.components[occurrence.componentIndex]
            return Instance(
                id: occurrence.recurrenceInstant ?? occurrence.startInstant, start: occurrence.startInstant, end: occurrence.endInstant,
                summary: component.first(.summary)?.text ?? "", local: occurrence.start.local, isOverride: component.has(.recurrenceID))
        }
    }

    /// One edit; nil or what went wrong.
    mutating func step(_ random: inout SeededGenerator) throws -> String? {
        count += 1
        let before = instances(of: object)
        // Mostly near the change.
        let near = before.filter {
            clock.offset(at: $0.start.advanced(bySeconds: -14_400)) != clock.offset(at: $0.start.advanced(bySeconds: 14_400))
        }
        guard object.isRecurring, let target = (Int.random(in: 0..<4, using: &random) > 0 ? near : before).randomElement(using: &random)
        else {
            return nil
        }
        let modifier = RecurrenceModifier.allCases.randomElement(using: &random) ?? .thisInstance
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return try delete(target, modifier, before)
        case 1: return try retitle(target, modifier, before)
        case 2: return try lengthen(target, before, &random)
        default:
            let delta = Int64(
                [0, 900, 1_800, 3_600, 5_400, 7_200, -900, -1_800, -3_600, -7_200, 14_400].randomElement(using: &random) ?? 0)
            return try move(target, by: delta, modifier, before)
        }
    }

    private func parts(_ list: [Instance], _ target: Instance, _ modifier: RecurrenceModifier) -> (affected: [Instance], others: [Instance])
    {
        func isAffected(_ other: Instance) -> Bool {
            switch modifier {
            case .thisInstance: other.id == target.id
            case .thisAndFuture: other.id >= target.id
            case .thisAndPrior: other.id <= target.id
            case .thisAndAll: true
            }
        }
        return (list.filter(isAffected), list.filter { !isAffected($0) })
    }

    private mutating func note(_ words: String, _ target: Instance, _ modifier: RecurrenceModifier) {
        log.append("\(words) \(modifier) \(target.id.text) (shown \(target.start.text))")
    }

    /// Everything that is left, both items of a split together.
    private func all(_ outcome: EditOutcome) -> [Instance] { instances(of: outcome.object) + instances(of: outcome.split) }

    private mutating func take(_ outcome: EditOutcome) -> String? {
        edits += 1
        for result in [outcome.object, outcome.split].compactMap({ $0 }) {
            log.append(Self.text(result))
            if let problem = result.invalidity { return problem }
            let series = Series(result, zones: zones)
            if result.isRecurring, let orphan = series.overrideInstants.first(where: { series.starts?.contains($0) != true }) {
                return "an override of \(orphan.text), which is no instance"
            }
            CaseSink.shared.write(result, through: Instant.distantFuture.advanced(bySeconds: -40 * 86_400), zones: zones, floating: tzid)
        }
        if let object = outcome.object { self.object = object }
        if let split = outcome.split, count % 2 == 0 { object = split }
        if outcome.object == nil { object.components.removeAll() }
        return nil
    }

    private func difference(_ expected: [Instance], _ given: [Instance], ids: Bool = true) -> String? {
        func words(_ list: [Instance]) -> [String] {
            list.map { ids ? $0.description : "\($0.start.text) to \($0.end.text) \($0.summary)" }.sorted()
        }
        let (left, right) = (words(expected), words(given))
        if left == right { return nil }
        return "lacks \(left.filter { !right.contains($0) }), has besides \(right.filter { !left.contains($0) })"
    }

    // MARK: Edits

    private mutating func delete(_ target: Instance, _ modifier: RecurrenceModifier, _ before: [Instance]) throws -> String? {
        note("delete", target, modifier)
        let outcome = try editor.delete(from: object, at: .utc(target.id.utc), modifier: modifier)
        let (_, others) = parts(before, target, modifier)
        // What came down to one instance has no ids.
        return take(outcome) ?? difference(others, all(outcome), ids: outcome.object?.isRecurring == true)
    }

    private mutating func retitle(_ target: Instance, _ modifier: RecurrenceModifier, _ before: [Instance]) throws -> String? {
        note("retitle", target, modifier)
        var edit = try EditingSample.edit(summary: "s\(count)", kind: object.kind)
        // Many clients send the times along.
        if count % 2 == 0 {
            edit.start = .utc(target.start.utc)
            edit.end = object.kind == .vtodo ? .due(.utc(target.end.utc)) : .end(.utc(target.end.utc))
        }
        let outcome = try editor.apply(edit, to: object, at: .utc(target.id.utc), modifier: modifier, changesRules: true)
        let (affected, others) = parts(before, target, modifier)
        let expected =
            affected.map {
                var one = $0; one.summary = "s\(count)"; return one
            } + others
        return take(outcome) ?? difference(expected, all(outcome), ids: outcome.object?.isRecurring == true && outcome.split == nil)
    }

    /// Another end of one instance.
    private mutating func lengthen(_ target: Instance, _ before: [Instance], _ random: inout SeededGenerator) throws -> String? {
        note("lengthen", target, .thisInstance)
        var edit = try EditingSample.edit(kind: object.kind)
        let end = target.start.advanced(bySeconds: Int64.random(in: 1...12, using: &random) * 900)
        edit.start = .utc(target.start.utc)
        edit.end = object.kind == .vtodo ? .due(.utc(end.utc)) : .end(.utc(end.utc))
        let outcome = try editor.apply(edit, to: object, at: .utc(target.id.utc), modifier: .thisInstance, changesRules: true)
        let expected = before.map {
            var one = $0; if one.id == target.id { one.end = end }; return one
        }
        return take(outcome) ?? difference(expected, all(outcome))
    }

    /// An instance, or it and others on the local clock, to another time.
    private mutating func move(_ target: Instance, by delta: Int64, _ modifier: RecurrenceModifier, _ before: [Instance]) throws -> String?
    {
        note("move by \(delta)", target, modifier)
        let asked = target.start.advanced(bySeconds: delta)
        var edit = try EditingSample.edit(kind: object.kind)
        edit.start = .utc(asked.utc)
        let outcome: EditOutcome
        do {
            outcome = try editor.apply(edit, to: object, at: .utc(target.id.utc), modifier: modifier, changesRules: true)
        } catch let error as CalendarError {
            log.append("refused: \(error.message)")
            switch error.code {
            case .instanceSkipsAnother, .instancesOnOneDay: return modifier == .thisInstance ? nil : error.message
            case .invalidArgument where error.message.contains("shows that time twice") || error.message.contains("show that time twice"):
                refusals += 1
                let isSecond = clock.instant(of: clock.local(at: asked)) != asked
                return modifier != .thisInstance && isSecond ? nil : "refused without need: \(error.message)"
            case .invalidArgument where error.message.contains("cannot be moved"): return modifier == .thisInstance ? error.message : nil
            default: return error.message
            }
        }
        if let problem = take(outcome) { return problem }
        let (affected, others) = parts(before, target, modifier)
        let after = all(outcome)
        if modifier == .thisInstance {
            let length = target.end.seconds - target.start.seconds
            guard let moved = after.first(where: { $0.id == target.id }) else { return "the instance is gone" }
            if moved.start != asked { return "starts at \(moved.start.text), asked was \(asked.text)" }
            if !isNominal(target), moved.end.seconds - moved.start.seconds != length { return "another length: \(moved)" }
            return difference(before.filter { $0.id != target.id }, after.filter { $0.id != target.id })
        }
        guard after.contains(where: { $0.start == asked }) else { return "nothing starts at \(asked.text)" }
        let left = others.filter { other in !after.contains { $0.isSame(as: other) } }
        if !left.isEmpty, outcome.object?.isRecurring == true, outcome.split?.isRecurring != false { return "changed: \(left)" }
        // Rules for times below a day give two instances at once where the clocks leave an hour out: one of them counts.
        let isBelowDay =
            object.master?.first(.rrule).map { $0.valueString.contains("HOURLY") || $0.valueString.contains("MINUTELY") } ?? false
        guard after.count == before.count || isBelowDay else { return "\(before.count) instances, now \(after.count)" }
        return delta == 0 ? difference(affected + others, after, ids: false) : wallClock(affected, after, target, asked)
    }

    /// Whether the instance's length is told in days of the clock.
    private func isNominal(_ instance: Instance) -> Bool {
        object.components.contains { $0.first(.duration)?.valueString.contains("D") == true }
    }

    /// Instances that keep to the rule have moved by the same distance on the clock, lengths kept.
    private func wallClock(_ affected: [Instance], _ after: [Instance], _ target: Instance, _ asked: Instant) -> String? {
        // The distance on the clock, or the one by the rule's words where the clocks leave them out, or the one on the UTC line for what is
        // written in UTC.
        let shown = clock.local(at: asked).timelineSeconds
        var distances = [shown - clock.local(at: target.start).timelineSeconds, shown - target.local.timelineSeconds]
        if clock.instant(of: clock.local(at: target.start)) != target.start { distances.append(asked.seconds - target.start.seconds) }
        let plain = affected.filter { !$0.isOverride && clock.instant(of: $0.local) == $0.start && clock.local(at: $0.start) == $0.local }
        let misses = distances.map { distance in
            plain.filter { instance in
                let place = clock.instant(of: LocalDateTime(timelineSeconds: instance.local.timelineSeconds + distance))
                let length = instance.end.seconds - instance.start.seconds
                // In hours that the clocks leave out an override may stand for two instances.
                return !after.contains {
                    $0.isOverride && $0.id == place
                        || $0.start == place && (isNominal(instance) || $0.end.seconds - $0.start.seconds == length)
                }
            }
        }
        if misses.contains(where: \.isEmpty) { return nil }
        return "moved elsewhere: \(misses)"
    }
}
