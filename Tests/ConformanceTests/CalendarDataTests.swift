import Foundation
import GatewayTesting
import Testing

/// `/CalendarData/` and `/CalendarDataDel/` on a real socket and a real database file (seed; CommuniGate Pro's realms).
struct CalendarDataTests {
    private let file = "/CalendarData/Calendar.ics"

    @Test("What is published comes back whole")
    func publishAndSubscribe() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let put = try await jdoe.put(file, text: Samples.calendar(Samples.newYork, Samples.series, Samples.event("one")))
            #expect(put.status == 204)
            let get = try await jdoe.get(file)
            #expect(get.status == 200)
            #expect(get.header("Content-Type") == "text/calendar; charset=utf-8")
            #expect(get.header("Content-Disposition")?.contains("Calendar.ics") == true)
            #expect(get.etag != nil && get.etag == put.etag)
            #expect(get.header("Last-Modified") != nil)
            let lines = get.text.contentLines
            #expect(lines.filter { $0 == "BEGIN:VTIMEZONE" }.count == 1)
            #expect(lines.contains("DTSTART;TZID=America/New_York:20260302T093000"))
            #expect(lines.contains("RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=10"))
            #expect(lines.contains("UID:one"))
        }
    }

    @Test("An empty calendar is a valid VCALENDAR without components")
    func emptyCalendar() async throws {
        try await RunningGateway.run { gateway async throws in
            let get = try await gateway.client("jdoe").get("/CalendarData/")
            #expect(get.status == 200)
            #expect(get.text.contentLines.first == "BEGIN:VCALENDAR" && get.text.contentLines.last == "END:VCALENDAR")
            #expect(!get.text.contains("BEGIN:VEVENT"))
        }
    }

    @Test(
        "PUT adds to what is there; the replacing realm and DeleteAll leave only the new file",
        arguments: [
            "/CalendarDataDel/Calendar.ics", "/CalendarData/Calendar.ics?DeleteAll=1", "/CalendarData/Calendar.ics?deleteall=%221%22",
            "/CalendarData/Calendar.ics?DeleteAll=\"1\"",
        ])
    func addAndReplace(replacing: String) async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.put(file, text: Samples.calendar(Samples.event("a")))
            _ = try await jdoe.put(file + "?DeleteAll=0", text: Samples.calendar(Samples.event("b")))
            #expect(try await jdoe.get(file).text.contentLines.filter { $0.hasPrefix("UID:") } == ["UID:a", "UID:b"])
            let put = try await jdoe.put(replacing, text: Samples.calendar(Samples.event("c")))
            #expect(put.status == 204)
            #expect(try await jdoe.get(file).text.contentLines.filter { $0.hasPrefix("UID:") } == ["UID:c"])
        }
    }

    @Test("One bad element, and nothing is added and nothing removed; every bad one is named")
    func allOrNothing() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.put(file, text: Samples.calendar(Samples.event("kept")))
            let before = try await jdoe.get(file)
            let bad = Samples.calendar(
                Samples.event("good"), Samples.event("feb30", start: "20260230T090000Z"),
                Samples.event("rule", extra: "RRULE:FREQ=SOMETIMES")
            )
            let put = try await jdoe.put("/CalendarDataDel/Calendar.ics", text: bad)
            #expect(put.status == 422)
            #expect(put.text.contains("feb30") && put.text.contains("rule"))
            #expect(put.text.contains("line "))
            let after = try await jdoe.get(file)
            #expect(after.body == before.body && after.etag == before.etag)
        }
    }

    @Test(
        "An empty body, HTML or half a file never wipes a calendar",
        arguments: [
            ("", 400), ("<html><body>Please log in</body></html>", 400),
            ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:x\r\n", 422),
        ])
    func brokenBodies(body: String, status: Int) async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.put(file, text: Samples.calendar(Samples.event("kept")))
            let put = try await jdoe.put("/CalendarDataDel/Calendar.ics", text: body)
            #expect(put.status == status)
            #expect(try await jdoe.get(file).text.contains("UID:kept"))
        }
    }

    @Test("Publishing the same file again changes nothing: ETag and Last-Modified stay")
    func nothingChanged() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let text = Samples.calendar(Samples.newYork, Samples.series, Samples.event("a"))
            _ = try await jdoe.put("/CalendarDataDel/Calendar.ics", text: text)
            let first = try await jdoe.get(file)
            let again = text.replacingOccurrences(of: "DTSTAMP:20260101T000000Z", with: "DTSTAMP:20260202T000000Z")
            _ = try await jdoe.put("/CalendarDataDel/Calendar.ics", text: again)
            let second = try await jdoe.get(file)
            #expect(second.etag == first.etag)
            #expect(second.header("Last-Modified") == first.header("Last-Modified"))
            #expect(try await jdoe.get(file, headers: [("If-None-Match", first.etag ?? "")]).status == 304)
        }
    }

    @Test("DELETE empties the calendar, which stays")
    func deleteAll() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.put(file, text: Samples.calendar(Samples.event("a")))
            #expect(try await jdoe.send("DELETE", file).status == 204)
            #expect(try await jdoe.send("DELETE", file).status == 204)
            let get = try await jdoe.get(file)
            #expect(get.status == 200 && !get.text.contains("UID:"))
            #expect(try await jdoe.send("DELETE", "/CalendarData/nowhere.ics").status == 404)
        }
    }

    @Test(
        "A calendar of one's own is made by the first PUT; names may hold slashes, blanks and other alphabets",
        arguments: [
            "/CalendarData/newcal.ics", "/CalendarData/Work/Project%20A.ics", "/CalendarData/%C3%9Cbung.ICS", "/CalendarData/~me/plain",
        ])
    func newCalendars(path: String) async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            #expect(try await jdoe.get(path).status == 404)
            #expect(try await jdoe.put(path, text: Samples.calendar(Samples.event("a"))).status == 201)
            #expect(try await jdoe.get(path).text.contains("UID:a"))
            #expect(try await jdoe.put(path, text: Samples.calendar(Samples.event("b"))).status == 204)
        }
    }

    @Test(
        "A calendar inside another one is refused, not an unknown error",
        arguments: ["/CalendarData/Work.ics", "/CalendarData/Work/A/b.ics"])
    func calendarInsideAnother(path: String) async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            #expect(try await jdoe.put("/CalendarData/Work/A.ics", text: Samples.calendar(Samples.event("a"))).status == 201)
            let put = try await jdoe.put(path, text: Samples.calendar(Samples.event("b")))
            #expect(put.status == 409 && put.text.contains("Work/A"))
        }
    }

    @Test("A dry run says what would happen and leaves no trace, nor a tag of a state that never was") func dryRun() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let before = try await jdoe.put(file, text: Samples.calendar(Samples.event("a")))
            let dry = try await jdoe.put(file + "?dryRun=1&DeleteAll=1", text: Samples.calendar(Samples.event("b")))
            #expect(dry.status == 200 && dry.text.contains("1 added") && dry.text.contains("1 removed") && dry.etag == nil)
            let json = try await jdoe.put(
                file + "?dryRun=1", headers: [("Accept", "application/json")], text: Samples.calendar(Samples.event("b")))
            #expect(json.text.contains("\"added\":1") && !json.text.contains("etag"))
            #expect(try await jdoe.get(file).etag == before.etag)
            #expect(try await jdoe.put("/CalendarData/new.ics?dryRun=1", text: Samples.calendar(Samples.event("b"))).status == 200)
            #expect(try await jdoe.get("/CalendarData/new.ics").status == 404)
        }
    }

    @Test("A date guards against what was changed this very moment, too") func staleByDate() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let first = try await jdoe.put(file, text: Samples.calendar(Samples.event("a")))
            let date = try #require(first.header("Last-Modified"))
            _ = try await jdoe.put(file, text: Samples.calendar(Samples.event("b")))
            let stale = [("If-Unmodified-Since", date)]
            #expect(try await jdoe.put("/CalendarDataDel/", headers: stale, text: Samples.calendar(Samples.event("a"))).status == 412)
            #expect(try await jdoe.send("DELETE", file, headers: stale).status == 412)
            #expect(try await jdoe.put("/CalDAV/Calendar/b.ics", headers: stale, text: Samples.calendar(Samples.event("b"))).status == 412)
            #expect(try await jdoe.get(file).text.contentLines.filter { $0.hasPrefix("UID:") } == ["UID:a", "UID:b"])
        }
    }

    @Test("A part of a file is not taken for the whole") func parts() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let part = [("Content-Range", "bytes 0-9/100")]
            #expect(try await jdoe.put(file, headers: part, text: Samples.calendar(Samples.event("a"))).status == 400)
            #expect(try await jdoe.put("/CalDAV/Calendar/a.ics", headers: part, text: Samples.calendar(Samples.event("a"))).status == 400)
            #expect(!(try await jdoe.get(file).text.contains("UID:a")))
        }
    }

    @Test("Folders of accounts without a shared calendar, and of accounts there are not, look alike") func foreignFolders() async throws {
        try await RunningGateway.run { gateway async throws in
            let susan = gateway.client("susan")
            func probe(_ path: String) async throws -> (status: Int, text: String?) {
                let answer = try await susan.send("PROPFIND", path, headers: [("Depth", "1")])
                return (answer.status, answer.text.split(separator: "\n").first.map(String.init))
            }
            for suffix in ["", "/", "/x.ics"] {
                let (known, unknown) = (try await probe("/CalendarData/~jdoe\(suffix)"), try await probe("/CalendarData/~nobody\(suffix)"))
                #expect(known == unknown && known.status == 404)
            }
            try await gateway.setAccess("jdoe", "susan^c^w^g")
            #expect(try await probe("/CalendarData/~jdoe/").status == 207)
        }
    }

    @Test("Everybody must log in, and a wrong password is 401 with a challenge")
    func authentication() async throws {
        try await RunningGateway.run { gateway async throws in
            for client in [gateway.client(nil), gateway.client("jdoe", password: "wrong"), gateway.client("nobody")] {
                let answer = try await client.get(file)
                #expect(answer.status == 401)
                #expect(answer.header("WWW-Authenticate")?.hasPrefix("Basic realm=") == true)
            }
        }
    }

    @Test("Foreign calendars: unknown without rights, then Select, Insert and Delete each alone")
    func foreignCalendars() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let susan = gateway.client("susan")
            let path = "/CalendarData/~jdoe/Calendar.ics"
            _ = try await jdoe.put(file, text: Samples.calendar(Samples.event("a")))
            #expect(try await susan.get(path).status == 404)
            #expect(try await susan.get("/CalendarData/~jdoe/nowhere.ics").status == 404)
            try await gateway.setAccess("jdoe", "susan^c^w^g")
            #expect(try await susan.get(path).status == 403)
            #expect(try await susan.put(path, text: Samples.calendar(Samples.event("b"))).status == 204)
            #expect(try await susan.put("/CalendarDataDel/~jdoe/Calendar.ics", text: Samples.calendar(Samples.event("c"))).status == 403)
            try await gateway.setAccess("jdoe", "susan^c^r^g")
            #expect(try await susan.get(path).status == 200)
            #expect(try await susan.put(path, text: Samples.calendar(Samples.event("b"))).status == 403)
            try await gateway.setAccess("jdoe", "susan^c^d^g")
            #expect(try await susan.send("DELETE", path).status == 204)
            #expect(!(try await jdoe.get(file).text.contains("UID:")))
        }
    }

    @Test("Who sees an item stripped can neither change nor remove it")
    func privateItems() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let susan = gateway.client("susan")
            _ = try await jdoe.put(
                file, text: Samples.calendar(Samples.event("secret", summary: "Dentist", extra: "CLASS:PRIVATE"), Samples.event("open"))
            )
            try await gateway.setAccess("jdoe", "susan^a^rwd^g")
            let seen = try await susan.get("/CalendarData/~jdoe/Calendar.ics")
            #expect(seen.text.contains("UID:secret") && !seen.text.contains("Dentist"))
            #expect(try await susan.put("/CalendarDataDel/~jdoe/Calendar.ics", text: seen.text).status == 204)
            #expect(try await jdoe.get(file).text.contains("SUMMARY:Dentist"))
            #expect(try await susan.send("DELETE", "/CalendarData/~jdoe/Calendar.ics").status == 204)
            let left = try await jdoe.get(file).text
            #expect(left.contains("SUMMARY:Dentist") && !left.contains("UID:open"))
        }
    }

    @Test("Conditions hold or nothing happens")
    func conditions() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let first = try await jdoe.put(file, text: Samples.calendar(Samples.event("a")))
            let etag = try #require(first.etag)
            let other = Samples.calendar(Samples.event("b"))
            #expect(try await jdoe.put(file, headers: [("If-Match", "\"other\"")], text: other).status == 412)
            #expect(try await jdoe.put(file, headers: [("If-None-Match", "*")], text: other).status == 412)
            #expect(try await jdoe.put(file, headers: [("If", "([\"other\"])")], text: other).status == 412)
            #expect(!(try await jdoe.get(file).text.contains("UID:b")))
            #expect(try await jdoe.put(file, headers: [("If", "([\(etag)])")], text: other).status == 204)
            #expect(try await jdoe.put(file, headers: [("If-Match", etag)], text: other).status == 412)
            #expect(try await jdoe.get(file, headers: [("If-None-Match", "\"x\", W/\(etag)")]).status == 200)
            let now = try #require(try await jdoe.get(file).etag)
            #expect(try await jdoe.get(file, headers: [("If-None-Match", "\"x\", W/\(now)")]).status == 304)
            #expect(try await jdoe.get(file, headers: [("If-None-Match", "*")]).status == 304)
        }
    }

    @Test("Of eight publishers with one If-Match exactly one succeeds")
    func racingPublishers() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let etag = try #require(try await jdoe.put(file, text: Samples.calendar(Samples.event("a"))).etag)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await jdoe.put(
                            "/CalendarDataDel/Calendar.ics", headers: [("If-Match", etag)],
                            text: Samples.calendar(Samples.event("racer-\(number)"))
                        ).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 204 }.count == 1)
            #expect(statuses.filter { $0 == 412 }.count == 7)
            #expect(try await jdoe.get(file).text.contentLines.filter { $0.hasPrefix("UID:") }.count == 1)
        }
    }

    @Test("What old programs send is read: bare LF, BOM, Latin-1, UTF-16, vCalendar 1.0, METHOD, no UID")
    func oldProducers() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let plain = Samples.calendar(Samples.event("lf", summary: "Übung"), header: ["METHOD:PUBLISH"])
            let bodies: [(String, [UInt8])] = [
                ("lf", Array(plain.replacingOccurrences(of: "\r\n", with: "\n").utf8)),
                ("bom", [0xEF, 0xBB, 0xBF] + Array(plain.utf8)),
                ("latin1", plain.unicodeScalars.map { UInt8($0.value) }),
                ("utf16", [0xFF, 0xFE] + plain.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
                (
                    "vcal",
                    Array(
                        ("BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nUID:lf\r\nDTSTART:20260302T090000Z\r\nDTEND:20260302T100000Z\r\n"
                            + "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=9Cbung\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").utf8)
                ),
            ]
            for (name, body) in bodies {
                let path = "/CalendarData/\(name).ics"
                let put = try await jdoe.send("PUT", path, headers: [("Content-Type", "application/octet-stream")], body: body)
                #expect(put.status == 201, "\(name): \(put.text)")
                let text = try await jdoe.get(path).text
                #expect(text.contains("SUMMARY:Übung"), "\(name)")
                #expect(text.contains("VERSION:2.0"), "\(name)")
                #expect(!text.contains("METHOD"), "\(name)")
            }
            let nameless = Samples.calendar(Samples.event("x").replacingOccurrences(of: "UID:x\n", with: ""))
            _ = try await jdoe.put("/CalendarData/nouid.ics", text: nameless)
            _ = try await jdoe.put("/CalendarData/nouid.ics", text: nameless)
            #expect(try await jdoe.get("/CalendarData/nouid.ics").text.contentLines.filter { $0 == "BEGIN:VEVENT" }.count == 1)
        }
    }

    @Test("Other media types, methods and sizes are refused in HTTP's words")
    func refusals() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let json = try await jdoe.put(file, headers: [("Content-Type", "application/calendar+json")], text: "[\"vcalendar\"]")
            #expect(json.status == 415)
            let html = try await jdoe.put(file, headers: [("Content-Type", "text/html")], text: Samples.calendar(Samples.event("a")))
            #expect(html.status == 415)
            let lock = try await jdoe.send("LOCK", file)
            #expect(lock.status == 405 && lock.header("Allow")?.contains("PUT") == true)
            let options = try await jdoe.send("OPTIONS", "/CalendarData")
            #expect(options.status == 200 && options.header("DAV")?.contains("1") == true && options.header("DAV")?.contains("2") == false)
            #expect(try await jdoe.get("/CalendarData/../secret.ics").status == 400)
        }
    }

    @Test("A body shorter than announced stores nothing")
    func cutOffUpload() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let text = Samples.calendar(Samples.event("a"))
            let authorization = "Basic \(Data("jdoe:\(RunningGateway.password)".utf8).base64EncodedString())"
            let request =
                "PUT \(file) HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(authorization)\r\nContent-Length: \(text.utf8.count + 100)\r\n\r\n\(text)"
            _ = try? await jdoe.exchange(Array(request.utf8), closingWrites: true)
            #expect(!(try await jdoe.get(file).text.contains("UID:a")))
        }
    }
}
