import GatewayTesting
import Testing
import XMLDocument

/// Bad input gets the right answer at once, and hinders nobody.
struct HostileInputTests {
    @Test(
        "Documents that are none",
        arguments: [
            "<", "<a></b>", "<!DOCTYPE x [<!ENTITY a 'b'>]><propfind xmlns='DAV:'><allprop/></propfind>", "<propfind/>",
            "<propfind xmlns='DAV:'/>", "\u{0}", String(repeating: "<a>", count: 5_000),
        ])
    func documents(text: String) async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            for method in ["PROPFIND", "REPORT", "PROPPATCH", "MKCALENDAR", "ACL"] {
                let path = method == "MKCALENDAR" ? "/CalDAV/new/" : "/CalDAV/Calendar/"
                let status = try await jdoe.send(method, path, headers: [("Depth", "1")], text: text).status
                #expect(status == 400 || status == 403, "\(method) \(text.prefix(20)): \(status)")
            }
            #expect(try await jdoe.send("PROPFIND", "/CalDAV/new/").status == 404)
        }
    }

    @Test(
        "Series without end or sense answer quickly", .timeLimit(.minutes(1)),
        arguments: [
            "FREQ=SECONDLY", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;UNTIL=99991231T235959Z",
        ])
    func endless(rule: String) async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let put = try await jdoe.putEvent("/CalDAV/Calendar/e.ics", uid: "e", Sample.morning + ["RRULE:" + rule])
            #expect(put.status == 201)
            let wide = "<C:comp-filter name='VEVENT'><C:time-range start='20260101T000000Z' end='99991231T000000Z'/></C:comp-filter>"
            let query = try await jdoe.report(
                "/CalDAV/Calendar/",
                HTTPClient.queryBody(
                    wide, data: "<C:calendar-data><C:expand start='20260101T000000Z' end='99991231T000000Z'/></C:calendar-data>"))
            #expect(query.status == 207 || query.preconditions.contains(.caldav("max-instances")), "\(query.status)")
            let busy = try await jdoe.report(
                "/CalDAV/Calendar/",
                "<C:free-busy-query xmlns:C='urn:ietf:params:xml:ns:caldav'><C:time-range start='20260101T000000Z' end='99991231T000000Z'/></C:free-busy-query>"
            )
            #expect(busy.status == 200 || busy.preconditions.contains(.caldav("max-instances")), "\(busy.status)")
            let alarm = try await jdoe.query(
                "<C:comp-filter name='VEVENT'><C:comp-filter name='VALARM'><C:time-range start='20260101T000000Z'/></C:comp-filter></C:comp-filter>"
            )
            #expect(alarm.resources.isEmpty)
        }
    }

    @Test(
        "Wrong headers and paths",
        arguments: [
            ("PROPFIND", "/CalDAV/Calendar/", "Depth", "7", 400), ("PROPFIND", "/CalDAV/Nowhere/", "Depth", "0", 404),
            ("PROPFIND", "/CalDAV/~nobody/", "Depth", "0", 404), ("PROPFIND", "/CalDAV/principals/nobody/", "Depth", "0", 404),
            ("PROPFIND", "/CalDAV/%ZZ/", "Depth", "0", 400), ("PROPFIND", "/CalDAV/../x", "Depth", "0", 400),
            ("PROPFIND", "/CalDAV/Calendar/a/b/c", "Depth", "0", 404), ("GET", "/CalDAV/Calendar/", "If", "((", 400),
            ("MOVE", "/CalDAV/Calendar/", "Destination", "", 400), ("MOVE", "/CalDAV/Calendar/x.ics", "Destination", "%%%", 400),
            ("PATCH", "/CalDAV/Calendar/", "X", "y", 405), ("REPORT", "/CalDAV/Calendar/", "X", "y", 400),
            ("PUT", "/CalDAV/principals/jdoe/", "X", "y", 405), ("DELETE", "/CalDAV/", "X", "y", 405),
            ("PROPPATCH", "/CalDAV/", "X", "y", 400),
        ])
    func headers(method: String, path: String, name: String, value: String, expected: Int) async throws {
        try await RunningGateway.run { gateway in
            let answer = try await gateway.client("jdoe").send(method, path, headers: [(name, value)])
            #expect(answer.status == expected, "\(method) \(path): \(answer.status) \(answer.text)")
        }
    }
}
