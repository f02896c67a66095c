import CalendarService
import CalendarStore
import Testing

@Suite("Who sees less, changes less (architecture 4.6)")
struct ProtectionTests {
    private let secret = SampleText.event("secret", "Doctor", extra: "CLASS:PRIVATE", "LOCATION:Clinic")

    @Test("Private items show as busy time to others, with an ETag of their own")
    func stripped() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(secret, SampleText.event("open")))
            try await test.share("susan^c^r^g")
            let text = try await test.text(as: test.susan)
            #expect(!text.contains("Doctor") && !text.contains("Clinic"))
            #expect(text.contains("UID:secret") && text.contains("DTSTART:20260302T090000Z") && text.contains("SUMMARY:Meeting"))
            #expect(try await test.text().contains("SUMMARY:Doctor"))
            let whole = try await test.service.objectRecords(in: TestService.calendar, for: test.jdoe)
            let seen = try await test.service.objectRecords(in: TestService.calendar, for: test.susan)
            #expect(whole[0].etag != seen[0].etag)
            #expect(whole[1].etag == seen[1].etag)
        }
    }

    @Test("A publish by somebody who saw them stripped neither changes nor removes them")
    func publishing() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(secret, SampleText.event("open")))
            try await test.share("susan^c^rwd^g")
            let seen = try await test.text(as: test.susan)
            let report = try await test.publish(seen, .replace, by: test.susan)
            #expect((report.protected, report.changed, report.removed) == (["secret"], 0, 0))
            let emptied = try await test.publish(SampleText.calendar(), .replace, by: test.susan)
            #expect((emptied.protected, emptied.removed) == (["secret"], 1))
            #expect(try await test.text().contains("SUMMARY:Doctor"))
            let deleted = try await test.service.removeAllObjects(in: TestService.calendar, for: test.susan)
            #expect((deleted.protected, deleted.removed) == (["secret"], 0))
        }
    }

    @Test("CalDAV's methods refuse them")
    func objects() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(secret))
            try await test.share("susan^c^rwd^g")
            let (service, susan) = (test.service, test.susan)
            #expect(try await code { _ = try await test.put(SampleText.calendar(secret), as: "secret.ics", by: susan) } == .ownerOnly)
            #expect(
                try await code { try await service.removeObject(named: "secret.ics", in: TestService.calendar, for: susan) } == .ownerOnly)
            let moving = try await code {
                _ = try await service.transferObject(
                    named: "secret.ics", in: TestService.calendar, to: "x.ics", in: .path(owner: nil, name: ""), moving: true,
                    overwriting: true, for: susan)
            }
            #expect(moving == .ownerOnly)
        }
    }

    @Test("Insert without Select adds and does not overwrite; Delete alone empties")
    func singleRights() async throws {
        try await TestService.with { test in
            try await test.publish(SampleText.calendar(SampleText.event("a", "Mine")))
            try await test.share("susan^c^w^g")
            let report = try await test.publish(SampleText.calendar(SampleText.event("a", "Hers"), SampleText.event("b")), by: test.susan)
            #expect((report.added, report.protected) == (1, ["a"]))
            #expect(try await code { _ = try await test.text(as: test.susan) } == .forbidden)
            #expect(try await code { try await test.publish(SampleText.calendar(), .replace, by: test.susan) } == .forbidden)
            try await test.share("susan^c^d^g")
            #expect(try await code { try await test.publish(SampleText.calendar(SampleText.event("c")), by: test.susan) } == .forbidden)
            #expect(try await test.service.removeAllObjects(in: TestService.calendar, for: test.susan).removed == 2)
        }
    }

    @Test("Without any of read, write and delete a calendar is not there")
    func unknown() async throws {
        try await TestService.with { test in
            let hidden = try await code { _ = try await test.text(as: test.susan) }
            let missing = try await code { _ = try await test.text(as: test.susan, of: .path(owner: "jdoe", name: "none")) }
            let calid = try await code { _ = try await test.text(as: test.susan, of: .calid("jdoe")) }
            #expect((hidden, missing, calid) == (.calendarNotFound, .calendarNotFound, .forbidden))
        }
    }
}
