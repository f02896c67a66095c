import CalendarService
import CalendarStore
import ICalendar
import Logging
import SQLStore
import Testing

import struct Foundation.URL

/// That nobody is shown what is no longer so, or not for them, because it was in memory.
@Suite("Objects kept in memory")
struct ObjectCacheTests {
    private static let month = Instant(utc: "20260301T000000Z")..<Instant(utc: "20260401T000000Z")

    private func summaries(_ service: CalendarService, _ caller: Caller) async throws -> [String] {
        try await service.collect(
            .overlapping(Self.month, includingUndated: false), in: TestService.calendar, for: caller, into: [String]()
        ) { summaries, view, _ in
            for occurrence in view.expansion.occurrences(overlapping: Self.month).list {
                let component = view.object.components[occurrence.componentIndex]
                let text = String(decoding: view.octets, as: UTF8.self)
                let summary = component.first(.summary)?.text ?? ""
                summaries.append(text.contains("SUMMARY:\(summary)") ? summary : "another text")
            }
            return true
        }
    }

    @Test("A change by this process or another is seen at once")
    func changes() async throws {
        try await TestService.with { test in
            let other = try SQLiteStore(path: test.folder.appending(path: "store.sqlite").path, clock: test.clock)
            let beside = CalendarService(
                store: other, zones: TestService.zones, clock: test.clock, settings: ServiceSettings(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            for number in 0..<4 {
                _ = try await test.put(SampleText.calendar(SampleText.event("a", "Own \(number)")), as: "a.ics")
                #expect(try await summaries(test.service, test.jdoe) == ["Own \(number)"])
                #expect(try await summaries(beside, test.jdoe) == ["Own \(number)"])
                let text = SampleText.calendar(SampleText.event("a", "Other \(number)"))
                _ = try await beside.publish(
                    Publish(calendar: TestService.calendar, text: Array(text.utf8), mode: .replace, rules: .calendarData), for: test.jdoe)
                #expect(try await summaries(test.service, test.jdoe) == ["Other \(number)"])
            }
            await other.close()
        }
    }

    @Test("Whoever sees less, sees less also when the owner looked first, and the other way round")
    func rights() async throws {
        try await TestService.with { test in
            try await test.publish(
                SampleText.calendar(SampleText.event("secret", "Doctor", extra: "CLASS:PRIVATE", "RRULE:FREQ=DAILY;COUNT=2")))
            try await test.share("susan^c^r^g")
            for _ in 0..<3 {
                #expect(try await summaries(test.service, test.jdoe) == ["Doctor", "Doctor"])
                #expect(try await summaries(test.service, test.susan) == ["Busy", "Busy"])
            }
        }
    }

    @Test("Without room for any the answers are the same", arguments: [0, 10_000, 1 << 20])
    func bound(octets: Int) async throws {
        var settings = ServiceSettings()
        settings.objectCacheSize = octets
        try await TestService.with(settings: settings) { test in
            let names = (0..<40).map { "Event \($0)" }
            try await test.publish(SampleText.calendar(names.enumerated().map { SampleText.event("u\($0)", $1) }))
            for _ in 0..<3 { #expect(try await summaries(test.service, test.jdoe).sorted() == names.sorted()) }
        }
    }

    @Test("Floating times follow the calendar's zone when it changes")
    func zones() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(SampleText.event("f", start: "DTSTART:20260302T090000")))
            for (zone, start) in [("Europe/Berlin", "20260302T080000Z"), ("America/New_York", "20260302T140000Z")] {
                _ = try await test.service.updateCalendar(TestService.calendar, for: test.jdoe) { calendar, _ in
                    calendar.properties.timeZone = zone
                }
                let starts = try await test.service.collect(.all, in: TestService.calendar, for: test.jdoe, into: [Instant]()) {
                    list, view, _ in
                    list += view.expansion.occurrences(overlapping: Self.month).list.map(\.startInstant)
                    return true
                }
                #expect(starts == [Instant(utc: start)])
            }
        }
    }
}
