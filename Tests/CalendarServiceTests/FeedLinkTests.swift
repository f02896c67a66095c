import CalendarService
import CalendarStore
import SQLStore
import Testing

/// Who makes links to calendars, and what is recorded of their use.
@Suite struct FeedLinkTests {
    private static func make(
        _ test: TestService, comment: String = "", for caller: Caller? = nil
    ) async throws -> (link: FeedLink, secret: String) {
        let made = try await test.service.makeFeedLink(
            to: TestService.calendar, view: .full, comment: comment, for: caller ?? test.jdoe)
        return (made.link, made.secret)
    }

    @Test func secretsAreLongDifferentAndStoredAsHashesOnly() async throws {
        try await TestService.with { test in
            let (first, second) = (try await Self.make(test), try await Self.make(test))
            #expect(first.secret != second.secret && first.secret.utf8.count == 26)
            #expect(first.secret.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) })
            #expect(try await test.service.openFeedLink(secret: first.secret)?.link.id == first.link.id)
            #expect(try await test.service.openFeedLink(secret: second.secret)?.link.id == second.link.id)
            // The stored hash opens nothing.
            let hash = first.link.secretHash.octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            for secret in [hash, "", first.secret.uppercased(), first.secret + " ", String(first.secret.dropLast())] {
                #expect(try await test.service.openFeedLink(secret: secret) == nil)
            }
        }
    }

    @Test func onlyOwnersDealWithLinks() async throws {
        try await TestService.with { test in
            let made = try await Self.make(test, comment: "  for the team ")
            #expect(made.link.comment == "for the team")
            let nobody = Caller(account: nil, domain: test.jdoe.domain)
            for list in ["@@o^a^rwd^g", "@^a^rwdz^g;@^c^r^g"] {
                try await test.share(list)
                for caller in [test.susan, nobody] {
                    #expect(try await code { _ = try await Self.make(test, for: caller) } != nil)
                    #expect(try await code { _ = try await test.service.feedLinks(of: TestService.calendar, for: caller) } != nil)
                    #expect(try await code { _ = try await test.service.revokeFeedLink(made.link.id, for: caller) } == .objectNotFound)
                }
            }
            #expect(try await test.service.feedLinks(ofOwner: "jdoe", for: test.susan).isEmpty)
            #expect(try await test.service.feedLinks(ofOwner: nil, for: test.jdoe).flatMap(\.links).map(\.id) == [made.link.id])
            _ = try await test.service.updateCalendar(TestService.calendar, for: test.jdoe) { calendar, _ in
                calendar.properties.coOwners = ["susan"]
            }
            #expect(try await test.service.feedLinks(of: TestService.calendar, for: test.susan).links.map(\.id) == [made.link.id])
            #expect(try await test.service.revokeFeedLink(made.link.id, for: test.susan).link.id == made.link.id)
            #expect(try await test.service.openFeedLink(secret: made.secret) == nil)
            #expect(try await code { _ = try await test.service.revokeFeedLink(made.link.id, for: test.jdoe) } == .objectNotFound)
        }
    }

    @Test func commentsAndNumbersAreBounded() async throws {
        try await TestService.with { test in
            for comment in ["two\nlines", "a\ttab", String(repeating: "x", count: 201)] {
                #expect(try await code { _ = try await Self.make(test, comment: comment) } == .invalidArgument)
            }
            for _ in 0..<100 { _ = try await Self.make(test, comment: String(repeating: "ü", count: 200)) }
            #expect(try await code { _ = try await Self.make(test) } == .invalidArgument)
            let links = try await test.service.feedLinks(of: TestService.calendar, for: test.jdoe).links
            #expect(links.count == 100)
            _ = try await test.service.revokeFeedLink(links[0].id, for: test.jdoe)
            #expect(try await Self.make(test).link.id > links[99].id, "a number is never given twice")
        }
    }

    @Test func useIsRecordedAtMostOnceAnHour() async throws {
        try await TestService.with { test in
            let made = try await Self.make(test)
            func recorded() async throws -> Timestamp? { try await test.store.read { try $0.feedLink(made.link.id)?.lastUsed } }
            #expect(try await recorded() == nil)
            let first = test.clock.now()
            _ = try await test.service.openFeedLink(secret: made.secret)
            #expect(try await recorded() == first)
            test.clock.advance(seconds: 3599)
            _ = try await test.service.openFeedLink(secret: made.secret)
            #expect(try await recorded() == first)
            // Another change of the directory: the link is read again, its use is not written again.
            _ = try await Self.make(test)
            _ = try await test.service.openFeedLink(secret: made.secret)
            #expect(try await recorded() == first)
            test.clock.advance(seconds: 1)
            _ = try await test.service.openFeedLink(secret: made.secret)
            #expect(try await recorded() == test.clock.now())
        }
    }

    @Test func maintenanceKeepsLinksReadableAndRecordsTheirUse() async throws {
        try await TestService.with { test in
            let made = try await Self.make(test)
            var settings = ServiceSettings()
            settings.isReadOnly = true
            let service = test.service.reconfigured(settings)
            #expect(try await service.openFeedLink(secret: made.secret) != nil)
            #expect(try await test.store.read { try $0.feedLink(made.link.id)?.lastUsed } != nil)
            #expect(
                try await code {
                    _ = try await service.makeFeedLink(to: TestService.calendar, view: .busy, comment: "", for: test.jdoe)
                } == .readOnly)
            #expect(try await code { _ = try await service.revokeFeedLink(made.link.id, for: test.jdoe) } == .readOnly)
        }
    }
}
