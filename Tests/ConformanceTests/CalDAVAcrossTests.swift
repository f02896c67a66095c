import CalendarStore
import Calgate
import Foundation
import GatewayHTTP
import GatewayTesting
import Testing

/// CalDAV beside the other protocols, behind a proxy, and over a restart.
struct CalDAVAcrossTests {
    private let calendar = "/CalDAV/~jdoe/Calendar/"

    private func sync(_ client: HTTPClient, token: String) async throws -> HTTPAnswer {
        try await client.send(
            "REPORT", calendar, headers: [("Depth", "0"), ("Content-Type", "application/xml")],
            text: """
                <sync-collection xmlns="DAV:"><sync-token>\(token)</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>
                """)
    }

    private func token(in answer: HTTPAnswer) throws -> String {
        let parts = answer.text.components(separatedBy: "sync-token>")
        return String(try #require(parts.count > 1 ? parts[1] : nil).prefix { $0 != "<" })
    }

    @Test("A sync token outlives a restart, and tells what WCAP and CalendarData did meanwhile")
    func tokenOutlivesRestart() async throws {
        try await RunningGateway.run { gateway async throws in
            _ = try await gateway.client("jdoe").put("/CalendarData/", text: Samples.calendar(Samples.event("before")))
            let folder = NSTemporaryDirectory() + "calgate-test-restart-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try await gateway.withStore { open, _ in
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try await open.store.backup(to: folder + "/calgate.sqlite")
            }
            let configuration = RunningGateway.quietConfiguration(folder)
            let kept = Kept()
            try await RunningGateway.run(configuration) { first async throws in
                let answer = try await sync(first.client("jdoe"), token: "")
                #expect(answer.status == 207 && answer.text.contains("before.ics"))
                await kept.set(try token(in: answer))
            }
            let former = await kept.token
            try await RunningGateway.run(configuration) { second async throws in
                let jdoe = second.client("jdoe")
                let login = try await jdoe.get("/login.wcap?user=jdoe&password=\(RunningGateway.password)&fmt-out=text/calendar").text
                let id = try #require(login.contentLines.first { $0.hasPrefix("X-NSCP-WCAP-SESSION-ID:") }).dropFirst(23)
                let stored = try await jdoe.get(
                    "/storeevents.wcap?id=\(id)&calid=jdoe&uid=viawcap&dtstart=20260302T090000Z&dtend=20260302T100000Z&summary=New&fmt-out=text/calendar"
                )
                #expect(stored.text.contains("X-NSCP-WCAP-ERRNO:0"))
                _ = try await jdoe.put("/CalendarDataDel/", text: Samples.calendar(Samples.event("after")))
                let answer = try await sync(jdoe, token: former)
                #expect(answer.status == 207)
                #expect(answer.text.contains("after.ics") && answer.text.contains("before.ics"))
                // What came and went in between is reported as gone, or not at all; never as there.
                let object = try await jdoe.get(calendar + "viawcap.ics")
                #expect(object.status == 404)
                #expect(try await jdoe.get(calendar + "after.ics").status == 200)
            }
        }
    }

    /// Carries a token from one server's life to the next.
    private actor Kept {
        private(set) var token = ""
        func set(_ token: String) { self.token = token }
    }

