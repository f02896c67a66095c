import CalendarService
import CalendarStore
import Testing

@Suite("One TZID, two definitions (architecture 4.7)")
struct ZoneMergingTests {
    private let berlin = "DTSTART;TZID=Mine:20260302T090000"

    @Test("Definitions that give the same offsets leave as one")
    func equalDefinitions() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(SampleText.zone("Mine"), SampleText.event("a", start: berlin)))
            try await test.publish(
                SampleText.calendar(SampleText.zone("Mine", extra: "X-LIC-LOCATION:Europe/Berlin"), SampleText.event("b", start: berlin)))
            let text = try await test.text()
            #expect(text.count(of: "BEGIN:VTIMEZONE") == 1)
            #expect(text.count(of: berlin) == 2)
        }
    }

    @Test("A definition that differs leaves under a name of its own, and comes back under the old one", arguments: [false, true])
    func differentDefinitions(quoted: Bool) async throws {
        try await TestService.with { test in
            let start = quoted ? "DTSTART;TZID=\"Mine\";X-A=1:20260302T090000" : berlin
            try await test.publish(SampleText.calendar(SampleText.zone("Mine"), SampleText.event("a", start: berlin)))
            try await test.publish(
                SampleText.calendar(SampleText.zone("Mine", winter: "-0500", summer: "-0400"), SampleText.event("b", start: start)))
            let text = try await test.text()
            #expect(text.count(of: "BEGIN:VTIMEZONE") == 2)
            #expect(text.count(of: "\r\nTZID:Mine\r\n") == 1)
            #expect(text.count(of: "\r\nTZID:Mine/calgate-") == 1)
            #expect(text.count(of: "Mine/calgate-") == 2)
            let report = try await test.publish(text, .replace)
            #expect((report.unchanged, report.changed, report.added, report.removed) == (2, 0, 0, 0))
            // A single object is never renamed.
            let view = try await test.service.object(named: "b.ics", in: TestService.calendar, for: test.jdoe)
            #expect(String(decoding: view.octets, as: UTF8.self).contains("calgate-") == false)
        }
    }

    @Test("Another wording of a zone is no change of the objects in it")
    func rewordedDefinition() async throws {
        try await TestService.with { test in
            let first = try await test.publish(SampleText.calendar(SampleText.zone("Mine"), SampleText.event("a", start: berlin)), .replace)
            let reworded = SampleText.calendar(
                SampleText.zone("Mine", extra: "LAST-MODIFIED:20250101T000000Z"), SampleText.event("a", start: berlin))
            let second = try await test.publish(reworded, .replace)
            #expect((second.unchanged, second.etag) == (1, first.etag))
            let shifted = SampleText.calendar(SampleText.zone("Mine", winter: "+0300"), SampleText.event("a", start: berlin))
            #expect(try await test.publish(shifted, .replace).changed == 1)
        }
    }

    @Test("Whole-calendar texts have a definition for each TZID of objects that CalDAV stored word for word")
    func verbatimObjects() async throws {
        try await TestService.with { test in
            let text = SampleText.calendar(SampleText.event("v", start: "DTSTART;TZID=Europe/Paris:20260302T090000"))
            #expect(try await test.put(text, as: "v.ics").isVerbatim)
            let withZone = SampleText.calendar(SampleText.zone("Mine"), SampleText.event("w", start: berlin))
            #expect(try await test.put(withZone, as: "w.ics").isVerbatim)
            let rendered = try await test.text()
            #expect(rendered.contains("TZID:Europe/Paris") && rendered.contains("TZID:Mine"))
            #expect(rendered.count(of: "BEGIN:VTIMEZONE") == 2)
            #expect(rendered.count(of: "BEGIN:VEVENT") == 2)
            #expect(rendered.count(of: "BEGIN:VCALENDAR") == 1)
        }
    }
}
