import Foundation
import GatewayTesting
import Testing

/// The worked exchanges of `spec/wcap.md` section 12, by their numbers.
struct WorkedExchangeTests {
    private func run(_ body: @escaping @Sendable (WCAPWire, String) async throws -> Void) async throws {
        try await RunningGateway.run { gateway in
            let wire = WCAPWire(gateway)
            let login = try await wire.get("login.wcap?user=jdoe&password=\(RunningGateway.password)&fmt-out=text/calendar")
            try await body(wire, try #require(login.line("X-NSCP-WCAP-SESSION-ID")))
        }
    }

    private func starts(_ wire: WCAPWire, _ id: String, _ range: String = "") async throws -> [String] {
        try await wire.get("fetchcomponents_by_range.wcap?id=\(id)&calid=jdoe\(range)&fmt-out=text/calendar").lines("DTSTART")
    }

    private static let store = "&dtstart=19990301T112233Z&dtend=19990301T122233Z&fmt-out=text/calendar"

    @Test("1. A series is made and fetched both ways")
    func series() async throws {
        try await run { wire, id in
            let stored = try await wire.get(
                "storeevents.wcap?id=\(id)&calid=jdoe&uid=333&rrules=\"count%3D10%3Bfreq%3Ddaily\"&summary=uuuu\(Self.store)")
            #expect(stored.lines("UID", are: "333"))
            #expect(stored.says("X-NSCP-WCAP-ERRNO", "0"))
            let range = "&dtstart=19990301T000000Z&dtend=19990303T235959Z"
            let fetched = try await wire.get("fetchcomponents_by_range.wcap?id=\(id)&calid=jdoe\(range)&fmt-out=text/calendar")
            #expect(fetched.lines("RECURRENCE-ID", are: "19990301T112233Z", "19990302T112233Z", "19990303T112233Z"))
            let whole = try await wire.get("fetchcomponents_by_range.wcap?id=\(id)&calid=jdoe\(range)&recurring=1&fmt-out=text/calendar")
            #expect(whole.lines("RRULE", are: "FREQ=DAILY;COUNT=10"))
            #expect(whole.lines("UID", are: "333"))
        }
    }

    @Test("2. and 3. Several rules are a union, several exclusions too")
    func rules() async throws {
        try await run { wire, id in
            let two = "\"count%3D10%3Bfreq%3Ddaily\";\"freq%3Dweekly%3Bcount%3D4\""
            _ = try await wire.get("storeevents.wcap?id=\(id)&calid=jdoe&uid=two&rrules=\(two)\(Self.store)")
            // Ten days; of the four weeks two fall on them.
            let union = try await starts(wire, id)
            #expect(union.count == 12)
            #expect(union.last == "19990322T112233Z")
            _ = try await wire.get("deletecomponents_by_range.wcap?id=\(id)&calid=jdoe&fmt-out=text/calendar")
            _ = try await wire.get(
                "storeevents.wcap?id=\(id)&calid=jdoe&uid=less&rrules=\"count%3D100%3Bfreq%3Ddaily\"&exrules=\(two)\(Self.store)")
            let rest = try await starts(wire, id, "&dtstart=19990301T000000Z&dtend=19990430T000000Z")
            #expect(rest.first == "19990311T112233Z")
            #expect(!rest.contains("19990315T112233Z"))
            #expect(!rest.contains("19990322T112233Z"))
            #expect(rest.contains("19990329T112233Z"))
        }
    }

    @Test("4. Dates without rules")
    func dates() async throws {
        try await run { wire, id in
            _ = try await wire.get(
                "storeevents.wcap?id=\(id)&calid=jdoe&uid=d&tzid=UTC&rdates=19990331T112233;19990531T112233\(Self.store)")
            #expect(try await starts(wire, id) == ["19990301T112233Z", "19990331T112233Z", "19990531T112233Z"])
        }
    }

    @Test("5. This and future: titles change, the number of instances stays")
    func thisAndFuture() async throws {
        try await run { wire, id in
            _ = try await wire.get(
                "storeevents.wcap?id=\(id)&calid=jdoe&uid=abcxyz&dtstart=19990118T112233Z&rrules=\"freq%3Dweekly%3Bcount%3D4\"&summary=old&fmt-out=text/calendar"
            )
            _ = try await wire.get(
                "storeevents.wcap?id=\(id)&calid=jdoe&uid=abcxyz&dtstart=19990201T112233Z&rrules=\"byday%3Dfr%3Bfreq%3Dweekly\"&summary=changed-event&rid=19990201T112233Z&mod=2&rchange=0&fmt-out=text/calendar"
            )
            let fetched = try await wire.get("fetchcomponents_by_range.wcap?id=\(id)&calid=jdoe&fmt-out=text/calendar")
            #expect(fetched.lines("SUMMARY", are: "old", "old", "changed-event", "changed-event"))
        }
    }

    @Test("6. and 7. Two are deleted with two numbers, one number and zeros; semicolons inside ids in both spellings")
    func deletions() async throws {
        try await run { wire, id in
            for mod in ["1;1", "1", "0;0"] {
                for uid in ["uid-EVENT1", "uid-EVENT2"] {
                    _ = try await wire.get("storeevents.wcap?id=\(id)&calid=jdoe&uid=\(uid)\(Self.store)")
                }
                let deleted = try await wire.get(
                    "deleteevents_by_id.wcap?id=\(id)&uid=uid-EVENT1;uid-EVENT2&rid=0;0&mod=\(mod)&fmt-out=text/calendar")
                #expect(deleted.lines("REQUEST-STATUS") == Array(repeating: "2.0;Success.  Delete successful.", count: 2))
                #expect(deleted.says("X-NSCP-WCAP-ERRNO", "0"))
            }
            for list in ["abc;def;gh=3bi;jkl", "abc;def;gh%3bi;jkl"] {
                let missing = try await wire.get("verifyevents_by_ids.wcap?id=\(id)&uid=\(list)&rid=0;0;0;0&fmt-out=text/calendar")
                #expect(missing.lines("UID").map { $0.replacingOccurrences(of: "\\;", with: ";") } == ["abc", "def", "gh;i", "jkl"])
            }
        }
    }

    @Test("8. Without a session: 1 for a private calendar, data for a public one")
    func publicCalendars() async throws {
        try await run { wire, id in
            _ = try await wire.get("storeevents.wcap?id=\(id)&calid=jdoe&uid=p&summary=open\(Self.store)")
            let fetch = "fetchcomponents_by_range.wcap?calid=jdoe&fmt-out=text/calendar"
            #expect(try await wire.get(fetch).says("X-NSCP-WCAP-ERRNO", "1"))
            _ = try await wire.get("set_calprops.wcap?id=\(id)&calid=jdoe&acl=@^a^r^g;@@o^a^r^g&fmt-out=text/calendar")
            let open = try await wire.get(fetch)
            #expect(open.says("X-NSCP-WCAP-ERRNO", "0"))
            #expect(open.says("SUMMARY", "open"))
        }
    }

    @Test("9. Of two calendars one is forbidden, and a script page says which")
    func forbidden() async throws {
        try await run { wire, id in
            let page = try await wire.get("deletecomponents_by_range.wcap?id=\(id)&calid=susan;jdoe&dtstart=0&dtend=0&fmt-out=text/js")
            #expect(page.contains("errno[0] = 21; delete_layer_errno[0] = 1;"))
            #expect(page.contains("errno[1] = 0; delete_layer_errno[1] = 0;"))
        }
    }

    @Test("10. to 12. Logout, a format there is not, a rule without end")
    func others() async throws {
        try await run { wire, id in
            _ = try await wire.get("storeevents.wcap?id=\(id)&calid=jdoe&uid=long&rrules=\"freq%3Ddaily\"\(Self.store)")
            #expect(try await starts(wire, id).count == 60)
            let odd = try await wire.get("ping.wcap?fmt-out=text/foo")
            #expect(odd.says("X-NSCP-WCAP-ERRNO", "58"))
            #expect(!odd.contains("foo"))
            #expect(try await wire.get("logout.wcap?id=\(id)&fmt-out=text/xml").elements("X-NSCP-WCAP-ERRNO", are: "-1"))
            #expect(try await wire.get("ping.wcap?id=\(id)&fmt-out=text/calendar").says("X-NSCP-WCAP-ERRNO", "1"))
        }
    }
}
