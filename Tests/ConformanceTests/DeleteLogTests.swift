import CalendarService
import CalendarStore
import Calgate
import GatewayTesting
import Testing

/// WCAP's delete log learns of what is deleted through the other protocols.
struct DeleteLogTests {
    private func deleted(_ session: WCAPSession) async throws -> [String] {
        let lines = try await session.lines("fetch_deletedcomponents?calid=jdoe&dtstart=0&dtend=0&recurring=1&component-type=all")
        #expect(lines.errno == 0)
        return lines.filter { $0.hasPrefix("UID:") || $0.hasPrefix("RECURRENCE-ID") || $0.hasPrefix("X-NSCP-TRIGGERED_BY") }
    }

    private static let daily = """
        BEGIN:VEVENT
        UID:daily
        DTSTAMP:20260101T000000Z
        DTSTART:20260302T090000Z
        DTEND:20260302T100000Z
        RRULE:FREQ=DAILY;COUNT=5
        SUMMARY:Stand-up
        """

    @Test("A publish that no longer has an item, and an emptied calendar")
    func calendarData() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let session = try await WCAPSession(gateway, "jdoe")
            let both = Samples.calendar(Samples.event("one"), Samples.event("two"))
            _ = try await jdoe.put("/CalendarData/Calendar.ics", text: both)
            #expect(try await deleted(session).isEmpty)
            #expect(try await jdoe.put("/CalendarDataDel/Calendar.ics", text: Samples.calendar(Samples.event("two"))).status < 300)
            let first = try await deleted(session)
            #expect(first == ["UID:one", "X-NSCP-TRIGGERED_BY:jdoe"])
            #expect(try await jdoe.send("DELETE", "/CalendarData/Calendar.ics").status < 300)
            #expect(try await deleted(session).filter { $0.hasPrefix("UID") } == ["UID:one", "UID:two"])
        }
    }

    @Test("A zone of its own goes into the log with what names it: the times that clients see stay right")
    func privateZones() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let session = try await WCAPSession(gateway, "jdoe")
            let text = """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//Test//EN
                BEGIN:VTIMEZONE
                TZID:Ship's time
                BEGIN:STANDARD
                DTSTART:19700101T000000
                TZOFFSETFROM:+0545
                TZOFFSETTO:+0545
                END:STANDARD
                END:VTIMEZONE
                BEGIN:VEVENT
                UID:watch
                DTSTAMP:20260101T000000Z
                DTSTART;TZID=Ship's time:20260302T090000
                DTEND;TZID=Ship's time:20260302T100000
                RRULE:FREQ=DAILY;COUNT=3
                END:VEVENT
                END:VCALENDAR
                """.split(separator: "\n").joined(separator: "\r\n") + "\r\n"
            let path = "/CalDAV/Calendar/watch.ics"
            #expect(try await jdoe.put(path, headers: [("Content-Type", "text/calendar")], text: text).status == 201)
            #expect(try await session.errno("deleteevents_by_id?uid=watch&rid=20260303T031500Z&mod=1") == 0)
            func starts() async throws -> [String] {
                try await session.lines("fetch_deletedcomponents?calid=jdoe&recurring=0").filter { $0.hasPrefix("DTSTART") }
            }
            #expect(try await starts() == ["DTSTART:20260303T031500Z"])
            #expect(try await jdoe.send("DELETE", path).status == 204)
            #expect(try await starts() == ["20260303", "20260302", "20260304"].map { "DTSTART:\($0)T031500Z" })
        }
    }

    @Test("A CalDAV object that is deleted, and instances that a PUT leaves out")
    func calDAV() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let session = try await WCAPSession(gateway, "jdoe")
            let type = [("Content-Type", "text/calendar")]
            func put(_ lines: String) async throws -> Int {
                let text = Samples.calendar(Self.daily + "\n" + lines + (lines.isEmpty ? "" : "\n") + "END:VEVENT")
                return try await jdoe.put("/CalDAV/Calendar/daily.ics", headers: type, text: text).status
            }
            #expect(try await put("") == 201)
            #expect(try await put("EXDATE:20260303T090000Z") == 204)
            #expect(try await deleted(session) == ["UID:daily", "RECURRENCE-ID:20260303T090000Z", "X-NSCP-TRIGGERED_BY:jdoe"])
            // The same again deletes nothing more; another word of the series neither.
            #expect(try await put("EXDATE:20260303T090000Z\nLOCATION:here") == 204)
            #expect(try await deleted(session).count == 3)
            let shorter = Samples.calendar((Self.daily + "\nEXDATE:20260303T090000Z\nEND:VEVENT").replacing("COUNT=5", with: "COUNT=3"))
            #expect(try await jdoe.put("/CalDAV/Calendar/daily.ics", headers: type, text: shorter).status == 204)
            #expect(
                try await deleted(session).filter { $0.hasPrefix("RECURRENCE-ID") } == [
                    "RECURRENCE-ID:20260303T090000Z", "RECURRENCE-ID:20260305T090000Z", "RECURRENCE-ID:20260306T090000Z",
                ])
            #expect(try await jdoe.send("DELETE", "/CalDAV/Calendar/daily.ics").status == 204)
            let log = try await session.lines("fetch_deletedcomponents?calid=jdoe&dtstart=0&dtend=0&recurring=1")
            #expect(log.contains("RRULE:FREQ=DAILY;COUNT=3"))
        }
    }

    @Test("An instance that was added out of the rule and goes again")
    func overrides() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let session = try await WCAPSession(gateway, "jdoe")
            let extra = Samples.event("daily", start: "20260401T090000Z", end: "20260401T100000Z", extra: "RECURRENCE-ID:20260401T090000Z")
            _ = try await jdoe.put("/CalendarData/Calendar.ics", text: Samples.calendar(Self.daily + "\nEND:VEVENT", extra))
            _ = try await jdoe.put("/CalendarData/Calendar.ics", text: Samples.calendar(Self.daily + "\nEND:VEVENT"))
            #expect(try await deleted(session).contains("RECURRENCE-ID:20260401T090000Z"))
        }
    }

    @Test("Items that go because the calendar is brought back to an earlier state")
    func restore() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let session = try await WCAPSession(gateway, "jdoe")
            _ = try await jdoe.put("/CalendarData/Calendar.ics", text: Samples.calendar(Samples.event("one")))
            try await gateway.withStore { open, caller in
                let before = try await open.service.calendar(.calid("jdoe"), for: caller).calendar.contentModified
                _ = try await jdoe.put(
                    "/CalendarData/Calendar.ics", text: Samples.calendar(Samples.event("one"), Samples.event("two")))
                _ = try await open.service.restore(.calid("jdoe"), at: before, uid: nil, for: caller)
            }
            #expect(try await deleted(session).filter { $0.hasPrefix("UID") } == ["UID:two"])
        }
    }

    @Test("WCAP's own deletions over a range, instance by instance")
    func range() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let session = try await WCAPSession(gateway, "jdoe")
            _ = try await jdoe.put("/CalendarData/Calendar.ics", text: Samples.calendar(Self.daily + "\nEND:VEVENT"))
            #expect(
                try await session.errno("deleteevents_by_range?calid=jdoe&dtstart=20260303T000000Z&dtend=20260304T000000Z") == 0)
            #expect(try await deleted(session) == ["UID:daily", "RECURRENCE-ID:20260303T090000Z", "X-NSCP-TRIGGERED_BY:jdoe"])
        }
    }
}
