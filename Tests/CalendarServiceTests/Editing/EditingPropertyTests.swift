import Foundation
import ICalendar
import SeededRandom
import Testing

@testable import CalendarService

/// Random series and random edits: after each the expansion gives exactly what a list of instances kept by hand says.
@Suite struct EditingPropertyTests {
    private static let rules = [
        "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;COUNT=15", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO;COUNT=12", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9", "FREQ=MONTHLY", "FREQ=MONTHLY;COUNT=7",
        "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=6", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=10",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1", "FREQ=YEARLY;BYMONTH=1,7;BYDAY=1MO", "FREQ=YEARLY;COUNT=4",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31",
    ]

    /// More of them when they are written down for another program, and as many as CALGATE_EDIT_SERIES says.
    private static let seriesPerBlock =
        ProcessInfo.processInfo.environment["CALGATE_EDIT_SERIES"].flatMap { Int($0) }.map { min(max($0, 1), 1_000) }
        ?? (CaseSink.shared.isWriting ? 40 : 8)

    @Test(arguments: 0..<12)
    func editsAreExact(block: Int) throws {
        let sink = CaseSink.shared
        for number in 0..<EditingPropertyTests.seriesPerBlock {
            var random = SeededGenerator(seed: UInt64(block * 1_000 + number))
            var run = try Run(&random)
            for _ in 0..<6 {
                guard let problem = try run.step(&random, sink) else { continue }
                let before = run.object.components.map { String(decoding: Serializer().text(of: $0), as: UTF8.self) }.joined()
                Issue.record("seed \(block * 1_000 + number): \(problem)\n\(run.log.joined(separator: "\n"))\nbefore:\n\(before)")
                break
            }
        }
    }

    /// One series on its way through edits.
    private struct Run {
        var object: CalendarObject
        var model: EditingModel
        let editor: RecurrenceEditor
        let horizon: Instant
        var log: [String] = []
        private var count = 0

        init(_ random: inout SeededGenerator) throws {
            editor = try EditingSample.editor(floating: "Europe/Berlin")
            let form = ["", "Z", "Europe/Berlin", "America/New_York", "DATE"].randomElement(using: &random) ?? ""
            let day = CalendarDate(year: 2026, month: 1, day: 1).advanced(byDays: Int.random(in: 0..<200, using: &random))
            let local = LocalDateTime(date: day, hour: Int.random(in: 0..<24, using: &random), minute: 30, second: 0)
            let start: DateTimeValue =
                switch form {
                case "": .floating(local)
                case "Z": .utc(local)
                case "DATE": .date(day)
                default: .zoned(local, tzid: form)
                }
            var component = Component(.vevent, properties: [Property(.uid, value: "item"), Property(.dtstart, dateTime: start)])
            if start.isDate {
                component.properties.append(Property(.dtend, dateTime: .date(day.advanced(byDays: Int.random(in: 1...2, using: &random)))))
            } else {
                component.properties.append(Property(.duration, value: ["PT1H", "PT90M"].randomElement(using: &random) ?? "PT1H"))
            }
            component.properties.append(Property(.summary, text: "s0"))
            for _ in 0..<(Int.random(in: 0..<8, using: &random) == 0 ? 2 : 1) {
                component.properties.append(Property(.rrule, value: EditingPropertyTests.rules.randomElement(using: &random) ?? ""))
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                let dates = [4, 33].map {
                    start.replacing(local: LocalDateTime(timelineSeconds: start.local.timelineSeconds + $0 * 86_400 + 7_200))
                }
                component.properties.append(Property(.rdate, dateTimes: dates))
            }
            if Int.random(in: 0..<8, using: &random) == 0 {
                component.properties.append(Property(.exrule, value: "FREQ=WEEKLY;INTERVAL=2"))
            }
            object = CalendarObject(uid: "item", kind: .vevent, components: [component], timeZones: [])
            if Int.random(in: 0..<6, using: &random) == 0 {
                object.components += try Run.range(in: Series(object, zones: editor.zones))
            }
            horizon = editor.zones.instant(of: start).advanced(bySeconds: 500 * 86_400)
            model = EditingModel(object, zones: editor.zones, through: horizon)
            log.append(String(decoding: Serializer().text(of: component), as: UTF8.self))
        }

