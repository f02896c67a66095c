import GatewayTesting
import Testing
import XMLDocument

/// What CalendarData publishes CalDAV shows, and the other way round, at once.
struct CrossProtocolTests {
    @Test("A published calendar is one resource a UID, with ETag, zone and overrides")
    func published() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let text = Sample.calendar(
                Sample.series.contentLines.filter {
                    !$0.hasPrefix("BEGIN:VCAL") && !$0.hasPrefix("END:VCAL") && !$0.hasPrefix("VERSION") && !$0.hasPrefix("PRODID")
                } + Sample.component("VEVENT", "odd/uid", Sample.morning))
            #expect(
                try await jdoe.put("/CalendarData/Calendar.ics", headers: [("Content-Type", "text/calendar")], text: text).status == 204)
            let list = try await jdoe.propfind("/CalDAV/Calendar/", depth: "1", "<getetag/><getcontentlength/>").resources.dropFirst()
            #expect(list.count == 2)
            #expect(list.first?.href == "/CalDAV/~jdoe/Calendar/series.ics")
            for resource in list {
                let get = try await jdoe.get(resource.href)
                #expect(get.etag == resource.text(.dav("getetag")))
                #expect(String(get.body.count) == resource.text(.dav("getcontentlength")))
            }
            let series = try await jdoe.get("/CalDAV/Calendar/series.ics").text.contentLines
            #expect(series.filter { $0 == "BEGIN:VEVENT" }.count == 2)
            #expect(series.contains("TZID:Europe/Berlin"))
            // The same again: nothing changes.
            let token = try #require(try await jdoe.sync().syncToken)
            _ = try await jdoe.put("/CalendarDataDel/Calendar.ics", headers: [("Content-Type", "text/calendar")], text: text)
            #expect(try await jdoe.sync(token: token).resources.isEmpty)
        }
    }

    @Test("What is PUT shows in CalendarData, what is removed there is gone here and reported")
    func putAndRemove() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.putEvent("/CalDAV/Calendar/a.ics", uid: "a")
            #expect(try await jdoe.get("/CalendarData/Calendar.ics").text.contentLines.contains("UID:a"))
            let token = try #require(try await jdoe.sync().syncToken)
            #expect(try await jdoe.send("DELETE", "/CalendarData/Calendar.ics").status == 204)
            #expect(try await jdoe.sync(token: token)["/CalDAV/~jdoe/Calendar/a.ics"]?.status == 404)
            #expect(try await jdoe.get("/CalDAV/Calendar/a.ics").status == 404)
        }
    }
}