    @Test("Behind a trusted proxy hrefs and Location carry its prefix; from others the header means nothing")
    func proxyPrefix() async throws {
        let forwarded = [
            ("X-Forwarded-Prefix", "/cal"), ("X-Forwarded-Host", "dav.example.org"), ("X-Forwarded-Proto", "https"), ("Depth", "0"),
        ]
        let proxies = try TrustedProxies(["127.0.0.1"])
        try await RunningGateway.run(configure: { $0.gateway.trustedProxies = proxies }) { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let moved = try await jdoe.send("PROPFIND", "/.well-known/caldav", headers: forwarded)
            #expect(moved.status == 301 && moved.header("Location") == "/cal/CalDAV/")
            let home = try await jdoe.send("PROPFIND", "/CalDAV/principals/jdoe/", headers: forwarded)
            #expect(home.status == 207 && home.text.contains(">/cal/CalDAV/"))
            #expect(!home.text.contains(">/CalDAV/"))
            func send(_ method: String, _ path: String, _ headers: [(String, String)] = [], _ text: String = "") async throws -> HTTPAnswer
            {
                try await jdoe.send(method, path, headers: forwarded.dropLast() + headers, text: text)
            }
            // The proxy takes its prefix off the request line; bodies and other headers arrive with it.
            let made = try await send("MKCALENDAR", "/CalDAV/Trips/")
            #expect(made.status == 201 && made.header("Location") == "/cal/CalDAV/~jdoe/Trips/")
            let put = try await send(
                "PUT", "/CalDAV/Trips/a.ics", [("Content-Type", "text/calendar")], Samples.calendar(Samples.event("a")))
            #expect(put.status == 201 && put.header("Location") == "/cal/CalDAV/~jdoe/Trips/a.ics")
            let tagged = "<https://dav.example.org/cal/CalDAV/Trips/a.ics> ([\(put.etag ?? "")])"
            for destination in [
                "https://dav.example.org/cal/CalDAV/~jdoe/Trips/b.ics", "https://DAV.example.org:443/cal/CalDAV/Trips/a.ics",
            ] {
                let name = destination.hasSuffix("b.ics") ? "a.ics" : "b.ics"
                let condition = name == "a.ics" ? [("If", tagged)] : []
                let moved = try await send("MOVE", "/CalDAV/Trips/" + name, [("Destination", destination)] + condition)
                #expect(moved.status == 201 && moved.header("Location")?.hasPrefix("/cal/CalDAV/~jdoe/Trips/") == true)
            }
            #expect(
                try await send("MOVE", "/CalDAV/Trips/a.ics", [("Destination", "https://other.example.org/cal/CalDAV/Trips/c.ics")]).status
                    == 502)
            let multiget = try await send(
                "REPORT", "/CalDAV/Trips/", [],
                "<C:calendar-multiget xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop><getetag/></prop><href>/cal/CalDAV/~jdoe/Trips/a.ics</href></C:calendar-multiget>"
            )
            #expect(multiget.text.contains(">/cal/CalDAV/~jdoe/Trips/a.ics<") && multiget.text.contains("200 OK"))
            let acl = try await send(
                "ACL", "/CalDAV/Trips/", [],
                "<acl xmlns='DAV:'><ace><principal><href>/cal/CalDAV/principals/susan/</href></principal><grant><privilege><read/></privilege></grant></ace></acl>"
            )
            #expect(acl.status == 200)
        }
        try await RunningGateway.run { gateway async throws in
            let moved = try await gateway.client("jdoe").send("PROPFIND", "/.well-known/caldav", headers: forwarded)
            #expect(moved.header("Location") == "/CalDAV/")
        }
    }

    @Test("A WCAP edit of what was PUT changes the lines it names, and no others")
    func smallestChange() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let lines = [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Other//Program//EN", "CALSCALE:GREGORIAN", "X-CALENDARSERVER-ACCESS:PUBLIC",
                "X-WR-CALNAME:Kept", "BEGIN:VEVENT", "UID:odd", "X-FIRST;X-P=\"a;b\":v1\\,\\;",
                "DTSTART;TZID=\"Europe/Berlin\":20260302T090000",
                "DTEND;TZID=\"Europe/Berlin\":20260302T100000", "DTSTAMP:20260101T000000Z", "SUMMARY:Old", "DESCRIPTION;X-Q=1:one\\ntwo",
                "ATTENDEE;RSVP=TRUE;PARTSTAT=ACCEPTED;CN=\"A, B\":mailto:a@example.com", "X-LAST:1", "BEGIN:VALARM",
                "TRIGGER;RELATED=END:-PT5M", "ACTION:DISPLAY", "DESCRIPTION:x", "X-APPLE-DEFAULT-ALARM:TRUE", "END:VALARM", "END:VEVENT",
                "END:VCALENDAR",
            ]
            let text = lines.map { $0 + "\r\n" }.joined()
            #expect(try await jdoe.put(calendar + "odd.ics", headers: [("Content-Type", "text/calendar")], text: text).status == 201)
            let session = try await WCAPSession(gateway, "jdoe")
            #expect(try await session.errno("storeevents?calid=jdoe&uid=odd&rid=0&mod=4&summary=New&storetype=modify") == 0)
            var served = try await jdoe.get(calendar + "odd.ics").text.contentLines
            // The zone that the text only named goes with it now.
            if let first = served.firstIndex(of: "BEGIN:VTIMEZONE"), let last = served.lastIndex(of: "END:VTIMEZONE") {
                served.removeSubrange(first...last)
            }
            let changes = served.difference(from: lines)
            let names: Set = ["PRODID", "DTSTAMP", "SUMMARY", "LAST-MODIFIED", "SEQUENCE"]
            for change in changes {
                let line =
                    switch change {
                    case .insert(_, let line, _), .remove(_, let line, _): line
                    }
                #expect(names.contains(String(line.prefix { $0 != ":" })), "\(line)")
            }
            #expect(served.contains("SUMMARY:New") && changes.removals.count == 3)
        }
    }

    @Test("An item stored over WCAP is one resource with an ETag, and an override written over CalDAV is an instance of WCAP")
    func wcapAndCalDAV() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let login = try await jdoe.get("/login.wcap?user=jdoe&password=\(RunningGateway.password)&fmt-out=text/calendar").text
            let id = try #require(login.contentLines.first { $0.hasPrefix("X-NSCP-WCAP-SESSION-ID:") }).dropFirst(23)
            _ = try await jdoe.get(
                "/storeevents.wcap?id=\(id)&calid=jdoe&uid=weekly&dtstart=20260302T090000Z&dtend=20260302T100000Z&rrules=%22FREQ%3DWEEKLY%3BCOUNT%3D4%22&summary=Plan&fmt-out=text/calendar"
            )
            let object = try await jdoe.get(calendar + "weekly.ics")
            let etag = try #require(object.etag)
            #expect(object.status == 200 && object.text.contains("RRULE:FREQ=WEEKLY;COUNT=4"))
            let override = """
                BEGIN:VEVENT
                UID:weekly
                DTSTAMP:20260101T000000Z
                RECURRENCE-ID:20260309T090000Z
                DTSTART:20260309T140000Z
                DTEND:20260309T150000Z
                SUMMARY:Plan, moved
                END:VEVENT

                """.replacingOccurrences(of: "\n", with: "\r\n")
            let text = object.text.replacingOccurrences(of: "END:VCALENDAR", with: override + "END:VCALENDAR")
            let put = try await jdoe.put(
                calendar + "weekly.ics", headers: [("If-Match", etag), ("Content-Type", "text/calendar")], text: text)
            #expect(put.status == 204)
            let fetched = try await jdoe.get(
                "/fetchcomponents_by_range.wcap?id=\(id)&calid=jdoe&dtstart=20260301T000000Z&dtend=20260401T000000Z&fmt-out=text/calendar")
            let lines = fetched.text.contentLines
            #expect(lines.filter { $0 == "BEGIN:VEVENT" }.count == 4)
            #expect(lines.contains("DTSTART:20260309T140000Z") && lines.contains("RECURRENCE-ID:20260309T090000Z"))
        }
    }
}