        /// A change for the third instance and all later ones, perhaps two hours later.
        private static func range(in series: Series) throws -> [Component] {
            let third = try #require(series.starts).list(limit: 3).list.last
            guard let third, let length = series.master?.first(.duration), third.start != series.start else { return [] }
            let later = third.start.replacing(local: LocalDateTime(timelineSeconds: third.start.local.timelineSeconds + 7_200))
            let id = Property(.recurrenceID, dateTime: third.start).setting(parameter: "RANGE", to: "THISANDFUTURE")
            let properties = [
                Property(.uid, value: "item"), id, Property(.dtstart, dateTime: later), length, Property(.summary, text: "range"),
            ]
            return [Component(.vevent, properties: properties)]
        }

        /// One edit; nil or what went wrong.
        mutating func step(_ random: inout SeededGenerator, _ sink: CaseSink) throws -> String? {
            count += 1
            guard let id = model.ids.filter({ $0 < horizon.advanced(bySeconds: -120 * 86_400) }).randomElement(using: &random),
                object.isRecurring
            else { return nil }
            let series = Series(object, zones: editor.zones)
            guard let start = series.start else { return "no start" }
            let rid = editor.zones.value(at: id, inFormOf: start)
            let modifier = RecurrenceModifier.allCases.randomElement(using: &random) ?? .thisInstance
            let action = Int.random(in: 0..<8, using: &random)
            log.append("\(action) \(modifier) \(rid.text)")
            let outcome: EditOutcome
            var expected = model
            do {
                switch action {
                case 0, 1:
                    outcome = try editor.delete(from: object, at: rid, modifier: modifier)
                    for other in model.ids where EditingPropertyTests.isAffected(other, id, modifier) { expected.instances[other] = nil }
                case 2, 3:
                    outcome = try editor.apply(
                        EditingSample.edit(summary: "s\(count)"), to: object, at: rid, modifier: modifier, changesRules: count % 2 == 0
                    )
                    for other in model.ids where EditingPropertyTests.isAffected(other, id, modifier) {
                        expected.instances[other]?.summary = "s\(count)"
                    }
                case 4, 5:
                    guard let shifted = try shift(rid, id, modifier, start, &expected, &random) else { return nil }
                    outcome = shifted
                case 6:
                    outcome = try writeAgain(series)
                default:
                    guard let changed = try changeRule(series, start, &expected, &random) else { return nil }
                    outcome = changed
                }
            } catch let error as CalendarError where EditingPropertyTests.isRefusal(error) {
                log.append("refused: \(error.message)")
                return nil
            } catch let error as CalendarError {
                return "refused: \(error.message)"
            }
            return check(outcome, expected, sink)
        }

        // MARK: Edits

        /// Moves by minutes: one instance, a part or all, on the local clock.
        private func shift(
            _ rid: DateTimeValue, _ id: Instant, _ modifier: RecurrenceModifier, _ start: DateTimeValue, _ expected: inout EditingModel,
            _ random: inout SeededGenerator
        ) throws -> EditOutcome? {
            guard !start.isDate, let seen = model.instances[id] else { return nil }
            let delta = Int64([-20, 15, 25].randomElement(using: &random) ?? 15) * 60
            func moved(_ value: DateTimeValue) -> DateTimeValue {
                value.replacing(local: LocalDateTime(timelineSeconds: value.local.timelineSeconds + delta))
            }
            // Doubled and missing hours have no way back; they are for other tests.
            for value in model.instances.values.map(\.start) + model.ids.map({ editor.zones.value(at: $0, inFormOf: start) }) {
                for form in [value, moved(value)]
                where editor.zones.clock(of: form).local(at: editor.zones.instant(of: form)) != form.local { return nil }
            }
            // Over midnight the weekday of a month is followed as people mean it (the second Tuesday becomes the second Wednesday).
            let master = Series(object, zones: editor.zones).master
            if modifier != .thisInstance, moved(start).date != start.date || moved(rid).date != rid.date,
                master?.all(.rrule).contains(where: {
                    $0.valueString.contains("=31") || $0.valueString.contains("BYDAY") && !$0.valueString.contains("WEEKLY")
                }) == true
            {
                return nil
            }
            let edit = try EditingSample.edit()
            var timed = edit
            timed.start = moved(seen.start)
            let outcome = try editor.apply(timed, to: object, at: rid, modifier: modifier, changesRules: true)
            for other in model.ids where EditingPropertyTests.isAffected(other, id, modifier) {
                guard var instance = expected.instances.removeValue(forKey: other) else { continue }
                let value = editor.zones.value(at: other, inFormOf: start)
                let follows = editor.zones.instant(of: instance.start) == other
                if modifier == .thisInstance || follows { instance.start = moved(instance.start) }
                let key = modifier == .thisInstance ? other : editor.zones.instant(of: moved(value))
                expected.instances[key] = instance
            }
            return outcome
        }

