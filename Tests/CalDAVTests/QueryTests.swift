import GatewayTesting
import Testing
import XMLDocument

/// `calendar-query`, `calendar-multiget`, `free-busy-query` and `calendar-data` (RFC 4791 sections 7 and 9).
struct QueryTests {
    @Test("The tables of RFC 4791 section 9.9")
    func timeRanges() async throws {
        let cases = try Fixture.lines("time-ranges.txt")
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            for (number, line) in cases.enumerated() {
                let parts = line.split(separator: "|").map(String.init)
                let words = parts[0].split(separator: " ").map(String.init)
                let bounds = parts[1].split(separator: " ").map(String.init)
                let text = Sample.calendar(Sample.component(words[0], "case-\(number)", Array(words.dropFirst())))
                let put = try await jdoe.put("/CalDAV/Calendar/\(number).ics", headers: [("Content-Type", "text/calendar")], text: text)
                #expect(put.status == 201, "\(line): \(put.text)")
                let start = bounds[0] == "-" ? "" : "start='\(bounds[0])'"
                let end = bounds[1] == "-" ? "" : "end='\(bounds[1])'"
                let found = try await jdoe.query("<C:comp-filter name='\(words[0])'><C:time-range \(start) \(end)/></C:comp-filter>")
                let isFound = found.hrefs.contains("/CalDAV/~jdoe/Calendar/\(number).ics")
                #expect(isFound == parts[2].contains("yes"), "\(line)")
            }
        }
    }

    @Test(
        "Filters on properties, parameters and texts",
        arguments: [
            ("<C:prop-filter name='SUMMARY'><C:text-match>TEAM</C:text-match></C:prop-filter>", ["a"]),
            ("<C:prop-filter name='SUMMARY'><C:text-match collation='i;octet'>TEAM</C:text-match></C:prop-filter>", []),
            ("<C:prop-filter name='SUMMARY'><C:text-match negate-condition='yes'>team</C:text-match></C:prop-filter>", ["b"]),
            ("<C:prop-filter name='SUMMARY'><C:text-match collation='i;unicode-casemap'>ÜBUNG</C:text-match></C:prop-filter>", ["b"]),
            ("<C:prop-filter name='LOCATION'><C:is-not-defined/></C:prop-filter>", ["b"]),
            (
                "<C:prop-filter name='ATTENDEE'><C:param-filter name='PARTSTAT'><C:text-match>NEEDS-ACTION</C:text-match></C:param-filter></C:prop-filter>",
                ["a"]
            ),
            ("<C:prop-filter name='ATTENDEE'><C:param-filter name='ROLE'><C:is-not-defined/></C:param-filter></C:prop-filter>", ["a"]),
            ("<C:prop-filter name='DTSTART'><C:time-range start='20260310T000000Z'/></C:prop-filter>", ["b"]),
            ("<C:comp-filter name='VALARM'><C:time-range start='20260302T084500Z' end='20260302T084600Z'/></C:comp-filter>", ["a"]),
            ("<C:comp-filter name='VALARM'><C:time-range start='20260302T090000Z' end='20260302T091000Z'/></C:comp-filter>", []),
            ("<C:comp-filter name='VALARM'><C:is-not-defined/></C:comp-filter>", ["b"]),
            ("<C:prop-filter name='EXDATE'><C:time-range start='20280101T000000Z' end='20290101T000000Z'/></C:prop-filter>", ["b"]),
        ])
    func filters(filter: String, expected: [String]) async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.putEvent(
                "/CalDAV/Calendar/a.ics", uid: "a",
                [
                    "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "SUMMARY:The team", "LOCATION:Room 1",
                    "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:x@example.com", "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x",
                    "TRIGGER:-PT15M", "END:VALARM",
                ])
            _ = try await jdoe.putEvent(
                "/CalDAV/Calendar/b.ics", uid: "b",
                ["DTSTART:20260320T090000Z", "EXDATE:20270302T090000Z,20280302T090000Z", "SUMMARY:Übung"])
            let found = try await jdoe.query("<C:comp-filter name='VEVENT'>\(filter)</C:comp-filter>")
            #expect(found.hrefs == expected.map { "/CalDAV/~jdoe/Calendar/\($0).ics" })
        }
    }

    @Test(
        "What cannot be asked is refused by name",
        arguments: [
            ("<C:comp-filter name='VEVENT'><C:time-range start='yesterday'/></C:comp-filter>", "valid-filter"),
            (
                "<C:comp-filter name='VEVENT'><C:time-range start='20260303T000000Z' end='20260302T000000Z'/></C:comp-filter>",
                "valid-filter"
            ),
            ("<C:comp-filter name='VEVENT'><C:time-range/></C:comp-filter>", "valid-filter"),
            (
                "<C:comp-filter name='VEVENT'><C:prop-filter name='X'><C:text-match collation='i;klingon'>x</C:text-match></C:prop-filter></C:comp-filter>",
                "supported-collation"
            ),
            ("<C:comp-filter name='VEVENT'><C:wild-guess/></C:comp-filter>", "supported-filter"),
            ("<C:comp-filter name='VTIMEZONE'><C:time-range start='20260303T000000Z'/></C:comp-filter>", "supported-filter"),
            ("<C:comp-filter name='VTODO'><C:comp-filter name='VEVENT'/></C:comp-filter>", "valid-filter"),
            ("<C:comp-filter name='VJOURNAL'><C:comp-filter name='VALARM'/></C:comp-filter>", "valid-filter"),
            (
                "<C:comp-filter name='VEVENT'><C:prop-filter name='SUMMARY'><C:time-range start='20260303T000000Z'/></C:prop-filter></C:comp-filter>",
                "valid-filter"
            ),
        ])
    func badFilters(filter: String, condition: String) async throws {
        try await RunningGateway.run { gateway in
            let answer = try await gateway.client("jdoe").report("/CalDAV/Calendar/", HTTPClient.queryBody(filter))
            #expect(answer.status == 403 && answer.preconditions.contains(.caldav(condition)), "\(answer.text)")
        }
    }

    @Test("A range without a kind of component finds components of all kinds")
    func rangeOfAnyKind() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.putEvent("/CalDAV/Calendar/a.ics", uid: "a")
            let due = Sample.calendar(Sample.component("VTODO", "b", ["DUE:20260302T120000Z"]))
            _ = try await jdoe.put("/CalDAV/Calendar/b.ics", headers: [("Content-Type", "text/calendar")], text: due)
            _ = try await jdoe.putEvent("/CalDAV/Calendar/c.ics", uid: "c", ["DTSTART:20260402T120000Z"])
            let found = try await jdoe.query("<C:time-range start='20260302T000000Z' end='20260303T000000Z'/>")
            #expect(found.hrefs == ["a", "b"].map { "/CalDAV/~jdoe/Calendar/\($0).ics" })
        }
    }

    @Test("calendar-query and calendar-multiget of one object are about that object")
    func objectReports() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            for uid in ["a", "b"] { _ = try await jdoe.putEvent("/CalDAV/Calendar/\(uid).ics", uid: uid) }
            #expect(
                try await jdoe.query(at: "/CalDAV/Calendar/a.ics", "<C:comp-filter name='VEVENT'/>").hrefs == [
                    "/CalDAV/~jdoe/Calendar/a.ics"
                ])
            #expect(try await jdoe.query(at: "/CalDAV/Calendar/a.ics", "<C:comp-filter name='VTODO'/>").hrefs.isEmpty)
            let body = HTTPClient.queryBody("<C:comp-filter name='VEVENT'/>")
            #expect(try await jdoe.report("/CalDAV/Calendar/none.ics", body).status == 404)
            let multiget =
                "<C:calendar-multiget xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop><getetag/></prop><href>/CalDAV/Calendar/a.ics</href></C:calendar-multiget>"
            #expect(try Multistatus(try await jdoe.report("/CalDAV/Calendar/a.ics", multiget)).hrefs == ["/CalDAV/~jdoe/Calendar/a.ics"])
        }
    }

    @Test("A component that is named and nothing more comes whole (RFC 4791 section 7.8.1)")
    func wholeComponents() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.put("/CalDAV/Calendar/s.ics", headers: [("Content-Type", "text/calendar")], text: Sample.series)
            let selection =
                "<C:comp name='VCALENDAR'><C:prop name='VERSION'/><C:comp name='VEVENT'><C:prop name='UID'/></C:comp><C:comp name='VTIMEZONE'/></C:comp>"
            let found = try await jdoe.query("<C:comp-filter name='VEVENT'/>", data: "<C:calendar-data>\(selection)</C:calendar-data>")
            let lines = try #require(found.resources.first?.text(.caldav("calendar-data"))).contentLines
            let whole = try await jdoe.get("/CalDAV/Calendar/s.ics").text.contentLines
            func zone(_ lines: [String]) -> ArraySlice<String> {
                lines.drop { $0 != "BEGIN:VTIMEZONE" }.prefix { $0 != "END:VTIMEZONE" }
            }
            #expect(zone(lines) == zone(whole))
            #expect(lines.filter { $0 == "UID:series" }.count == 2 && !lines.contains { $0.hasPrefix("SUMMARY") })
        }
    }

    @Test("expand gives every instance in UTC, limit-recurrence-set the overrides that matter, comp and prop a part")
    func calendarData() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            #expect(
                try await jdoe.put("/CalDAV/Calendar/s.ics", headers: [("Content-Type", "text/calendar")], text: Sample.series).status
                    == 201)
            func data(_ inner: String) async throws -> [String] {
                let found = try await jdoe.query("<C:comp-filter name='VEVENT'/>", data: "<C:calendar-data>\(inner)</C:calendar-data>")
                return try #require(found.resources.first?.text(.caldav("calendar-data"))).contentLines
            }
            #expect(try await data("") == Sample.series.contentLines)
            let expanded = try await data("<C:expand start='20260303T000000Z' end='20260305T000000Z'/>")
            #expect(expanded.filter { $0.hasPrefix("DTSTART") } == ["DTSTART:20260303T140000Z", "DTSTART:20260304T080000Z"])
            #expect(
                expanded.filter { $0.hasPrefix("RECURRENCE-ID") } == ["RECURRENCE-ID:20260303T080000Z", "RECURRENCE-ID:20260304T080000Z"])
            #expect(!expanded.contains { $0.hasPrefix("RRULE") || $0.contains("TZID") || $0 == "BEGIN:VTIMEZONE" })
            let limited = try await data("<C:limit-recurrence-set start='20260304T000000Z' end='20260305T000000Z'/>")
            #expect(limited.filter { $0 == "BEGIN:VEVENT" }.count == 1 && limited.contains { $0.hasPrefix("RRULE") })
            let part = try await data(
                "<C:comp name='VCALENDAR'><C:prop name='VERSION'/><C:comp name='VEVENT'><C:prop name='UID'/><C:prop name='SUMMARY' novalue='yes'/></C:comp></C:comp>"
            )
            #expect(
                part == [
                    "BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:series", "SUMMARY:", "END:VEVENT", "BEGIN:VEVENT", "UID:series",
                    "SUMMARY:", "END:VEVENT", "END:VCALENDAR",
                ])
        }
    }

    @Test("Floating times are read in the zone of the request")
    func floating() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.putEvent("/CalDAV/Calendar/f.ics", uid: "f", ["DTSTART:20260302T090000", "DTEND:20260302T100000"])
            func hits(_ zone: String, _ start: String) async throws -> Int {
                let body = HTTPClient.queryBody(
                    "<C:comp-filter name='VEVENT'><C:time-range start='20260302T\(start)00Z' end='20260302T\(start)30Z'/></C:comp-filter>"
                )
                .replacing("</C:filter>", with: "</C:filter><C:timezone-id>\(zone)</C:timezone-id>")
                return try Multistatus(try await jdoe.report("/CalDAV/Calendar/", body)).resources.count
            }
            #expect(try await hits("America/New_York", "1415") == 1)
            #expect(try await hits("America/New_York", "0915") == 0)
            #expect(try await hits("Asia/Tokyo", "0015") == 1)
        }
    }

    @Test("multiget: a thousand hrefs, absolute, otherwise encoded, twice, missing, of nobody")
    func multiget() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.putEvent("/CalDAV/Calendar/a.ics", uid: "a")
            let known = ["/CalDAV/~jdoe/Calendar/a.ics", "/CalDAV/%7Ejdoe/Calendar/%61.ics", "http://example.com/CalDAV/Calendar/a.ics"]
            let missing =
                (0..<1_000).map { "/CalDAV/Calendar/missing-\($0).ics" } + [
                    "/CalDAV/~nobody/Calendar/a.ics", "not a path", "/CalDAV/~susan/Calendar/a.ics",
                ]
            let hrefs = (known + missing).map { "<D:href>\($0)</D:href>" }.joined()
            let body =
                "<C:calendar-multiget xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:prop><D:getetag/><C:calendar-data/></D:prop>\(hrefs)</C:calendar-multiget>"
            let answer = try Multistatus(try await jdoe.report("/CalDAV/Calendar/", body, depth: "infinity"))
            #expect(answer.resources.filter { $0.status == nil }.map(\.href) == ["/CalDAV/~jdoe/Calendar/a.ics"])
            #expect(answer.resources.first?.text(.caldav("calendar-data")) == Sample.event("a"))
            #expect(answer.resources.filter { $0.status == 404 }.count == missing.count)
        }
    }

    @Test("free-busy-query: busy time merged; transparent and cancelled events leave no trace")
    func freeBusy() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.putEvent("/CalDAV/Calendar/a.ics", uid: "a")
            _ = try await jdoe.putEvent("/CalDAV/Calendar/b.ics", uid: "b", ["DTSTART:20260302T093000Z", "DTEND:20260302T110000Z"])
            _ = try await jdoe.putEvent(
                "/CalDAV/Calendar/c.ics", uid: "c", ["DTSTART:20260302T140000Z", "DTEND:20260302T150000Z", "TRANSP:TRANSPARENT"])
            _ = try await jdoe.putEvent(
                "/CalDAV/Calendar/d.ics", uid: "d", ["DTSTART:20260302T160000Z", "DTEND:20260302T170000Z", "STATUS:TENTATIVE"])
            let answer = try await jdoe.report(
                "/CalDAV/Calendar/",
                "<C:free-busy-query xmlns:C='urn:ietf:params:xml:ns:caldav'><C:time-range start='20260302T000000Z' end='20260303T000000Z'/></C:free-busy-query>"
            )
            #expect(answer.status == 200)
            #expect(
                answer.text.contentLines.filter { $0.hasPrefix("FREEBUSY") } == [
                    "FREEBUSY:20260302T090000Z/20260302T110000Z", "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260302T160000Z/20260302T170000Z",
                ])
            let open = try await jdoe.report(
                "/CalDAV/Calendar/",
                "<C:free-busy-query xmlns:C='urn:ietf:params:xml:ns:caldav'><C:time-range start='20260302T150000Z'/></C:free-busy-query>")
            #expect(open.text.contentLines.contains("DTEND:99991231T235959Z"))
        }
    }
}
