import GatewayTesting
import Testing
import XMLDocument

/// PUT, GET, DELETE, COPY, MOVE and POST of objects (RFC 4791 section 5.3).
struct ObjectTests {
    private let path = "/CalDAV/Calendar/a.ics"

    @Test("What is PUT is what is GOT, octet for octet, under a strong ETag")
    func octets() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let text = Sample.event("a", Sample.morning + ["X-ODD;X-P=\"q\":  spaces kept ", "DESCRIPTION:Grüße 🎉\\, ok"])
            let put = try await jdoe.put(path, headers: [("Content-Type", "text/calendar")], text: text)
            #expect(put.status == 201)
            #expect(put.header("Location") == "/CalDAV/~jdoe/Calendar/a.ics")
            let get = try await jdoe.get(path)
            #expect(get.body == Array(text.utf8))
            #expect(get.etag != nil && get.etag == put.etag)
            #expect(try await jdoe.send("HEAD", path).body.isEmpty)
            #expect(try await jdoe.get(path, headers: [("If-None-Match", get.etag ?? "")]).status == 304)
        }
    }

    @Test("A repaired text gets no ETag from PUT")
    func repaired() async throws {
        try await RunningGateway.run { gateway in
            let text = Sample.event("a").replacing("\r\n", with: "\n")
            let put = try await gateway.client("jdoe").put(path, headers: [("Content-Type", "text/calendar")], text: text)
            #expect(put.status == 201 && put.etag == nil)
            #expect(try await gateway.client("jdoe").get(path).text == Sample.event("a"))
        }
    }

    @Test("Conditions decide")
    func conditions() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            #expect(try await jdoe.putEvent(path, uid: "a", headers: [("If-Match", "\"x\"")]).status == 412)
            let etag = try #require(try await jdoe.putEvent(path, uid: "a", headers: [("If-None-Match", "*")]).etag)
            #expect(try await jdoe.putEvent(path, uid: "a", headers: [("If-None-Match", "*")]).status == 412)
            #expect(try await jdoe.putEvent(path, uid: "a", Sample.morning + ["LOCATION:x"], headers: [("If-Match", etag)]).status == 204)
            #expect(try await jdoe.send("DELETE", path, headers: [("If-Match", etag)]).status == 412)
            #expect(try await jdoe.send("DELETE", path).status == 204)
            #expect(try await jdoe.send("DELETE", path).status == 404)
            #expect(try await jdoe.get(path).status == 404)
        }
    }

    @Test("A text that is no calendar object is refused with the RFC's precondition")
    func refusals() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let two = Sample.calendar(Sample.component("VEVENT", "a", Sample.morning) + Sample.component("VEVENT", "b", Sample.morning))
            let cases: [(String, String, XMLName)] = [
                (Sample.event("a").replacing("UID:a\r\n", with: ""), "text/calendar", .caldav("valid-calendar-object-resource")),
                (two, "text/calendar", .caldav("valid-calendar-object-resource")),
                (
                    Sample.event("a").replacing("VERSION:2.0", with: "VERSION:2.0\r\nMETHOD:REQUEST"), "text/calendar",
                    .caldav("valid-calendar-object-resource")
                ),
                (
                    Sample.calendar(["BEGIN:VTIMEZONE", "TZID:X", "END:VTIMEZONE"]), "text/calendar",
                    .caldav("valid-calendar-object-resource")
                ),
                ("junk", "text/calendar", .caldav("valid-calendar-data")),
                (
                    Sample.calendar(Sample.component("VFREEBUSY", "f", Sample.morning)), "text/calendar",
                    .caldav("supported-calendar-component")
                ),
                (Sample.event("a", ["DTSTART:20260230T090000Z"]), "text/calendar", .caldav("valid-calendar-data")),
                (Sample.event("a", Sample.morning + ["RRULE:FREQ=SOMETIMES"]), "text/calendar", .caldav("valid-calendar-data")),
                (Sample.event("a"), "text/vcard", .caldav("supported-calendar-data")),
            ]
            for (text, type, condition) in cases {
                let answer = try await jdoe.put(path, headers: [("Content-Type", type)], text: text)
                #expect(answer.status == 403)
                #expect(answer.preconditions.contains(condition), "\(condition): \(answer.text)")
            }
            #expect(try await jdoe.get(path).status == 404)
        }
    }

    @Test("One UID, one resource: the other one is named")
    func uidConflict() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.putEvent(path, uid: "a")
            let other = try await jdoe.putEvent("/CalDAV/Calendar/b.ics", uid: "a")
            #expect(other.status == 403 && other.preconditions.contains(.caldav("no-uid-conflict")))
            #expect(other.text.contains("/CalDAV/~jdoe/Calendar/a.ics"))
            let changed = try await jdoe.putEvent(path, uid: "z")
            #expect(changed.status == 403 && changed.preconditions.contains(.caldav("no-uid-conflict")))
        }
    }

    @Test(
        "Names of resources are free",
        arguments: [
            "no-suffix", "with blank.ics", "grüße.ics", "a%2Fb.ics", "UPPER.ICS", String(repeating: "long", count: 60) + ".ics",
            "50%25.ics", "a;b,c=d&e.ics",
        ])
    func names(name: String) async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let encoded = name.replacing(" ", with: "%20").replacing("ü", with: "%C3%BC").replacing("ß", with: "%C3%9F")
            let put = try await jdoe.putEvent("/CalDAV/Calendar/" + encoded, uid: "a")
            #expect(put.status == 201)
            let href = try #require(try await jdoe.propfind("/CalDAV/Calendar/", depth: "1", "<getetag/>").hrefs.last)
            #expect(href == put.header("Location"))
            #expect(try await jdoe.get(href).status == 200)
        }
    }

    @Test("COPY and MOVE, within and between calendars, with and without Overwrite")
    func transfer() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            #expect(try await jdoe.send("MKCALENDAR", "/CalDAV/Other/").status == 201)
            let etag = try #require(try await jdoe.putEvent(path, uid: "a").etag)
            func move(_ method: String, _ from: String, _ to: String, overwrite: String = "T") async throws -> Int {
                try await jdoe.send(method, from, headers: [("Destination", to), ("Overwrite", overwrite)]).status
            }
            #expect(try await move("COPY", path, "/CalDAV/Calendar/copy.ics") == 403)
            #expect(try await move("COPY", path, "http://127.0.0.1:\(gateway.port)/CalDAV/~jdoe/Other/a%2Eics") == 201)
            #expect(try await move("COPY", path, "/CalDAV/Other/a.ics", overwrite: "F") == 412)
            #expect(try await move("COPY", path, "/CalDAV/Other/a.ics") == 204)
            #expect(try await move("MOVE", path, "/CalDAV/Calendar/renamed.ics") == 201)
            #expect(try await jdoe.get(path).status == 404)
            #expect(try await jdoe.get("/CalDAV/Calendar/renamed.ics").etag == etag)
            #expect(try await move("MOVE", "/CalDAV/Calendar/renamed.ics", "/CalDAV/Nowhere/x.ics") == 409)
            #expect(try await move("MOVE", "/CalDAV/Calendar/renamed.ics", "http://elsewhere.example/CalDAV/Other/x.ics") == 502)
            #expect(try await move("MOVE", "/CalDAV/Calendar/renamed.ics", "/CalDAV/Other/a.ics") == 204)
            #expect(try await jdoe.propfind("/CalDAV/Calendar/", depth: "1", "<getetag/>").hrefs.count == 1)
        }
    }

    @Test("POST to a calendar adds under a name of the server's, return=representation brings it back")
    func addMember() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let href = try #require(
                try await jdoe.propfind("/CalDAV/Calendar/", "<add-member/>").resources.first?.href(in: .dav("add-member")))
            let post = try await jdoe.send(
                "POST", href, headers: [("Content-Type", "text/calendar"), ("Prefer", "return=representation")], text: Sample.event("a"))
            #expect(post.status == 201)
            #expect(post.text == Sample.event("a"))
            #expect(try await jdoe.get(try #require(post.header("Location"))).text == Sample.event("a"))
        }
    }
}
