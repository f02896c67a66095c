import GatewayTesting
import Testing
import XMLDocument

/// `If`, parts of resources, and what a refused write shows.
struct ConditionTests {
    private let path = "/CalDAV/~jdoe/Calendar/a.ics"

    @Test("If: lists about the resource under any of its names, about others, negated, and malformed ones")
    func ifHeader() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let own = try #require(try await jdoe.putEvent(path, uid: "a").etag)
            let other = try #require(try await jdoe.putEvent("/CalDAV/Calendar/b.ics", uid: "b").etag)
            let cases: [(String, Int)] = [
                ("([\(own)])", 204), ("([\"x\"])", 412), ("(Not [\"x\"])", 204), ("(<urn:uuid:1>)", 412), ("(Not <DAV:no-lock>)", 204),
                ("([\"x\"]) ([\(own)])", 204), ("</CalDAV/~jdoe/Calendar/a.ics> ([\(own)])", 204),
                ("</CalDAV/Calendar/a.ics> ([\(own)])", 204),
                ("<http://localhost:\(gateway.port)/CalDAV/%7Ejdoe/Calendar/a.ics> ([\(own)])", 204),
                ("</CalDAV/Calendar/b.ics> ([\(other)])", 204), ("</CalDAV/Calendar/b.ics> ([\(own)x])", 400),
                ("</CalDAV/Calendar/b.ics> ([\"x\"])", 412), ("</CalDAV/Calendar/none.ics> (Not [\"x\"])", 204),
                ("</CalDAV/~susan/Calendar/> (Not [\"x\"])", 412), ("([", 400),
            ]
            for (value, status) in cases {
                #expect(try await jdoe.putEvent(path, uid: "a", headers: [("If", value)]).status == status, "\(value)")
            }
            #expect(try await jdoe.get(path, headers: [("If", "([\"x\"])")]).status == 412)
        }
    }

    @Test("Changes of calendars are conditional too")
    func calendars() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let etag = try #require(try await jdoe.get("/CalDAV/Calendar/").etag)
            let shown = try await jdoe.propfind("/CalDAV/", depth: "1", "<getetag/>")
            #expect(shown["/CalDAV/~jdoe/Calendar/"]?.text(.dav("getetag")) == etag)
            let body = "<propertyupdate xmlns='DAV:'><set><prop><displayname>New</displayname></prop></set></propertyupdate>"
            func rename(_ condition: String) async throws -> Int {
                try await jdoe.send("PROPPATCH", "/CalDAV/Calendar/", headers: [("If-Match", condition)], text: body).status
            }
            #expect(try await rename("\"x\"") == 412)
            #expect(try await rename(etag) == 207)
            #expect(try await rename(etag) == 412)
        }
    }

    @Test("A part of an object is never taken for the whole")
    func parts() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let etag = try await jdoe.putEvent(path, uid: "a").etag
            let part = [("Content-Range", "bytes 0-100/2000")]
            #expect(try await jdoe.putEvent(path, uid: "a", Sample.morning + ["LOCATION:x"], headers: part).status == 400)
            #expect(try await jdoe.get(path).etag == etag)
        }
    }

    @Test("With return=representation a refused PUT shows what is there, and COPY and MOVE what they made (RFC 8144)")
    func representation() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let etag = try await jdoe.putEvent(path, uid: "a").etag
            let preference = ("Prefer", "return=representation")
            let refused = try await jdoe.putEvent(
                path, uid: "a", ["DTSTART:20260303T090000Z"], headers: [("If-Match", "\"x\""), preference])
            #expect(refused.status == 412 && refused.text == Sample.event("a") && refused.etag == etag)
            #expect(refused.header("Content-Location") == path && refused.header("Preference-Applied") == "return=representation")
            let absent = try await jdoe.putEvent("/CalDAV/Calendar/b.ics", uid: "b", headers: [("If-Match", "*"), preference])
            #expect(absent.status == 412 && absent.etag == nil)
            let moved = try await jdoe.send("MOVE", path, headers: [("Destination", "/CalDAV/Calendar/c.ics"), preference])
            #expect(moved.status == 201 && moved.text == Sample.event("a"))
            #expect(moved.header("Content-Location") == "/CalDAV/~jdoe/Calendar/c.ics")
        }
    }

    @Test("A minimal 207 says so, and Depth infinity is allowed of what has no members")
    func minimal() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.putEvent(path, uid: "a")
            let body = HTTPClient.queryBody("<C:comp-filter name='VEVENT'/>", data: "<D:getcontentlanguage/>")
            let answer = try await jdoe.send(
                "REPORT", "/CalDAV/Calendar/", headers: [("Depth", "1"), ("Prefer", "return=minimal")], text: body)
            #expect(answer.header("Preference-Applied") == "return=minimal" && !answer.text.contains("404"))
            #expect(try await jdoe.propfind(path, depth: "infinity", "<getetag/>").hrefs == [path])
        }
    }

    @Test("OPTIONS * is answered for the whole server")
    func wholeServer() async throws {
        try await RunningGateway.run { gateway async throws in
            let answer = try await gateway.client(nil).send("OPTIONS", "*")
            #expect(answer.status == 200 && answer.header("DAV")?.contains("calendar-access") == true)
        }
    }
}
