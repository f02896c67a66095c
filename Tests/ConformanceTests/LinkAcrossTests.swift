import GatewayTesting
import Testing

/// What WCAP's `addlink` shows in a calendar is seen in it through every protocol, read-only.
struct LinkAcrossTests {
    private let calendar = "/CalDAV/~jdoe/Calendar/"

    /// Susan's calendar, which jdoe may read, with an event and a series; in jdoe's the event and one instance of the series as links.
    private func link(_ gateway: RunningGateway) async throws {
        let susan = gateway.client("susan")
        let series =
            "BEGIN:VEVENT\r\nUID:series\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260302T090000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Stand-up\r\nEND:VEVENT\r\n"
        _ = try await susan.put("/CalendarDataDel/", text: Samples.calendar(Samples.event("one"), series))
        try await gateway.setAccess("susan", "jdoe^a^r^g")
        let session = try await WCAPSession(gateway, "jdoe")
        #expect(try await session.errno("addlink?srcCal=susan&destCal=jdoe&uid=one;series&rid=0;20260303T090000Z") == 0)
    }

    private func hrefs(_ answer: HTTPAnswer) -> [String] {
        answer.text.split(separator: "<D:href>").dropFirst().map { String($0.prefix { $0 != "<" }) }.filter { $0 != calendar }
    }

    private func sync(_ client: HTTPClient, _ token: String, limit: Int? = nil) async throws -> (
        status: Int, hrefs: [String], token: String
    ) {
        let bound = limit.map { "<limit><nresults>\($0)</nresults></limit>" } ?? ""
        let answer = try await client.send(
            "REPORT", calendar, headers: [("Depth", "0")],
            text:
                "<sync-collection xmlns='DAV:'><sync-token>\(token)</sync-token><sync-level>1</sync-level>\(bound)<prop><getetag/></prop></sync-collection>"
        )
        let token = answer.text.split(separator: "<D:sync-token>").dropFirst().first.map { String($0.prefix { $0 != "<" }) } ?? ""
        return (answer.status, hrefs(answer), token)
    }

    @Test("Linked objects are listed, read, queried and fetched; changed only where they live; removed as links")
    func resources() async throws {
        try await RunningGateway.run { gateway async throws in
            try await link(gateway)
            let (jdoe, susan) = (gateway.client("jdoe"), gateway.client("susan"))
            _ = try await jdoe.put(
                calendar + "own.ics", headers: [("Content-Type", "text/calendar")], text: Samples.calendar(Samples.event("own")))
            let listed = hrefs(
                try await jdoe.send(
                    "PROPFIND", calendar, headers: [("Depth", "1")], text: "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>"))
            #expect(listed.count == 3 && listed.first == calendar + "own.ics")
            var texts: [String: String] = [:]
            for href in listed.dropFirst() {
                let object = try await jdoe.get(href)
                #expect(object.status == 200 && object.etag != nil)
                texts[object.text.contains("UID:one") ? "one" : "series"] = href
                #expect(object.text.contains("RRULE") == false)
            }
            let (one, series) = (try #require(texts["one"]), try #require(texts["series"]))
            #expect(try await jdoe.get(series).text.contains("20260303T090000Z"))
            for endpoint in ["/CalendarData/", "/CalDAV/"] {
                #expect(try await jdoe.get(endpoint).text.split(separator: "BEGIN:VEVENT").count == 4, "\(endpoint)")
            }

            let query =
                "<C:calendar-query xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop><getetag/></prop><C:filter><C:comp-filter name='VCALENDAR'><C:comp-filter name='VEVENT'><C:time-range start='20260303T000000Z' end='20260304T000000Z'/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
            #expect(hrefs(try await jdoe.send("REPORT", calendar, headers: [("Depth", "1")], text: query)) == [series])
            let multiget =
                "<C:calendar-multiget xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop><getetag/><C:calendar-data/></prop><href>\(one)</href><href>\(calendar)none.ics</href></C:calendar-multiget>"
            let fetched = try await jdoe.send("REPORT", calendar, text: multiget)
            #expect(Set(hrefs(fetched)) == [one, calendar + "none.ics"] && fetched.text.contains("UID:one"))
            let rights = try await jdoe.send(
                "PROPFIND", one, headers: [("Depth", "0")],
                text: "<propfind xmlns='DAV:'><prop><current-user-privilege-set/></prop></propfind>")
            #expect(rights.text.contains("D:read/") && !rights.text.contains("write"))

            let changed = Samples.calendar(Samples.event("one")).replacing("END:VEVENT", with: "LOCATION:x\r\nEND:VEVENT")
            #expect(try await jdoe.put(one, headers: [("Content-Type", "text/calendar")], text: changed).status == 403)
            #expect(try await jdoe.send("MOVE", one, headers: [("Destination", calendar + "m.ics")]).status == 403)
            #expect(try await jdoe.send("DELETE", one, headers: [("If-Match", "\"x\"")]).status == 412)
            #expect(try await jdoe.send("DELETE", one).status == 204)
            #expect(try await jdoe.get(one).status == 404)
            #expect(try await susan.get("/CalDAV/Calendar/one.ics").status == 200)
        }
    }

    @Test("A sync brings links, what changes behind them, and starts anew when one is gone")
    func syncing() async throws {
        try await RunningGateway.run { gateway async throws in
            let (jdoe, susan) = (gateway.client("jdoe"), gateway.client("susan"))
            let before = try await sync(jdoe, "")
            try await link(gateway)
            let linked = try await sync(jdoe, before.token)
            #expect(linked.hrefs.count == 2)
            #expect(try await sync(jdoe, linked.token).hrefs.isEmpty)
            let shown = try await jdoe.send(
                "PROPFIND", calendar, headers: [("Depth", "0")], text: "<propfind xmlns='DAV:'><prop><sync-token/></prop></propfind>")
            #expect(shown.text.contains(">\(linked.token)<"))

            var (pieces, token) = ([String](), "")
            for _ in 0..<2 {
                let piece = try await sync(jdoe, token, limit: 1)
                (pieces, token) = (pieces + piece.hrefs, piece.token)
            }
            #expect(pieces == linked.hrefs)
            #expect(try await sync(jdoe, token, limit: 1).hrefs.isEmpty)

            let changed = Samples.calendar(Samples.event("one")).replacing("END:VEVENT", with: "LOCATION:x\r\nEND:VEVENT")
            _ = try await susan.put("/CalDAV/Calendar/one.ics", headers: [("Content-Type", "text/calendar")], text: changed)
            let later = try await sync(jdoe, linked.token)
            #expect(later.hrefs == linked.hrefs)
            _ = try await jdoe.put(
                calendar + "own.ics", headers: [("Content-Type", "text/calendar")], text: Samples.calendar(Samples.event("own")))
            let own = try await sync(jdoe, later.token)
            #expect(own.hrefs == [calendar + "own.ics"])
            try await gateway.setAccess("susan", "")
            #expect(try await sync(jdoe, own.token).status == 403)
            #expect(try await sync(jdoe, "").hrefs == [calendar + "own.ics"])
        }
    }
}
