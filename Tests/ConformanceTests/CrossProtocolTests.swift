import Foundation
import GatewayTesting
import Testing

/// What one protocol writes, all others see at once.
struct CrossProtocolTests {
    private let file = "/CalendarData/Calendar.ics"
    private let feed = "/webcal/collection/jdoe"

    @Test("A published series changed by WCAP: every reader sees the override and the exception, and every validator moves")
    func publishedThenChangedByWCAP() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let put = try await jdoe.put(file, text: Samples.calendar(Samples.newYork, Samples.series, Samples.event("other")))
            #expect(put.status == 204)
            let feedTag = try #require(try await jdoe.get(feed).etag)
            let wcap = try await WCAPClient(gateway)
            let range = "dtstart=20260301T000000Z&dtend=20260401T000000Z"
            let expanded = try await wcap.call("fetchcomponents_by_range", "calid=jdoe&\(range)")
            // Ten weekdays at 9:30, five before and five after the change of the clocks, and the other event.
            #expect(expanded.contentLines.filter { $0 == "BEGIN:VEVENT" }.count == 11)
            #expect(expanded.contains("20260306T143000Z") && expanded.contains("20260309T133000Z"))

            let stored = try await wcap.call(
                "storeevents",
                "calid=jdoe&uid=series&rid=20260304T143000Z&mod=1&dtstart=20260304T160000Z&dtend=20260304T170000Z&summary=Moved")
            #expect(stored.contentLines.contains("X-NSCP-WCAP-ERRNO:0"))
            let deleted = try await wcap.call("deleteevents_by_id", "calid=jdoe&uid=series&rid=20260305T143000Z&mod=1")
            #expect(deleted.contentLines.contains("X-NSCP-WCAP-ERRNO:0"))