        /// Everything as it is, written again as Lightning does.
        private func writeAgain(_ series: Series) throws -> EditOutcome {
            let master = try #require(series.master)
            var edit = try EditingSample.edit(
                summary: master.first(.summary)?.text, rules: master.all(.rrule).map { $0.valueString.lowercased() },
                exclusionRules: master.all(.exrule).map(\.valueString)
            )
            edit.recurrence.dates = master.dates(.rdate)
            edit.start = series.start
            let outcome = try editor.apply(edit, to: object, at: nil, modifier: .thisAndAll, changesRules: true)
            #expect(!outcome.isChanged)
            return outcome
        }

        /// Another rule for the whole series.
        private func changeRule(
            _ series: Series, _ start: DateTimeValue, _ expected: inout EditingModel, _ random: inout SeededGenerator
        ) throws -> EditOutcome? {
            let rule = EditingPropertyTests.rules.randomElement(using: &random) ?? "FREQ=DAILY"
            // What a change for all later instances becomes under another rule is not defined.
            guard var fresh = series.master, !EditingPropertyTests.isEndless(fresh), !series.hasRangeOverride else { return nil }
            let excluded = Set(fresh.dates(.exdate).map(series.instant(of:)))
            for name in [PropertyName.rrule, .exdate] { fresh.remove(name) }
            fresh.properties.append(Property(.rrule, value: rule))
            let clean = CalendarObject(uid: object.uid, kind: object.kind, components: [fresh], timeZones: [])
            expected = EditingModel(clean, zones: editor.zones, through: horizon)
            for id in expected.ids where excluded.contains(id) { expected.instances[id] = nil }
            for override in object.overrides {
                guard let id = series.recurrenceInstant(of: override), expected.instances[id] != nil else { continue }
                expected.instances[id] = model.instances[id]
            }
            return try editor.apply(EditingSample.edit(rules: [rule]), to: object, at: nil, modifier: .thisAndAll, changesRules: true)
        }

        // MARK: Checks

        private mutating func check(_ outcome: EditOutcome, _ expected: EditingModel, _ sink: CaseSink) -> String? {
            let safe = horizon.advanced(bySeconds: -2 * 86_400)
            var expected = expected
            for result in [outcome.object, outcome.split] { expected.renameSingle(result) }
            guard let split = outcome.split else {
                if let problem = expected.difference(to: outcome.object, through: safe) { return problem }
                if let problem = outcome.object.flatMap(EditingPropertyTests.invalidity) { return problem }
                if let result = outcome.object {
                    object = result
                    sink.write(result, through: safe, zones: editor.zones)
                }
                model = expected
                if outcome.object == nil { model.instances = [:] }
                return nil
            }
            guard let kept = outcome.object else { return "a split that keeps nothing" }
            // Which part an instance is in follows from the part that has it.
            var parts = [expected, expected]
            let own = Set(EditingModel.read(kept, zones: editor.zones, through: horizon).map(\.0))
            parts[0].instances = expected.instances.filter { own.contains($0.key) }
            parts[1].instances = expected.instances.filter { !own.contains($0.key) }
            for (part, result) in zip(parts, [kept, split]) {
                if let problem = part.difference(to: result, through: safe) { return "\(result.uid): \(problem)" }
                if let problem = EditingPropertyTests.invalidity(of: result) { return problem }
                sink.write(result, through: safe, zones: editor.zones)
            }
            let next = count % 2
            object = next == 0 ? kept : split
            model = parts[next]
            return nil
        }
    }

