import CalendarService
import CalendarStore
import ICalendar
import Logging
import SQLStore
import Testing

import struct Foundation.URL

/// Rows that a range selected are remembered: they must be those of now, and shown to each caller as that caller may see them.
@Suite("Rows of ranges kept in memory")
struct SelectionCacheTests {
    private static let ranges = ["20260301T000000Z/20260401T000000Z", "20260302T000000Z/20260303T000000Z"].map { text in
        let ends = text.split(separator: "/").map { Instant(utc: String($0)) }
        return ends[0]..<ends[1]
    }

    private struct Shown: Equatable, Sendable {
        var name: String
        var etag: String
        var isStripped: Bool
        var change: ChangeNumber

        init(_ view: ObjectView) {
            (name, etag, isStripped, change) = (view.record.resourceName, view.etag, view.isStripped, view.record.change)
        }
    }

    /// What the service gives, from memory where it can, beside what it reads.
    private func expectCurrent(_ service: CalendarService, _ caller: Caller, count: Int? = nil, _ step: String) async throws {
        for range in Self.ranges {
            let selection = ObjectSelection.overlapping(range, includingUndated: true)
            let read = try await service.collect(selection, in: TestService.calendar, for: caller, into: [Shown]()) { shown, view, _ in
                shown.append(Shown(view))
                return true
            }
            // Rows are kept at the second time and come from memory at the third.
            for _ in 0..<3 {
                let kept = try await service.collectWithAddresses(
                    selection, in: TestService.calendar, for: caller, into: [Shown]()
                ) { shown, view, _ in
                    shown.append(Shown(view))
                    return true
                } finish: {
                    $0
                }
                #expect(kept == read, "\(step), \(caller.account?.name ?? "")")
            }
            if let count { #expect(read.count == count, "\(step)") }
        }
    }

    @Test("Every change, by this process or another, is in the next answer")
    func changes() async throws {
        try await TestService.with { test in
            let other = try SQLiteStore(path: test.folder.appending(path: "store.sqlite").path, clock: test.clock)
            let beside = CalendarService(
                store: other, zones: TestService.zones, clock: test.clock, settings: ServiceSettings(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await test.share("susan^c^r^g;susan^p^r^g")
            func expect(_ count: Int, _ step: String) async throws {
                for service in [test.service, beside] {
                    try await expectCurrent(service, test.jdoe, count: count, step)
                    try await expectCurrent(service, test.susan, count: count, step)
                }
            }
            func publish(_ service: CalendarService, _ mode: Publish.Mode, _ events: [String]) async throws {
                let text = Array(SampleText.calendar(events).utf8)
                _ = try await service.publish(
                    Publish(calendar: TestService.calendar, text: text, mode: mode, rules: .calendarData), for: test.jdoe)
            }
            let elsewhere = "DTSTART:20270302T090000Z"
            try await expect(0, "empty")
            _ = try await test.put(SampleText.calendar(SampleText.event("a")), as: "a.ics")
            try await expect(1, "new")
            _ = try await test.put(SampleText.calendar(SampleText.event("a", "Other")), as: "a.ics")
            try await expect(1, "another text")
            _ = try await test.put(SampleText.calendar(SampleText.event("a", start: elsewhere)), as: "a.ics")
            try await expect(0, "out of the range")
            try await publish(beside, .add, [SampleText.event("a", extra: "CLASS:PRIVATE"), SampleText.event("b")])
            try await expect(2, "by another process, one private")
            try await publish(test.service, .replace, [SampleText.event("b", extra: "CLASS:PRIVATE"), SampleText.event("c")])
            try await expect(2, "one gone, one new")
            try await beside.removeObject(named: "c.ics", in: TestService.calendar, for: test.jdoe)
            try await expect(1, "removed by another process")
            _ = try await test.service.transferObject(
                named: "b.ics", in: TestService.calendar, to: "renamed.ics", in: TestService.calendar, moving: true, overwriting: false,
                for: test.jdoe)
            try await expect(1, "another name")
            try await test.share("susan^c^r^g")
            try await expect(1, "other rights")
            try await publish(test.service, .replace, [])
            try await expect(0, "empty again")
            await other.close()
        }
    }

    @Test("A calendar of more rows than are kept, and many ranges, give the same answers")
    func bounds() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar((0..<2100).map { SampleText.event("u\($0)") }))
            try await expectCurrent(test.service, test.jdoe, count: 2100, "many rows")
            _ = try await test.service.publish(
                Publish(
                    calendar: TestService.calendar, text: Array(SampleText.calendar((0..<60).map { SampleText.event("u\($0)") }).utf8),
                    mode: .replace, rules: .calendarData), for: test.jdoe)
            let first = Self.ranges[0].lowerBound
            for number in 0..<1800 {
                let range = first..<first.advanced(bySeconds: Int64(10 * 86_400 + number / 3))
                let count = try await test.service.collectWithAddresses(
                    .overlapping(range, includingUndated: false), in: TestService.calendar, for: test.jdoe, into: 0
                ) { count, _, _ in
                    count += 1
                    return true
                } finish: {
                    $0
                }
                #expect(count == 60)
            }
            try await expectCurrent(test.service, test.jdoe, count: 60, "after many ranges")
        }
    }
}