            let get = try await jdoe.get(file)
            #expect(get.etag != put.etag)
            let override = try #require(get.text.components(separatedBy: "BEGIN:VEVENT").first { $0.contains("RECURRENCE-ID") })
            #expect(override.contains("SUMMARY:Moved") && override.contains("UID:series"))
            #expect(Self.instants(of: "RECURRENCE-ID", in: override) == ["20260304T143000Z"])
            #expect(Self.instants(of: "DTSTART", in: override) == ["20260304T160000Z"])
            let master = try #require(get.text.components(separatedBy: "BEGIN:VEVENT").first { $0.contains("RRULE:FREQ=WEEKLY") })
            #expect(Self.instants(of: "EXDATE", in: master) == ["20260305T143000Z"])
            #expect(master.contentLines.contains("RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=10"))
            #expect(master.contentLines.contains("DTSTART;TZID=America/New_York:20260302T093000"))
            let newFeed = try await jdoe.get(feed, headers: [("If-None-Match", feedTag)])
            #expect(newFeed.status == 200 && newFeed.text.contains("SUMMARY:Moved"))
            let resource = try await jdoe.get("/CalDAV/Calendar/series.ics")
            #expect(resource.status == 200 && resource.text.contains("SUMMARY:Moved") && resource.text.contains("EXDATE"))
            #expect(try await jdoe.get("/CalDAV/Calendar/other.ics").text.contains("UID:other"))
            let after = try await wcap.call("fetchcomponents_by_range", "calid=jdoe&\(range)")
            #expect(after.contentLines.filter { $0 == "BEGIN:VEVENT" }.count == 10)
        }
    }

    @Test("Stored by WCAP, changed by a publisher, by CalDAV, deleted by WCAP") func writtenByWCAP() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let wcap = try await WCAPClient(gateway)
            let stored = try await wcap.call(
                "storeevents",
                "calid=jdoe&uid=w1&dtstart=20260302T090000Z&dtend=20260302T100000Z&rrules=%22freq%3Ddaily%3Bcount%3D5%22&summary=Daily&X-NSCP=1"
            )
            #expect(stored.contentLines.contains("X-NSCP-WCAP-ERRNO:0"))
            let published = try await jdoe.get(file)
            #expect(published.text.contains("UID:w1") && published.text.contains("COUNT=5"))

            // The publisher reads, changes a word and writes the whole file back.
            let edited = published.text.replacingOccurrences(of: "SUMMARY:Daily", with: "SUMMARY:Every day")
            let put = try await jdoe.put(
                "/CalendarDataDel/Calendar.ics", headers: [("If-Match", published.etag ?? "")], text: edited)
            #expect(put.status == 204 && put.etag != published.etag)
            let fetched = try await wcap.call("fetchevents_by_id", "calid=jdoe&uid=w1&recurring=1")
            #expect(fetched.contains("SUMMARY:Every day"))

            // A CalDAV client adds an exception.
            let resource = try await jdoe.get("/CalDAV/Calendar/w1.ics")
            let etag = try #require(resource.etag)
            let exception = resource.text.replacingOccurrences(of: "END:VEVENT", with: "EXDATE:20260303T090000Z\r\nEND:VEVENT")
            let saved = try await jdoe.put(
                "/CalDAV/Calendar/w1.ics", headers: [("If-Match", etag), ("Content-Type", "text/calendar")], text: exception)
            #expect([201, 204].contains(saved.status), "\(saved.status) \(saved.text)")
            #expect(try await jdoe.get(file).text.contains("EXDATE:20260303T090000Z"))
            let expanded = try await wcap.call("fetchcomponents_by_range", "calid=jdoe&dtstart=20260301T000000Z&dtend=20260401T000000Z")
            #expect(expanded.contentLines.filter { $0 == "BEGIN:VEVENT" }.count == 4)

            // A guard from before all this holds nothing any more.
            let stale = try await jdoe.put("/CalendarDataDel/Calendar.ics", headers: [("If-Match", put.etag ?? "")], text: edited)
            #expect(stale.status == 412)
            _ = try await wcap.call("deleteevents_by_id", "calid=jdoe&uid=w1&mod=4")
            #expect(!(try await jdoe.get(file).text.contains("UID:w1")))
            #expect(try await jdoe.get("/CalDAV/Calendar/w1.ics").status == 404)
            #expect(!(try await jdoe.get(feed).text.contains("UID:w1")))
        }
    }

    @Test("What nobody understands survives a change through any protocol") func unknownThingsSurvive() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let kept = "X-FOO;X-BAR=\"a;b\":odd\nCONFERENCE;VALUE=URI;FEATURE=AUDIO:tel:+1-412-555-0123\nSTATUS:PERHAPS"
            _ = try await jdoe.put(file, text: Samples.calendar(Samples.newYork, Samples.event("odd", extra: kept)))
            let wcap = try await WCAPClient(gateway)
            let stored = try await wcap.call("storeevents", "calid=jdoe&uid=odd&summary=New%20words")
            #expect(stored.contentLines.contains("X-NSCP-WCAP-ERRNO:0"))
            let lines = try await jdoe.get(file).text.contentLines
            #expect(lines.contains("SUMMARY:New words"))
            for line in kept.components(separatedBy: "\n") { #expect(lines.contains(line), "\(line) was lost") }
            #expect(lines.contains("DTSTART:20260302T090000Z") && lines.contains("DTEND:20260302T100000Z"))
        }
    }

    @Test("The demo calendars do what the README shows") func readme() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let work = String(decoding: try Data(contentsOf: TestFiles.demo.appendingPathComponent("work.ics")), as: UTF8.self)
            let holidays = String(decoding: try Data(contentsOf: TestFiles.demo.appendingPathComponent("holidays.ics")), as: UTF8.self)
            #expect(try await jdoe.put(file, text: work).status == 204)
            #expect(try await jdoe.put("/CalendarData/Holidays.ics", text: holidays).status == 201)
            #expect(try await jdoe.get("/CalendarData/Holidays.ics").text.contains("BEGIN:VEVENT"))
            #expect(try await jdoe.get(feed).status == 200)
            let home = try await jdoe.send("PROPFIND", "/CalDAV/", headers: [("Depth", "1")])
            #expect(home.status == 207 && home.text.contains("/CalDAV/"))
            let wcap = try await WCAPClient(gateway)
            let week = try await wcap.call("fetchcomponents_by_range", "calid=jdoe&dtstart=20261123T000000Z&dtend=20261128T000000Z")
            // Five working days less Thanksgiving, Wednesday's at another time, and what else the week holds.
            let starts = week.components(separatedBy: "BEGIN:VEVENT").filter { $0.contains("UID:demo-standup") }
            #expect(starts.count == 4)
            let stored = try await wcap.call(
                "storeevents", "calid=jdoe&uid=demo-standup&rid=20261123T143000Z&mod=1&summary=Stand-up%20in%20the%20park")
            #expect(stored.contentLines.contains("X-NSCP-WCAP-ERRNO:0"))
            let override = try await jdoe.get(file).text.components(separatedBy: "BEGIN:VEVENT").first { $0.contains("in the park") }
            #expect(override?.contains("RECURRENCE-ID") == true && override?.contains("20261123") == true)
        }
    }

    /// The values of a property as UTC instants, read in New York's clock where it has a zone.
    private static func instants(of property: String, in component: String) -> [String] {
        component.contentLines.filter { $0.hasPrefix(property) }.flatMap { line -> [String] in
            let values = (line.split(separator: ":").last ?? "").split(separator: ",").map(String.init)
            guard line.contains("TZID=America/New_York") else { return values }
            // Standard time, as all dates of these tests that stand in a zone before 8 March are.
            return values.map { value in
                let hour = Int(value.dropFirst(9).prefix(2)) ?? 0
                return value.prefix(9) + (hour + 5 < 10 ? "0" : "") + "\(hour + 5)" + value.dropFirst(11) + "Z"
            }
        }
    }
}

/// A WCAP client in a session of jdoe's.
struct WCAPClient {
    private let client: HTTPClient
    let session: String

    init(_ gateway: RunningGateway, user: String = "jdoe") async throws {
        client = gateway.client(nil)
        let login = try await client.get("/login.wcap?user=\(user)&password=\(RunningGateway.password)&fmt-out=text/calendar")
        let line = login.text.contentLines.first { $0.hasPrefix("X-NSCP-WCAP-SESSION-ID:") }
        session = String(try #require(line).dropFirst("X-NSCP-WCAP-SESSION-ID:".count))
    }

    /// Runs a command and returns its text/calendar answer.
    func call(_ command: String, _ parameters: String) async throws -> String {
        let answer = try await client.get("/\(command).wcap?id=\(session)&\(parameters)&fmt-out=text/calendar")
        try #require(answer.status == 200, "\(command): \(answer.status)")
        return answer.text
    }
}