    // MARK: Rules of the game

    static func isAffected(_ other: Instant, _ id: Instant, _ modifier: RecurrenceModifier) -> Bool {
        switch modifier {
        case .thisInstance: other == id
        case .thisAndFuture: other >= id
        case .thisAndPrior: other <= id
        case .thisAndAll: true
        }
    }

    static func isEndless(_ master: Component) -> Bool {
        master.all(.rrule).contains { !$0.valueString.contains("COUNT") && !$0.valueString.contains("UNTIL") }
    }

    /// Refusals that an edit may meet: WCAP's own rules about single instances, rules that cannot follow a move or leave nothing.
    static func isRefusal(_ error: CalendarError) -> Bool {
        [.instanceSkipsAnother, .instancesOnOneDay].contains(error.code)
            || error.code == .invalidArgument && ["cannot be moved", "leave no instance"].contains { error.message.contains($0) }
    }

    /// What RFC 5545 would not allow about an object; nil when it is fine.
    static func invalidity(of object: CalendarObject) -> String? {
        guard let master = object.master else { return object.overrides.isEmpty ? "an empty object" : nil }
        guard let start = master.start else { return "no start" }
        for line in master.all(.rrule) {
            guard let rule = try? RecurrenceRule(line.value) else { return "unreadable \(line.line.string)" }
            if rule.count != nil, rule.until != nil { return "COUNT and UNTIL" }
            switch (start, rule.until) {
            case (_, nil), (.date, .date?), (.floating, .floating?), (.utc, .utc?), (.zoned, .utc?): break
            default: return "UNTIL of another kind: \(line.line.string)"
            }
        }
        for override in object.overrides {
            guard let id = override.recurrenceID, id.isDate == start.isDate, id.tzid == start.tzid else {
                return "RECURRENCE-ID of another kind"
            }
        }
        for component in object.components {
            for name in [PropertyName.dtstart, .dtend, .uid, .sequence, .dtstamp, .recurrenceID] where component.all(name).count > 1 {
                return "\(name) twice"
            }
            if component.has(.dtend), component.has(.duration) { return "DTEND and DURATION" }
        }
        if object.overrides.contains(where: { !$0.properties.allSatisfy { !PropertyName.recurrence.contains($0.name) } }) {
            return "an override with rules"
        }
        return nil
    }
}

/// Writes each result with its instances to the file that CALGATE_EDIT_CASES names, for a check by another program (`deploy/check-edits`).
final class CaseSink: Sendable {
    static let shared = CaseSink()
    private let path = ProcessInfo.processInfo.environment["CALGATE_EDIT_CASES"]
    var isWriting: Bool { path != nil }
    private let queue = DispatchQueue(label: "calgate.edit-cases")

    func write(_ object: CalendarObject, through horizon: Instant, zones: ZoneResolver) {
        guard let path else { return }
        let ids = EditingModel.read(object, zones: zones, through: horizon)
        var text: [UInt8] = []
        object.components.forEach { Serializer().append($0, to: &text) }
        let record: [String: Any] = [
            "ics": String(decoding: text, as: UTF8.self), "through": horizon.text, "floating": "Europe/Berlin",
            "ids": ids.map(\.0.text).sorted(), "starts": ids.map { zones.instant(of: $0.1.start).text }.sorted(),
        ]
        queue.sync {
            guard let line = try? JSONSerialization.data(withJSONObject: record, options: [.sortedKeys]) else { return }
            if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
            guard let file = FileHandle(forWritingAtPath: path) else { return }
            defer { try? file.close() }
            _ = try? file.seekToEnd()
            try? file.write(contentsOf: line + Data([0x0A]))
        }
    }
}
