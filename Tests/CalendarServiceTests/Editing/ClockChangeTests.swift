import Foundation
import ICalendar
import SeededRandom
import Testing

@testable import CalendarService

/// Edits whose times, or whose neighbours, lie in hours that the clocks leave out or show twice.
@Suite struct ClockChangeTests {
    /// As many as CALGATE_EDIT_SERIES says.
    private static let seriesPerBlock =
        ProcessInfo.processInfo.environment["CALGATE_EDIT_SERIES"].flatMap { Int($0) }.map { min(max($0, 1), 10_000) } ?? 40

    @Test(arguments: 0..<8)
    func editsStayExact(block: Int) throws {
        var edits = 0
        for number in 0..<Self.seriesPerBlock {
            let seed = UInt64(500_000 + block * 10_000 + number)
            var random = SeededGenerator(seed: seed)
            var run = try ClockChangeRun(&random)
            for _ in 0..<6 {
                guard let problem = try run.step(&random) else { continue }
                Issue.record("seed \(seed): \(problem)\n\(run.log.joined(separator: "\n"))")
                break
            }
            edits += run.edits
        }
        #expect(edits > Self.seriesPerBlock)
    }

    private static let daily = EditingSample.object([
        "DTSTART;TZID=Europe/Berlin:20261023T023000", "DTEND;TZID=Europe/Berlin:20261023T030000", "SUMMARY:Night",
        "RRULE:FREQ=DAILY;COUNT=6",
    ])

    @Test func theSecondOfTwoHoursIsWrittenInUTC() throws {
        let editor = try EditingSample.editor()
        let edit = try EditingSample.edit(start: "20261025T013000Z", end: "20261025T020000Z")
        let rid = try EditingSample.value("20261025T003000Z")
        let one = try editor.apply(edit, to: Self.daily, at: rid, modifier: .thisInstance, changesRules: true)
        let override = one.object?.overrides.first
        #expect(EditingSample.line(.dtstart, of: override) == "DTSTART:20261025T013000Z")
        #expect(EditingSample.line(.recurrenceID, of: override) == "RECURRENCE-ID;TZID=Europe/Berlin:20261025T023000")
        // Back in an hour that the zone can name, it is in the zone.
        let back = try EditingSample.edit(start: "20261025T003000Z", end: "20261025T010000Z")
        let again = try editor.apply(back, to: try #require(one.object), at: rid, modifier: .thisInstance, changesRules: true)
        #expect(EditingSample.line(.dtstart, of: again.object?.overrides.first) == "DTSTART;TZID=Europe/Berlin:20261025T023000")
        // A series has no word for it.
        for modifier in [RecurrenceModifier.thisAndAll, .thisAndFuture, .thisAndPrior] {
            let error = #expect(throws: CalendarError.self) {
                try editor.apply(edit, to: Self.daily, at: rid, modifier: modifier, changesRules: true)
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test func theSecondOfTwoHoursIsNoOtherInstance() throws {
        let editor = try EditingSample.editor()
        let second = try EditingSample.value("20261025T013000Z")
        #expect(throws: CalendarError.self) {
            try editor.apply(try EditingSample.edit(summary: "x"), to: Self.daily, at: second, modifier: .thisInstance, changesRules: false)
        }
        #expect(throws: CalendarError.self) { try editor.delete(from: Self.daily, at: second, modifier: .thisInstance) }
        // As a date of its own it is edited and deleted by itself.
        var object = Self.daily
        object.components[0].properties.append(Property(.rdate, dateTime: second))
        let titled = try editor.apply(
            try EditingSample.edit(summary: "x"), to: object, at: second, modifier: .thisInstance, changesRules: false)
        #expect(EditingSample.line(.recurrenceID, of: titled.object?.overrides.first) == "RECURRENCE-ID:20261025T013000Z")
        let left = try editor.delete(from: object, at: second, modifier: .thisInstance).object
        #expect(EditingSample.line(.exdate, of: left?.master) == "EXDATE:20261025T013000Z")
        #expect(try EditingSample.instances(left).count == 6)
    }

    @Test func anEndInTheSecondOfTwoHoursStaysThere() throws {
        let editor = try EditingSample.editor(floating: "Europe/Berlin")
        for (zone, end) in [(";TZID=Europe/Berlin", "DTEND:20261025T010000Z"), ("", "DURATION:PT1H30M")] {
            let object = EditingSample.object([
                "DTSTART\(zone):20261023T013000", "DTEND\(zone):20261023T030000", "RRULE:FREQ=DAILY;COUNT=6",
            ])
            let rid = try EditingSample.value("20261024T233000Z")
            let titled = try editor.apply(
                try EditingSample.edit(summary: "x"), to: object, at: rid, modifier: .thisInstance, changesRules: false)
            let lines = EditingSample.lines(titled.object?.overrides.first)
            #expect(lines.contains(end), "\(lines)")
        }
    }

    @Test func aTimeThatTheClocksLeaveOutIsNoChange() throws {
        let editor = try EditingSample.editor()
        let object = EditingSample.object([
            "DTSTART;TZID=Europe/Berlin:20260327T023000", "DTEND;TZID=Europe/Berlin:20260327T030000", "RRULE:FREQ=DAILY;COUNT=6",
        ])
        // The instance that is shown at half past three.
        let rid = try EditingSample.value("20260329T013000Z")
        for modifier in RecurrenceModifier.allCases {
            let same = try EditingSample.edit(start: "20260329T013000Z", end: "20260329T020000Z")
            #expect(try !editor.apply(same, to: object, at: rid, modifier: modifier, changesRules: true).isChanged)
        }
        // A quarter of an hour later, for all.
        let later = try EditingSample.edit(start: "20260329T014500Z", end: "20260329T021500Z")
        let moved = try editor.apply(later, to: object, at: rid, modifier: .thisAndAll, changesRules: true).object?.master
        #expect(EditingSample.line(.dtstart, of: moved) == "DTSTART;TZID=Europe/Berlin:20260327T024500")
        // To half past four: where no rule's time is shown an hour late.
        let hour = try EditingSample.edit(start: "20260329T023000Z")
        let master = try editor.apply(hour, to: object, at: rid, modifier: .thisAndAll, changesRules: true).object?.master
        #expect(EditingSample.line(.dtstart, of: master) == "DTSTART;TZID=Europe/Berlin:20260327T043000")
    }
}
