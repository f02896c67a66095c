import CalendarService
import CalendarStore
import ICalendar
import Testing

@Suite("Publishing a whole text")
struct PublishTests {
    @Test("An unchanged file writes nothing, whatever its DTSTAMPs, PRODID and METHOD say")
    func republishing() async throws {
        try await TestService.with { test in
            let first = try await test.publish(SampleText.calendar(SampleText.event("a"), SampleText.event("b")), .replace)
            #expect(first.added == 2)
            let before = try await test.text()
            test.clock.advance(seconds: 60)
            let again = SampleText.calendar(
                "METHOD:PUBLISH", SampleText.event("b", stamp: "20260202T000000Z"), SampleText.event("a", stamp: "20260202T000000Z"))
            let second = try await test.publish(again, .replace)
            #expect((second.unchanged, second.changed, second.added, second.removed) == (2, 0, 0, 0))
            #expect(second.etag == first.etag)
            #expect(second.lastModified == first.lastModified)
            #expect(try await test.text() == before)
        }
    }

    @Test("What is missing is supplied, and does not make the next publish a change")
    func repairs() async throws {
        try await TestService.with { test in
            let text =
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20260302T090000\nSUMMARY:x\nEND:VEVENT\nBEGIN:VEVENT\n"
                + "DTSTART;TZID=Europe/Berlin:20260302T090000\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n"
            let first = try await test.publish(text, .replace)
            #expect(first.added == 2)
            let rendered = try await test.text()
            #expect(rendered.count(of: "\r\nUID:") == 2)
            #expect(rendered.count(of: "\r\nDTSTAMP:") == 2)
            #expect(rendered.count(of: "BEGIN:VTIMEZONE") == 1)
            test.clock.advance(seconds: 3600)
            let second = try await test.publish(text, .replace)
            #expect((second.unchanged, second.added, second.removed, second.etag) == (2, 0, 0, first.etag))
            // What a GET gave comes back as no change either.
            let third = try await test.publish(rendered, .replace)
            #expect((third.unchanged, third.changed, third.added, third.removed) == (2, 0, 0, 0))
        }
    }

