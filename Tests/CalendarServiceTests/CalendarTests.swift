import CalendarService
import CalendarStore
import ICalendar
import Testing

@Suite("Names of calendars")
struct CalendarTests {
    @Test("Every way to name a calendar finds the same one")
    func references() async throws {
        try await TestService.with { test in
            let info = try await test.info()
            let references: [CalendarReference] = [
                .path(owner: nil, name: ""), .path(owner: nil, name: "Calendar"), .path(owner: "me", name: ""),
                .path(owner: "JDOE", name: ""),
                .path(owner: "jdoe@example.com", name: "Calendar"), .calid(""), .calid("jdoe"), .calid("JDoe"), .calid("jdoe:Calendar"),
                .calid("jdoe:calendar"), .calid("jdoe@example.com"), .calid("mailto:jdoe@example.com"), .publicID(info.calendar.publicID),
                .publicID(info.calendar.publicID.uppercased()), .id(info.calendar.id),
            ]
            for reference in references {
                #expect(try await test.service.calendar(reference, for: test.jdoe).calendar.id == info.calendar.id, "\(reference)")
            }
        }
    }

    @Test("Nonsense is no calendar id, and a decomposed name is the composed one")
    func otherReferences() async throws {
        try await TestService.with { test in
            let bad = try await code { _ = try await test.service.calendar(.calid("bad calid!"), for: test.jdoe) }
            let unknown = try await code { _ = try await test.service.calendar(.calid("nobody:x"), for: test.jdoe) }
            #expect((bad, unknown) == (.invalidCalendarName, .calendarNotFound))
            let made = try await test.service.createCalendar(CalendarCreation(name: "Cafe\u{301}"), for: test.jdoe)
            #expect(made.calendar.name.unicodeScalars.count == 4)
            #expect(made.calendar.calidTail.wholeMatch(of: /c[0-9a-f]{10}/) != nil)
            let found = try await test.service.calendar(.path(owner: nil, name: "Caf\u{E9}"), for: test.jdoe)
            #expect(found.calendar.id == made.calendar.id)
        }
    }

    @Test(
        "Names that no calendar can have",
        arguments: [
            "", "~x", "principals", "principals/x", "a/../b", ".", "a//b", "/a", "a/", "a\u{7}b", String(repeating: "x", count: 256),
        ])
    func invalidNames(name: String) async throws {
        try await TestService.with { test in
            let refusal = try await code { _ = try await test.service.createCalendar(CalendarCreation(name: name), for: test.jdoe) }
            #expect(refusal == .invalidCalendarName)
        }
    }

    @Test("In a path the longest existing calendar wins")
    func paths() async throws {
        try await TestService.with { test in
            let service = test.service
            let project = try await service.createCalendar(CalendarCreation(name: "Work/Project A"), for: test.jdoe).calendar.id
            func resolve(_ segments: String...) async throws -> [String]? {
                guard let found = try await service.calendar(atPath: segments, ofOwner: "jdoe", for: test.susan) else { return nil }
                return [found.calendar.calendar.id == project ? "project" : "default"] + found.rest
            }
            #expect(try await resolve("Work", "Project A", "x.ics") == ["project", "x.ics"])
            #expect(try await resolve("Work", "Project A.ICS") == ["project"])
            #expect(try await resolve("Work", "x.ics") == nil)
            #expect(try await resolve("Calendar.ics", "x.ics") == ["default", "x.ics"])
            #expect(try await resolve() == ["default"])
            // A new calendar is found at once.
            _ = try await service.createCalendar(CalendarCreation(name: "New"), for: test.jdoe)
            #expect(try await resolve("New", "x") == ["default", "x"])
        }
    }

    @Test("Two calendars whose names differ in case have different calids")
    func tails() async throws {
        try await TestService.with { test in
            let first = try await test.service.createCalendar(CalendarCreation(name: "Work"), for: test.jdoe).calendar
            let second = try await test.service.createCalendar(CalendarCreation(name: "work"), for: test.jdoe).calendar
            #expect(first.calidTail == "Work")
            #expect(second.calidTail != "work" && second.calidTail.hasPrefix("c"))
        }
    }

    @Test("Who may change what of a calendar")
    func updates() async throws {
        try await TestService.with { test in
            try await test.share("susan^p^w^g;susan^c^r^g")
            let service = test.service
            let named = try await service.updateCalendar(TestService.calendar, for: test.susan) { calendar, _ in
                calendar.displayName = "Shared"
            }
            #expect(named.calendar.displayName == "Shared")
            let access = try await code {
                _ = try await service.updateCalendar(TestService.calendar, for: test.susan) { calendar, _ in
                    calendar.accessList = AccessList([])
                }
            }
            let name = try await code {
                _ = try await service.updateCalendar(TestService.calendar, for: test.susan) { calendar, _ in calendar.name = "Hers" }
            }
            let removal = try await code { _ = try await service.removeCalendar(TestService.calendar, for: test.susan) }
            let own = try await code { _ = try await service.removeCalendar(TestService.calendar, for: test.jdoe) }
            #expect((access, name, removal, own) == (.forbidden, .forbidden, .forbidden, .isDefaultCalendar))
        }
    }

    @Test("Sessions slide, end after their time-out, and are stored hashed")
    func sessions() async throws {
        try await TestService.with { test in
            let account = try #require(test.jdoe.account)
            let id = try await test.service.openSession(for: account, actingAdministrator: nil, address: "127.0.0.1")
            #expect(id.wholeMatch(of: /[a-z0-9]{26}/) != nil)
            for _ in 0..<3 {
                test.clock.advance(seconds: 1700)
                #expect(try await test.service.session(id: id, extending: true)?.account.id == account.id)
            }
            test.clock.advance(seconds: 1000)
            #expect(try await test.service.session(id: id, extending: false) != nil)
            test.clock.advance(seconds: 900)
            #expect(try await test.service.session(id: id, extending: true) == nil)
            #expect(try await test.service.session(id: "unknown", extending: true) == nil)
            let other = try await test.service.openSession(for: account, actingAdministrator: nil, address: "")
            try await test.service.closeSession(id: other)
            #expect(try await test.service.session(id: other, extending: true) == nil)
        }
    }

    @Test("Free/busy counts private time and leaves out transparent, cancelled and declined items")
    func freeBusy() async throws {
        try await TestService.with { test in
            let declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:jdoe@example.com"
            try await test.publish(
                SampleText.calendar(
                    SampleText.event("a", extra: "CLASS:PRIVATE"), SampleText.event("b", start: "DTSTART:20260302T093000Z"),
                    SampleText.event("c", start: "DTSTART:20260303T090000Z", extra: "TRANSP:TRANSPARENT"),
                    SampleText.event("d", start: "DTSTART:20260304T090000Z", extra: "STATUS:CANCELLED"),
                    SampleText.event("e", start: "DTSTART:20260305T090000Z", extra: declined),
                    SampleText.event("f", start: "DTSTART:20260306T090000Z", extra: "STATUS:TENTATIVE")))
            try await test.share("susan^c^f^g")
            let march = Instant(utc: "20260301T000000Z")..<Instant(utc: "20260401T000000Z")
            let periods = try await test.service.freeBusy(of: TestService.calendar, in: march, for: test.susan).1
            #expect(
                periods == [
                    BusyPeriod(start: Instant(utc: "20260302T090000Z"), end: Instant(utc: "20260302T103000Z"), kind: .busy),
                    BusyPeriod(start: Instant(utc: "20260306T090000Z"), end: Instant(utc: "20260306T100000Z"), kind: .tentative),
                ])
        }
    }
}
