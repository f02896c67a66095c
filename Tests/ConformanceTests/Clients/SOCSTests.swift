import Foundation
import GatewayTesting
import Testing

/// What Sun's upload script sends with curl: a login that greps `var id=`, a wipe without a range, an import after `100 Continue`.
struct SOCSTests {
    @Test("Log in, wipe, upload")
    func sequence() async throws {
        try await RunningGateway.run { gateway in
            _ = try await gateway.client("jdoe").put(
                "/CalendarData/Calendar.ics", text: Samples.calendar(Samples.event("old"), Samples.newYork, Samples.series))
            let wire = WCAPWire(gateway)
            let page = try await wire.get("login.wcap?user=jdoe&password=\(RunningGateway.password)&fmt-out=text/js")
            #expect(page.contains("var id = "))
            let id = try #require(page.word(after: "var id = \""))
            for command in ["deleteevents_by_range", "deletetodos_by_range"] {
                #expect(try await wire.get("\(command).wcap?id=\(id)&calid=jdoe").contains("errno[0] = 0;"))
            }
            let empty = try await gateway.client("jdoe").get("/CalendarData/Calendar.ics")
            #expect(empty.text.lines("UID").isEmpty)
            let body =
                "--B\r\nContent-Disposition: form-data; name=\"Upload\"; filename=\"new.ics\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                + Samples.calendar(Samples.event("new")) + "\r\n--B--\r\n"
            let head =
                "POST /import.wcap?id=\(id)&calid=jdoe&dtstart=0&dtend=0&content-in=text/calendar HTTP/1.1\r\nHost: calendar.example\r\n"
                + "Expect: 100-continue\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            let octets = try await HTTPClient(port: gateway.port).exchange(Array(head.utf8), Array(body.utf8))
            let answer = try HTTPAnswer(received: octets)
            #expect(answer.status == 200)
            #expect(answer.text.contains("errno[0] = 0;"))
            let seen = try await gateway.client("jdoe").get("/CalendarData/Calendar.ics")
            #expect(seen.text.lines("UID", are: "new"))
        }
    }
}
