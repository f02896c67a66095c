import ICalendar
import SeededRandom

@testable import CalendarService

/// One series on its way through random edits, beside the list of its instances kept by hand.
struct EditingRun {
    var object: CalendarObject
    var model: EditingModel
    let editor: RecurrenceEditor
    let horizon: Instant
    var log: [String] = []
    var count = 0

    var zones: ZoneResolver { editor.zones }

    init(_ random: inout SeededGenerator) throws {
        editor = try EditingSample.editor(floating: "Europe/Berlin")
        let series = RandomSeries(&random, zones: editor.zones)
        object = series.object
        horizon = editor.zones.instant(of: series.start).advanced(bySeconds: 500 * 86_400)
        model = EditingModel(object, zones: editor.zones, through: horizon)
        log = object.components.map { String(decoding: Serializer().text(of: $0), as: UTF8.self) }
    }

    /// What an edit is expected to do: the edited instances, which a split parts from the others, and the others.
    struct Expectation {
        var outcome: EditOutcome
        var affected: EditingModel
        var others: EditingModel
        /// Sent a second time the edit changes nothing.
        var again: (() throws -> EditOutcome)?
    }

    /// One edit; nil or what went wrong.
    mutating func step(_ random: inout SeededGenerator, _ sink: CaseSink) throws -> String? {
        count += 1
        let series = Series(object, zones: zones)
        guard object.isRecurring, let start = series.start,
            let id = model.ids.filter({ $0 < horizon.advanced(bySeconds: -120 * 86_400) }).randomElement(using: &random)
        else { return nil }
        let target = Target(
            series: series, start: start, id: id, rid: zones.value(at: id, inFormOf: start),
            modifier: RecurrenceModifier.allCases.randomElement(using: &random) ?? .thisInstance
        )
        let action = Int.random(in: 0..<15, using: &random)
        log.append("\(action) \(target.modifier) \(target.rid.text)")
        let expectation: Expectation?
        do {
            expectation =
                switch action {
                case 0, 1: try delete(target)
                case 2, 3: try retitle(target)
                case 4, 5, 6: try shift(target, &random)
                case 7: try writeAgain(target)
                case 8: try changeRule(target, &random)
                case 9: try changeKind(target, &random)
                case 10: try changeZone(target, &random)
                case 11: try moveInstanceToZone(target, &random)
                case 12: try complete(target)
                case 13: try lengthen(target)
                default: editElsewhere(target, &random)
                }
        } catch let error as CalendarError where EditingRun.isRefusal(error) {
            log.append("refused: \(error.message)")
            return nil
        } catch let error as CalendarError {
            return "refused: \(error.message)"
        }
        guard let expectation else { return nil }
        if let problem = check(expectation, sink) { return problem }
        guard let again = expectation.again, expectation.outcome.split == nil else { return nil }
        return try again().isChanged ? "the same edit again changes something" : nil
    }

    /// What an edit is about.
    struct Target {
        let series: Series
        let start: DateTimeValue
        let id: Instant
        let rid: DateTimeValue
        let modifier: RecurrenceModifier
    }

    /// Applies an edit, or the same one again to what it left.
    func apply(_ edit: ComponentEdit, _ target: Target, affected: EditingModel, others: EditingModel, isRepeatable: Bool = true) throws
        -> Expectation
    {
        let isWhole = target.modifier == .thisAndAll
        func applied(to object: CalendarObject) throws -> EditOutcome {
            try editor.apply(edit, to: object, at: isWhole ? nil : target.rid, modifier: target.modifier, changesRules: true)
        }
        let outcome = try applied(to: object)
        let again = outcome.object.map { object in { try applied(to: object) } }
        return Expectation(outcome: outcome, affected: affected, others: others, again: isRepeatable ? again : nil)
    }

    // MARK: Checks

    private mutating func check(_ expectation: Expectation, _ sink: CaseSink) -> String? {
        let safe = horizon.advanced(bySeconds: -3 * 86_400)
        let outcome = expectation.outcome
        guard let split = outcome.split else {
            guard var expected = expectation.affected.joined(with: expectation.others) else { return nil }
            expected.renameSingle(outcome.object)
            if let problem = expected.difference(to: outcome.object, through: safe) { return problem }
            if let result = outcome.object {
                if let problem = EditingRun.problem(of: result) { return problem }
                object = result
                sink.write(result, through: safe, zones: zones)
            }
            model = expected
            if outcome.object == nil { model.instances = [:] }
            return nil
        }
        guard let kept = outcome.object else { return "a split that keeps nothing" }
        var parts = [expectation.others, expectation.affected]
        for (index, result) in [kept, split].enumerated() {
            parts[index].renameSingle(result)
            if let problem = parts[index].difference(to: result, through: safe) { return "\(result.uid): \(problem)" }
            if let problem = EditingRun.problem(of: result) { return "\(result.uid): \(problem)" }
            sink.write(result, through: safe, zones: zones)
        }
        let next = count % 2
        object = next == 0 ? kept : split
        model = parts[next]
        return nil
    }

    private static func problem(of object: CalendarObject) -> String? {
        if let problem = object.invalidity { return problem }
        let kept = #"X-KEPT;X-P=1:as it is"#
        if !object.components.allSatisfy({ $0.first("X-KEPT")?.line.string == kept }) { return "a property nobody named is gone" }
        var text: [UInt8] = []
        object.components.forEach { Serializer().append($0, to: &text) }
        let read = Parser().parse(Array("BEGIN:VCALENDAR\r\n".utf8) + text + Array("END:VCALENDAR\r\n".utf8)).calendars.first?.components
        return read == object.components ? nil : "written and read again it is another"
    }

    /// Refusals that an edit may meet: WCAP's own rules about single instances, rules that cannot follow a move or leave nothing.
    private static func isRefusal(_ error: CalendarError) -> Bool {
        [.instanceSkipsAnother, .instancesOnOneDay].contains(error.code)
            || error.code == .invalidArgument
                && ["cannot be moved", "leave no instance", "cannot be carried over"].contains { error.message.contains($0) }
    }
}