    @Test("Replace writes the difference only")
    func difference() async throws {
        try await TestService.with { test in
            let events = (0..<5).map { SampleText.event("e\($0)") }
            try await test.publish(SampleText.calendar(events), .replace)
            let records = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe)
            let changed = SampleText.calendar(events[0], events[1], SampleText.event("e2", "Other"), events[3], SampleText.event("new"))
            let report = try await test.publish(changed, .replace)
            #expect((report.unchanged, report.changed, report.added, report.removed) == (3, 1, 1, 1))
            let after = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe)
            #expect(after.map(\.uid) == ["e0", "e1", "e2", "e3", "new"])
            #expect(after.filter { records.contains($0) }.map(\.uid) == ["e0", "e1", "e3"])
        }
    }

    @Test("One bad element refuses all, and every bad one is named", arguments: [Publish.Mode.add, .replace])
    func allOrNothing(mode: Publish.Mode) async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(SampleText.event("old")))
            let before = try await test.text()
            let text = SampleText.calendar(
                SampleText.event("good"), SampleText.event("bad1", start: "DTSTART:20260230T000000Z"),
                SampleText.event("bad2", extra: "RRULE:FREQ=SOMETIMES"))
            do {
                try await test.publish(text, mode)
                Issue.record("the text was taken")
            } catch let error as CalendarError {
                #expect(error.code == .invalidData)
                #expect(Set(error.findings.compactMap(\.uid)) == ["bad1", "bad2"])
            }
            #expect(try await test.text() == before)
            let report = try await test.publish(text, mode) { $0.isPartial = true }
            #expect(report.added == 1)
            #expect(Set(report.findings.compactMap(\.uid)).isSuperset(of: ["bad1", "bad2"]))
        }
    }

    @Test(
        "A text without an end, or without any iCalendar, never empties a calendar",
        arguments: ["", "<html></html>", "BEGIN:VCALENDAR\r\n"])
    func brokenText(text: String) async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(SampleText.event("old")))
            let refusal = try await code { try await test.publish(text, .replace) { $0.isPartial = true } }
            #expect(refusal == .notICalendar || refusal == .invalidData)
            #expect(try await test.text().contains("UID:old"))
            // An empty VCALENDAR is valid.
            #expect(try await test.publish(SampleText.calendar(), .replace).removed == 1)
        }
    }

    @Test("A dry run says what would happen and does nothing")
    func dryRun() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(SampleText.event("a")))
            let before = try await test.info().calendar
            let report = try await test.publish(SampleText.calendar(SampleText.event("b")), .replace) { $0.isDryRun = true }
            #expect((report.added, report.removed) == (1, 1))
            #expect(try await test.info().calendar == before)
        }
    }

    @Test("A condition is checked against the state that the writer sees")
    func condition() async throws {
        struct Stale: Error {}
        try await TestService.with { test in
            let first = try await test.publish(SampleText.calendar(SampleText.event("a")))
            let state = try await test.service.contentState(of: TestService.calendar, endpoint: .calendarData, for: test.jdoe).0
            #expect(state.etag == first.etag)
            try await test.publish(SampleText.calendar(SampleText.event("b"))) {
                $0.condition = { if $0.etag != first.etag { throw Stale() } }
            }
            await #expect(throws: Stale.self) {
                try await test.publish(SampleText.calendar(SampleText.event("c"))) {
                    $0.condition = { if $0.etag != first.etag { throw Stale() } }
                }
            }
            #expect(try await test.text().contains("UID:c\r\n") == false)
        }
    }

    @Test("One's own unknown calendar is made, somebody else's is not")
    func creation() async throws {
        try await TestService.with { test in
            let work = CalendarReference.path(owner: nil, name: "Work")
            let report = try await test.publish(SampleText.calendar(SampleText.event("a")), to: work) { $0.createsCalendar = true }
            #expect(report.createdCalendar)
            #expect(report.calendar.calendar.calidTail == "Work")
            let foreign = CalendarReference.path(owner: "susan", name: "Work")
            #expect(
                try await code { try await test.publish(SampleText.calendar(), to: foreign) { $0.createsCalendar = true } }
                    == .calendarNotFound)
            let inside = CalendarReference.path(owner: nil, name: "Work/Project")
            #expect(
                try await code { try await test.publish(SampleText.calendar(), to: inside) { $0.createsCalendar = true } } == .nameConflict)
        }
    }

    @Test("Calendar-level properties come back, METHOD does not")
    func calendarLines() async throws {
        try await TestService.with { test in
            try await test.publish(
                SampleText.calendar("METHOD:PUBLISH", "X-WR-CALNAME;VALUE=TEXT:Holidays", "X-UNKNOWN:1", SampleText.event("a")), .replace)
            let text = try await test.text()
            #expect(text.contains("\r\nX-WR-CALNAME;VALUE=TEXT:Holidays\r\n"))
            #expect(text.contains("\r\nX-UNKNOWN:1\r\n"))
            #expect(!text.contains("METHOD"))
        }
    }

    // MARK: Same UID again (architecture 4.5)

    @Test("A master replaces the series, overrides alone take their places in it")
    func overridesAlone() async throws {
        try await TestService.with { test in
            let master = SampleText.event("s", start: "DTSTART:20260302T090000Z", extra: "RRULE:FREQ=DAILY;COUNT=5")
            let first = SampleText.event("s", "Moved", start: "DTSTART:20260303T120000Z", extra: "RECURRENCE-ID:20260303T090000Z")
            let second = SampleText.event("s", "Again", start: "DTSTART:20260303T130000Z", extra: "RECURRENCE-ID:20260303T090000Z")
            try await test.publish(SampleText.calendar(master))
            try await test.publish(SampleText.calendar(first))
            #expect(try await test.text().count(of: "BEGIN:VEVENT") == 2)
            let changed = try await test.publish(SampleText.calendar(second))
            #expect(changed.changed == 1)
            let text = try await test.text()
            #expect(text.count(of: "BEGIN:VEVENT") == 2)
            #expect(text.contains("SUMMARY:Again") && !text.contains("SUMMARY:Moved"))
            #expect(try await test.publish(SampleText.calendar(second)).unchanged == 1)
            try await test.publish(SampleText.calendar(master))
            #expect(try await test.text().count(of: "BEGIN:VEVENT") == 1)
        }
    }

    @Test("Of one UID twice in a text the higher SEQUENCE stays, and one UID as two kinds is refused")
    func repeatedUID() async throws {
        try await TestService.with { test in
            let text = SampleText.calendar(
                SampleText.event("a", "New", extra: "SEQUENCE:3"), SampleText.event("a", "Old", extra: "SEQUENCE:1"))
            let report = try await test.publish(text)
            #expect(report.added == 1)
            #expect(report.findings.contains { $0.uid == "a" })
            #expect(try await test.text().contains("SUMMARY:New"))
            let toDo = "BEGIN:VTODO\nUID:a\nDTSTAMP:20260101T000000Z\nEND:VTODO"
            #expect(try await code { try await test.publish(SampleText.calendar(SampleText.event("a"), toDo)) } == .invalidData)
        }
    }

    @Test("A calendar that takes events only refuses to-dos")
    func kinds() async throws {
        try await TestService.with { test in
            _ = try await test.service.updateCalendar(TestService.calendar, for: test.jdoe) { calendar, _ in calendar.kinds = .events }
            let toDo = "BEGIN:VTODO\nUID:t\nDTSTAMP:20260101T000000Z\nEND:VTODO"
            let refusal = try await code { try await test.publish(SampleText.calendar(SampleText.event("a"), toDo)) }
            #expect(refusal == .unsupportedComponent)
            #expect(try await test.info().calendar.revision == .zero)
        }
    }
}
