import Foundation
import GatewayTesting
import Testing

/// WCAP on a real socket, with the odd requests that real clients send, and what the other protocols see of it (`spec/wcap-clients.md`).
struct WCAPSocketTests {
    private let calendar = "&fmt-out=text/calendar"

    private func login(_ client: HTTPClient, _ user: String) async throws -> String {
        let answer = try await client.get("/login.wcap?fmt-out=text%2Fcalendar&user=\(user)&password=\(RunningGateway.password)")
        let line = try #require(answer.text.contentLines.first { $0.hasPrefix("X-NSCP-WCAP-SESSION-ID:") })
        return String(line.dropFirst("X-NSCP-WCAP-SESSION-ID:".count))
    }

    @Test("Status is always 200, nothing is cached, both prefixes and any case work")
    func transport() async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe").with(credentials: nil)
            for path in [
                "/version.wcap?fmt-out=text%2Fcalendar", "/wcap/VERSION.wcap?Fmt-out=text/calendar", "/nonsense.wcap?fmt-out=text/calendar",
            ] {
                let answer = try await client.get(path)
                #expect(answer.status == 200)
                #expect(answer.header("Content-Type")?.lowercased() == "text/calendar; charset=utf-8")
                #expect(
                    answer.header("Cache-Control") == "no-cache" && answer.header("Pragma") == "no-cache" && answer.header("Expires") == "0"
                )
            }
            #expect(try await client.get("/login.wcap?user=jdoe&password=wrong&fmt-out=text/xml").text.contains("<X-NSCP-WCAP-ERRNO>1<"))
        }
    }

    @Test("Raw quotes, carets, angle brackets and octets beyond ASCII in the request line are understood")
    func rawOctets() async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe").with(credentials: nil)
            let id = try await login(client, "jdoe")
            var target = Array("GET /storeevents.wcap?id=\(id)&calid=jdoe&uid=raw&dtstart=20260301T100000Z&summary=caf".utf8)
            target += [0xC3, 0xA9]
            target += Array(
                "&location=<NONE>&rrules=\"FREQ%3DDAILY%3BCOUNT%3D2\"&attendees=PARTSTAT=ACCEPTED^susan&fmt-out=text/xml HTTP/1.1\r\n".utf8)
            target += Array("Host: localhost\r\nConnection: close\r\n\r\n".utf8)
            let answer = String(decoding: try await client.exchange(target), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("<X-NSCP-WCAP-ERRNO>0</X-NSCP-WCAP-ERRNO>"))
            let seen = try await gateway.client("jdoe").get("/CalendarData/Calendar.ics").text.contentLines
            #expect(seen.contains("SUMMARY:café") && seen.contains("LOCATION:<NONE>") && seen.contains("RRULE:FREQ=DAILY;COUNT=2"))
        }
    }

    @Test("A published series, one occurrence changed over WCAP, and the subscriber sees it")
    func acrossProtocols() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.put("/CalendarData/Calendar.ics", text: Samples.calendar(Samples.newYork, Samples.series))
            let before = try await jdoe.get("/CalendarData/Calendar.ics")
            let uid = try #require(before.text.contentLines.first { $0.hasPrefix("UID:") }).dropFirst(4)
            let client = jdoe.with(credentials: nil)
            let id = try await login(client, "jdoe")
            let stored = try await client.get(
                "/storeevents.wcap?id=\(id)&uid=\(uid)&rid=20260303T143000Z&mod=1&dtstart=20260303T160000Z&dtend=20260303T163000Z&summary=Moved\(calendar)&calid=jdoe"
            )
            #expect(stored.text.contains("X-NSCP-WCAP-ERRNO:0"))
            let after = try await jdoe.get("/CalendarData/Calendar.ics")
            let lines = after.text.contentLines
            #expect(after.etag != before.etag && lines.contains("SUMMARY:Moved"))
            #expect(lines.contains("RECURRENCE-ID;TZID=America/New_York:20260303T093000"))
            #expect(lines.contains("DTSTART;TZID=America/New_York:20260303T110000"))
            let expanded = try await client.get(
                "/wcap/fetchcomponents_by_range.wcap?id=\(id)&dtstart=20260302T000000Z&dtend=20260304T000000Z\(calendar)")
            #expect(
                expanded.text.contentLines.filter { $0.hasPrefix("DTSTART") } == ["DTSTART:20260302T143000Z", "DTSTART:20260303T160000Z"])
        }
    }

    @Test("Imports and exports as old clients post them")
    func posts() async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe").with(credentials: nil)
            let id = try await login(client, "jdoe")
            // LF only, a TZID without VTIMEZONE, DURATION instead of DTEND, an octet-stream part.
            let file =
                "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:imp\nDTSTAMP:20260101T000000Z\nDTSTART;TZID=Europe/Paris:20260301T100000\nDURATION:PT1H\nSUMMARY:imported\nEND:VEVENT\nEND:VCALENDAR\n"
            let body =
                "--B\r\nContent-Disposition: form-data; name=\"Upload\"; filename=\"a.ics\"\r\nContent-Type: application/octet-stream\r\n\r\n\(file)\r\n--B--\r\n"
            let form = [("Content-Type", "multipart/form-data; boundary=B")]
            for _ in 0..<2 {
                let imported = try await client.send(
                    "POST", "/import.wcap?id=\(id)&calid=jdoe&dtstart=0&dtend=0&content-in=text/calendar\(calendar)", headers: form,
                    text: body)
                #expect(imported.status == 200 && imported.text.contains("X-NSCP-WCAP-ERRNO:0"))
            }
            let empty = "--B\r\nContent-Disposition: form-data; name=\"Download\"\r\n\r\n\r\n--B--\r\n"
            let exported = try await client.send(
                "POST", "/export.wcap?id=\(id)&calid=jdoe&dtstart=0&dtend=0&content-out=text/calendar", headers: form, text: empty)
            let lines = exported.text.contentLines
            #expect(lines.filter { $0 == "UID:imp" }.count == 1 && lines.contains("TZID:Europe/Paris"))
            #expect(!exported.text.contains("CALPROPS") && !exported.text.contains("ERRNO"))
            #expect(exported.header("Content-Disposition")?.contains("export.ics") == true)
            let urlEncoded = try await client.send(
                "POST", "/export.wcap", headers: [("Content-Type", "application/x-www-form-urlencoded")],
                text: "id=\(id)%0D%0A&calid=jdoe&dtstart=20260101&content-out=text/xml")
            #expect(urlEncoded.text.contains("<START>20260301T090000Z</START>") && urlEncoded.text.contains("<X-NSCP-WCAP-ERRNO>0<"))
            let broken = try await client.send(
                "POST", "/import.wcap?id=\(id)&calid=jdoe\(calendar)", headers: [("Content-Type", "multipart/form-data")], text: body)
            #expect(broken.status == 200 && broken.text.contains("X-NSCP-WCAP-ERRNO:77"))
        }
    }

    @Test("Administrative commands are for the administrative listener")
    func administration() async throws {
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe").with(credentials: nil)
            _ = try await login(client, "jdoe")
            let target = "/get_session.wcap?user=admin&password=\(RunningGateway.password)\(calendar)"
            #expect(try await client.get(target).text.contains("X-NSCP-WCAP-ERRNO:52"))
            let admin = HTTPClient(port: gateway.adminPort)
            #expect(try await admin.get(target).text.contains("X-NSCP-WCAP-USER-ID:jdoe@"))
        }
    }
}
