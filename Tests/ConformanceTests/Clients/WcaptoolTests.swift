import Foundation
import GatewayTesting
import Testing

/// What the Perl wcaptool of OpenSync sends: nothing encoded, values cut out with `\w+`, imports without carriage returns.
struct WcaptoolTests {
    @Test("Log in, import, export, fetch, delete, log out")
    func sequence() async throws {
        try await RunningGateway.run { gateway in
            let wire = WCAPWire(gateway)
            let login = try await wire.get("login.wcap?user=jdoe&password=\(RunningGateway.password)&fmt-out=text/calendar")
            let id = try #require(login.word(after: "WCAP-SESSION-ID:"))
            #expect(login.says("X-NSCP-WCAP-SESSION-ID", id))
            #expect(login.word(after: "WCAP-USER-ID:") == "jdoe")
            #expect(login.word(after: "WCAP-CALENDAR-ID:") == "jdoe")
            let list = try await wire.get("list.wcap?id=\(id)&userid=jdoe&fmt-out=text/calendar")
            #expect(list.lines("X-S1CS-CALPROPS-OWNED-CALENDAR", are: "jdoe"))

            let calendar = Samples.calendar(Samples.event("u1", summary: "One"), Samples.series).replacingOccurrences(of: "\r", with: "")
            let upload =
                "--xYzZY\nContent-Disposition: form-data; name=\"Upload\"; filename=\"event.ics\"\nContent-Type: text/calendar\n\n\(calendar)\n--xYzZY--\n"
            let form = "multipart/form-data; boundary=xYzZY"
            let imported = try await wire.post(
                "import.wcap?id=\(id)&calid=jdoe&dtstart=0&dtend=0&content-in=text/calendar&fmt-out=text/calendar", type: form, body: upload
            )
            #expect(imported.word(after: "WCAP-ERRNO:") == "0")
            let download = "--xYzZY\r\nContent-Disposition: form-data; name=\"Download\"\r\n\r\n\r\n--xYzZY--\r\n"
            let exported = try await wire.post(
                "export.wcap?id=\(id)&calid=jdoe&dtstart=0&dtend=0&content-out=text/calendar", type: form, body: download)
            #expect(exported.components(separatedBy: "BEGIN:VEVENT").count == 3)
            #expect(Set(exported.lines("UID")) == ["u1", "series"])
            #expect(exported.lines("LAST-MODIFIED").count == 2)
            #expect(!exported.contains("CALPROPS-LAST-MODIFIED"))

            let whole = try await wire.get(
                "fetchevents_by_id.wcap?id=\(id)&calid=jdoe&uid=series&rid=0&mod=1&compressed=1&recurring=1&fmt-out=text/calendar")
            #expect(whole.says("RRULE", "FREQ=WEEKLY;COUNT=10;BYDAY=MO,TU,WE,TH,FR"))
            #expect(whole.lines("UID").count == 1)
            let one = try await wire.get(
                "fetchevents_by_id.wcap?id=\(id)&calid=jdoe&uid=series&rid=20260303T143000Z&mod=1&compressed=0&recurring=0&fmt-out=text/calendar"
            )
            #expect(one.lines("RECURRENCE-ID", are: "20260303T143000Z"))
            #expect(one.lacks("RRULE"))

            let deleted = try await wire.get(
                "deleteevents_by_id.wcap?id=\(id)&calid=jdoe&uid=u1;series&rid=0;0&mod=4;4&notify=0&fmt-out=text/calendar")
            #expect(deleted.word(after: "WCAP-ERRNO:") == "0")
            #expect(deleted.lines("REQUEST-STATUS") == Array(repeating: "2.0;Success.  Delete successful.", count: 2))
            let gone = try await wire.get(
                "deleteevents_by_id.wcap?id=\(id)&calid=jdoe&uid=u1&rid=0&mod=4&notify=1&fmt-out=text/calendar")
            #expect(gone.word(after: "WCAP-ERRNO:") == "59")
            #expect(gone.line("REQUEST-STATUS")?.hasPrefix("2.") == false)
            #expect(try await wire.get("logout.wcap?id=\(id)&fmt-out=text/calendar").contains("X-NSCP-WCAP-ERRNO:-1"))
        }
    }
}
