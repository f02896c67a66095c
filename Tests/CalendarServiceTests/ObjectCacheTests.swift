import CalendarService
import CalendarStore
import ICalendar
import Logging
import SQLStore
import SeededRandom
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

    @Test("Whether something takes place in a range does not depend on what was asked before", arguments: [1, 2, 3] as [UInt64])
    func findings(seed: UInt64) async throws {
        let day: Int64 = 86_400
        let first = Instant(utc: "20260101T000000Z")
        var generator = SeededGenerator(seed: seed)
        let ranges = (0..<400).map { _ in
            let start = first.advanced(bySeconds: Int64.random(in: -40...200, using: &generator) * day / 4)
            return start..<start.advanced(bySeconds: Int64.random(in: 1...60, using: &generator) * day / 4)
        }
        let texts = [
            SampleText.event("single"), SampleText.event("rare", extra: "RRULE:FREQ=MONTHLY;COUNT=4"),
            SampleText.event("weekly", start: "DTSTART:20260105T090000", extra: "RRULE:FREQ=WEEKLY;UNTIL=20260301T000000"),
            SampleText.event("point", start: "DTSTART:20260115T000000Z"),
            SampleText.event("none", start: "DTSTART:20260115T000000Z", extra: "EXDATE:20260115T000000Z"),
            SampleText.event("day", start: "DTSTART;VALUE=DATE:20260120", extra: "RDATE;VALUE=DATE:20260220"),
        ]
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(texts))
            let tokyo = try #require(TestService.zones.rules(for: "Asia/Tokyo"))
            let wrong = try await test.service.collect(.all, in: TestService.calendar, for: test.jdoe, into: [String]()) { wrong, view, _ in
                for (number, range) in ranges.enumerated() {
                    let floating = number % 5 == 4 ? tokyo : nil
                    let expansion = (floating.map { view.placed(floating: $0) } ?? view).expansion
                    let expected = !expansion.occurrences(overlapping: range).list.isEmpty
                    if view.takesPlace(in: range, floating: floating, work: WorkLimit()) != expected { wrong.append(view.record.uid) }
                }
                return true
            }
            #expect(wrong.isEmpty)
        }
    }

    @Test("A restore takes back what is remembered, also when the calendar then reaches the same revision another way")
    func restored() async throws {
        try await TestService.with { test in
            let backup = test.folder.appending(path: "backup.sqlite").path
            let store = test.folder.appending(path: "store.sqlite").path
            func event(_ uid: String) -> String { SampleText.calendar(SampleText.event(uid, uid)) }
            func names() async throws -> [String] {
                try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe).map(\.resourceName)
            }
            _ = try await test.put(event("a"), as: "a.ics")
            let before = try await test.info().calendar
            try await test.store.backup(to: backup)
            _ = try await test.put(event("lost"), as: "lost.ics")
            #expect(try await names() == ["a.ics", "lost.ics"])
            let lost = try await test.info().calendar
            func changes(_ calendar: Calendar) async throws -> [String] {
                try await test.service.changes(
                    in: TestService.calendar, since: test.service.syncToken(of: calendar), limit: nil, for: test.jdoe
                ).changes.map(\.resourceName)
            }
            #expect(try await changes(before) == ["lost.ics"])
            let token = test.service.syncToken(of: before)
            try SQLiteStore.restore(from: backup, to: store, clock: test.clock)
            _ = try await test.put(event("kept"), as: "kept.ics")
            #expect(try await test.info().calendar.revision == lost.revision)
            #expect(try await names() == ["a.ics", "kept.ics"])
            #expect(try await changes(before) == ["kept.ics"])
            let old = try await code {
                _ = try await test.service.changes(in: TestService.calendar, since: token, limit: nil, for: test.jdoe)
            }
            #expect(old == .syncTokenInvalid)
        }
    }
}
