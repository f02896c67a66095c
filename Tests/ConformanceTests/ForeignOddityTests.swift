import GatewayTesting
import Testing

/// What other programs' calendars brought up: shown and edited through WCAP as people expect.
struct ForeignOddityTests {
    private static func with(
        _ lines: [String], _ body: @escaping @Sendable (WCAPSession, HTTPClient) async throws -> Void
    ) async throws {
        let text = (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Other//EN"] + lines + ["END:VCALENDAR", ""]).joined(separator: "\r\n")
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            #expect(try await client.put("/CalendarData/Calendar.ics", text: text).status < 300)
            try await body(try await WCAPSession(gateway, "jdoe"), client)
        }
    }

    @Test func aToDoDueOnADateIsDueThatDay() async throws {
        try await Self.with(["BEGIN:VTODO", "UID:tax", "DUE;VALUE=DATE:20270501", "SUMMARY:Tax", "END:VTODO"]) { session, _ in
            let lines = try await session.lines("fetchtodos_by_id?calid=jdoe&uid=tax")
            #expect(lines.contains("DUE;VALUE=DATE:20270501"))
        }
    }

    @Test func namesInLowerCaseAreShownAsClientsLookForThem() async throws {
        try await Self.with(["begin:vevent", "uid:low", "dtstart:20270501T100000Z", "summary;x-p=1:Hello", "end:vevent"]) {
            session, client in
            let lines = try await session.lines("fetchevents_by_id?calid=jdoe&uid=low")
            #expect(lines.contains { $0.uppercased() == "SUMMARY;X-P=1:HELLO" && $0.hasPrefix("SUMMARY;") && $0.hasSuffix(":Hello") })
            #expect(try await client.get("/CalendarData/Calendar.ics").text.contains("summary;x-p=1:Hello"))
        }
    }

    @Test func anItemInAZoneThatNobodyKnowsIsEdited() async throws {
        let lines = [
            "BEGIN:VEVENT", "UID:odd", "DTSTART;TZID=\"LOLOLOL\":20270403T100000", "RRULE:FREQ=MONTHLY;COUNT=6", "SUMMARY:Call",
            "END:VEVENT",
        ]
        try await Self.with(lines) { session, client in
            #expect(try await session.errno("storeevents?calid=jdoe&uid=odd&rid=20270503T100000Z&mod=1&summary=edited") == 0)
            let text = try await client.get("/CalendarData/Calendar.ics").text
            #expect(text.contains("SUMMARY:edited") && text.contains("SUMMARY:Call"))
        }
    }
}
