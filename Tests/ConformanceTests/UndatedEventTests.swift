import GatewayTesting
import Testing

/// An event without DTSTART: RFC 2445 allowed it and RFC 5545 section 3.6.1 does beside a METHOD, so a published file may have one. CalDAV,
/// which has no METHOD, takes none (RFC 4791 section 5.3.2.1); what came by the other way it serves whole, and leaves alone.
struct UndatedEventTests {
    private static let event =
        "BEGIN:VEVENT\r\nUID:undated\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Some day\r\nX-KEEP:this\r\nEND:VEVENT\r\n"
    private static let file = Samples.calendar(event + Samples.event("dated"))

    @Test(arguments: ["CalendarData", "import"])
    func itIsKeptAndServedByAll(way: String) async throws {
        try await RunningGateway.run { gateway async throws in
            let client = gateway.client("jdoe")
            let wcap = try await WCAPSession(gateway, "jdoe")
            if way == "import" {
                #expect(try await wcap.importing(Self.file, into: "jdoe").errno == 0)
            } else {
                #expect(try await client.put("/CalendarData/Calendar.ics", text: Self.file).status < 300)
            }
            let object = try await client.get("/CalDAV/Calendar/undated.ics")
            #expect(object.status == 200 && object.text.contains(Self.event))
            let shown = try await wcap.lines("fetchevents_by_id?calid=jdoe&uid=undated")
            #expect(shown.contains("SUMMARY:Some day"), "\(shown)")
            #expect(try await client.get("/CalendarData/Calendar.ics").text.contains(Self.event))

            // An edit that leaves it undated is refused, and harms nothing.
            let edited = Samples.calendar(Self.event.replacing("Some day", with: "Some other day"))
            let refused = try await client.put("/CalDAV/Calendar/undated.ics", text: edited)
            #expect(refused.status == 403 && refused.text.contains("valid-calendar-data") && refused.text.contains("DTSTART"))
            let after = try await client.get("/CalDAV/Calendar/undated.ics")
            #expect(after.etag == object.etag && after.text == object.text)

            // One that gives it a place in time is taken, and the others see it.
            let dated = edited.replacing("SUMMARY:Some other", with: "DTSTART:20260302T090000Z\r\nSUMMARY:Some other")
            #expect(try await client.put("/CalDAV/Calendar/undated.ics", text: dated).status == 204)
            #expect(try await client.get("/CalendarData/Calendar.ics").text.contains("DTSTART:20260302T090000Z\r\nSUMMARY:Some other day"))
        }
    }
}
