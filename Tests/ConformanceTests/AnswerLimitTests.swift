import CalendarService
import Calgate
import Foundation
import GatewayTesting
import Testing

/// Requests whose answers would be far larger than what is stored: refused in the protocol's words before they take the server's memory.
struct AnswerLimitTests {
    /// 20 KB, every day.
    private static let daily = Samples.calendar(
        Samples.event("daily", extra: "RRULE:FREQ=DAILY\nDESCRIPTION:\(String(repeating: "x", count: 20_000))"))

    private static func run(_ body: @escaping @Sendable (RunningGateway) async throws -> Void) async throws {
        try await RunningGateway.run {
            $0.service.publishLimit = 1 << 20
            $0.service.answerLimit = 1 << 20
        } _: { gateway async throws in
            #expect(try await gateway.client("jdoe").put("/CalendarData/", text: daily).status == 204)
            try await body(gateway)
            #expect(try await gateway.client("jdoe").get("/CalendarData/").status == 200)
        }
    }

    @Test("WCAP: the same calendar a thousand times, or every instance of large series, is the command's failure number") func wcap()
        async throws
    {
        try await Self.run { gateway async throws in
            let session = try await WCAPSession(gateway, "jdoe")
            let once = "dtstart=20260302T000000Z&dtend=20260303T000000Z"
            #expect(try await session.errno("fetchcomponents_by_range?calid=jdoe&\(once)") == 0)
            let calids = Array(repeating: "jdoe", count: 1000).joined(separator: ";")
            #expect(try await session.errno("fetchcomponents_by_range?calid=\(calids)&\(once)") == 13)
            #expect(try await session.errno("fetchcomponents_by_range?calid=jdoe&dtstart=0&dtend=0") == 13)
            let uids = Array(repeating: "daily", count: 100).joined(separator: ";")
            #expect(try await session.errno("fetchevents_by_id?calid=jdoe&uid=\(uids)&rid=0&mod=4") == 9)
            #expect(try await session.lines("export?calid=\(calids)&content-out=text/calendar").errno == 13)
        }
    }

    @Test("CalDAV: expanding a large series over years is number-of-matches-within-limits") func calDAV() async throws {
        try await Self.run { gateway async throws in
            func report(end: String) async throws -> HTTPAnswer {
                try await gateway.client("jdoe").send(
                    "REPORT", "/CalDAV/Calendar/", headers: [("Depth", "1"), ("Content-Type", "application/xml")],
                    body: Array(
                        """
                        <C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data>
                        <C:expand start="20260302T000000Z" end="\(end)"/></C:calendar-data></D:prop>
                        <C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>
                        """.utf8))
            }
            #expect(try await report(end: "20260303T000000Z").status == 207)
            let years = try await report(end: "20300101T000000Z")
            #expect(years.status == 403 && years.text.contains("number-of-matches-within-limits"))
        }
    }

    @Test("A calendar that grew past it is 507 as a whole, and can be had in parts") func wholeCalendar() async throws {
        try await Self.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            for number in 0..<30 {
                let text = Samples.calendar(
                    Samples.event("large\(number)", extra: "DESCRIPTION:\(String(repeating: "y", count: 50_000))"))
                #expect(try await jdoe.put("/CalendarData/large.ics", text: text).status < 300)
            }
            let whole = try await jdoe.get("/CalendarData/large.ics")
            #expect(whole.status == 507 && whole.text.contains("octets"))
            #expect(try await jdoe.get("/webcal/collection/jdoe:large").status == 507)
            #expect(try await jdoe.get("/CalDAV/large/large7.ics").status == 200)
            #expect(try await jdoe.send("DELETE", "/CalendarData/large.ics").status == 204)
            #expect(try await jdoe.get("/CalendarData/large.ics").status == 200)
        }
    }

    @Test("Who does not take a large answer keeps others from having theirs for so long, and no longer") func sharedMemory() async throws {
        try await RunningGateway.run {
            $0.service.publishLimit = 48 << 20
            $0.service.answerLimit = 48 << 20
            $0.service.renderingCacheSize = 1 << 20
        } _: { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let events = (0..<32).map { Samples.event("large\($0)", extra: "DESCRIPTION:\(String(repeating: "y", count: 1_000_000))") }
            let text = Samples.calendar(events.joined(separator: "\n"))
            for name in ["one", "two"] { #expect(try await jdoe.put("/CalendarData/\(name).ics", text: text).status < 300) }
            var slow: KeptConnection? = try KeptConnection(port: gateway.port)
            let request =
                "GET /CalendarData/one.ics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic \(Data((jdoe.credentials ?? "").utf8).base64EncodedString())\r\n\r\n"
            try await slow?.send(Array(request.utf8))
            try await slow?.waitForAnswer()
            let refused = try await jdoe.get("/CalendarData/two.ics")
            #expect(refused.status == 503 && refused.header("Retry-After") != nil)
            #expect(try await jdoe.get("/CalDAV/two/large7.ics").status == 200)
            slow = nil
            var answer = refused
            for _ in 0..<100 where answer.status == 503 {
                try await Task.sleep(for: .milliseconds(50))
                answer = try await jdoe.get("/CalendarData/two.ics")
            }
            #expect(answer.status == 200 && answer.body.count > 32_000_000)
        }
    }
}
