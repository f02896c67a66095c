import CalendarStore
import ICalendar
import SQLStore
import Testing

@testable import CalendarService

@Suite("What the spans of one publish may cost")
struct SpanBudgetTests {
    @Test("Series behind the budget are found in every range, and the check takes them for right")
    func unboundedSpans() async throws {
        let object = Parser().parse(
            Array(
                SampleText.calendar(
                    SampleText.event("a", extra: "RRULE:FREQ=DAILY;COUNT=3", "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT5M\nEND:VALARM")
                ).utf8)
        ).calendars.flatMap(\.components).first.map { CalendarObject(uid: "a", kind: .vevent, components: [$0], timeZones: []) }
        let series = try #require(object)
        var builder = ObjectBuilder(registry: TestService.zones, budget: SpanBudget(milliseconds: 0))
        let prepared = builder.prepare(series)
        #expect(prepared.content.span == .unbounded(series))
        #expect(prepared.content.span.firstAlarm == .distantPast)
        var single = series
        single.components[0].remove(.rrule)
        #expect(builder.prepare(single).content.span.first?.seconds == 1_772_442_000)
        try await TestService.with { test in
            let calendar = try await test.info().calendar
            try await test.store.write { _ = try prepared.insert(resourceName: nil, in: calendar.id, author: "", $0) }
            #expect(try await test.service.check() == [])
            let ranges: [(Range<Instant>, Int)] = [
                (Instant(seconds: 1_772_400_000)..<Instant(seconds: 1_772_500_000), 1), (Instant(seconds: 0)..<Instant(seconds: 1000), 1),
            ]
            for (range, hits) in ranges {
                let found = try await test.service.collect(
                    .overlapping(range, includingUndated: false), in: TestService.calendar, for: test.jdoe, into: 0
                ) { count, _, _ in
                    count += 1
                    return true
                }
                #expect(found == hits)
            }
        }
    }

    @Test("Thousands of rules that match nowhere are stored in bounded time")
    func hostileRules() async throws {
        try await TestService.with { test in
            let events = (0..<3000).map {
                SampleText.event("e\($0)", extra: "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;INTERVAL=\($0 % 7 + 1)")
            }
            let report = try await test.publish(SampleText.calendar(events), .replace)
            #expect(report.added == 3000)
            let records = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe)
            #expect(records.allSatisfy { $0.span.isRecurring })
        }
    }
}
