import GatewayTesting
import Testing
import XMLDocument

/// Calendars as collections: making, describing, renaming and removing them.
struct CalendarTests {
    private static let namespaces = "xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:A='http://apple.com/ns/ical/'"

    @Test("MKCALENDAR with properties (RFC 4791 section 5.3.1.2); the set of components is enforced")
    func mkcalendar() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let body =
                "<C:mkcalendar \(Self.namespaces)><set><prop><displayname>Lisa's Events</displayname><C:calendar-description>Calendar restricted to events.</C:calendar-description><C:supported-calendar-component-set><C:comp name='VTODO'/></C:supported-calendar-component-set><A:calendar-color>#FF0000FF</A:calendar-color></prop></set></C:mkcalendar>"
            let made = try await jdoe.send("MKCALENDAR", "/CalDAV/~jdoe/events/", text: body)
            #expect(made.status == 201 && made.header("Location") == "/CalDAV/~jdoe/events/")
            let calendar = try #require(
                try await jdoe.propfind(
                    "/CalDAV/events", "<displayname/><C:calendar-description/><C:supported-calendar-component-set/><A:calendar-color/>"
                ).resources.first)
            #expect(calendar.text(.dav("displayname")) == "Lisa's Events")
            #expect(calendar.text(.caldav("calendar-description")) == "Calendar restricted to events.")
            #expect(calendar.text(.appleICal("calendar-color")) == "#FF0000FF")
            #expect(calendar.property(.caldav("supported-calendar-component-set"))?.elements.map { $0.attribute("name") } == ["VTODO"])
            let put = try await jdoe.putEvent("/CalDAV/events/a.ics", uid: "a")
            #expect(put.status == 403 && put.preconditions.contains(.caldav("supported-calendar-component")))
            let again = try await jdoe.send("MKCALENDAR", "/CalDAV/~jdoe/events/")
            #expect(again.status == 403 && again.preconditions.contains(.dav("resource-must-be-null")))
        }
    }

    @Test("No collection inside a calendar, none that a calendar would lie in")
    func location() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            #expect(try await jdoe.send("MKCALENDAR", "/CalDAV/Work/Project/").status == 201)
            for path in ["/CalDAV/Calendar/inner/", "/CalDAV/Work/", "/CalDAV/~jdoe/", "/CalDAV/Work/Project/deep/er/"] {
                let answer = try await jdoe.send("MKCALENDAR", path)
                #expect(answer.status == 403 && answer.preconditions.contains(.caldav("calendar-collection-location-ok")), "\(path)")
            }
            #expect(
                try await jdoe.propfind("/CalDAV/Work/", depth: "1", "<resourcetype/>").hrefs == [
                    "/CalDAV/~jdoe/Work/", "/CalDAV/~jdoe/Work/Project/",
                ])
            #expect(try await gateway.client("susan").send("MKCALENDAR", "/CalDAV/~jdoe/hers/").status == 403)
        }
    }

    @Test("Extended MKCOL makes calendars only, and answers a bad property with 424")
    func mkcol() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            func mkcol(_ types: String, _ more: String = "") async throws -> Int {
                try await jdoe.send(
                    "MKCOL", "/CalDAV/ext/", headers: [("Content-Type", "application/xml")],
                    text:
                        "<mkcol \(Self.namespaces)><set><prop><resourcetype><collection/>\(types)</resourcetype>\(more)</prop></set></mkcol>"
                ).status
            }
            let plain = try await jdoe.send("MKCOL", "/CalDAV/ext/")
            #expect(plain.status == 403)
            #expect(try await mkcol("") == 403)
            #expect(try await mkcol("<C:calendar/>", "<getetag>x</getetag>") == 424)
            #expect(try await jdoe.send("PROPFIND", "/CalDAV/ext/").status == 404)
            #expect(try await mkcol("<C:calendar/>", "<displayname>Ext</displayname>") == 201)
        }
    }

    @Test("PROPPATCH is all or nothing; dead properties keep their content")
    func proppatch() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let calendar = "/CalDAV/~jdoe/Calendar/"
            func patch(_ body: String) async throws -> Multistatus.Resource {
                let answer = try await jdoe.send("PROPPATCH", calendar, text: "<propertyupdate \(Self.namespaces)>\(body)</propertyupdate>")
                return try #require(try Multistatus(answer).resources.first)
            }
            let bad = try await patch("<set><prop><displayname>No</displayname><resourcetype><collection/></resourcetype></prop></set>")
            #expect(bad.status(of: .dav("resourcetype")) == 403 && bad.status(of: .dav("displayname")) == 424)
            let good = try await patch(
                "<set><prop><displayname>Yes</displayname><A:calendar-order>7</A:calendar-order><x:note xmlns:x='urn:x' x:a='1'><x:b>bold</x:b> &amp; plain</x:note></prop></set><remove><prop><x:never xmlns:x='urn:x'/></prop></remove>"
            )
            #expect(good.others.isEmpty)
            let read = try #require(
                try await jdoe.propfind(calendar, "<displayname/><A:calendar-order/><x:note xmlns:x='urn:x'/>").resources.first)
            #expect(read.text(.dav("displayname")) == "Yes" && read.text(.appleICal("calendar-order")) == "7")
            let note = try #require(read.property(XMLName(namespace: "urn:x", local: "note")))
            #expect(note.text == " & plain" && note.elements.first?.text == "bold")
            #expect(note.attribute(XMLName(namespace: "urn:x", local: "a")) == "1")
            _ = try await patch("<remove><prop><x:note xmlns:x='urn:x'/></prop></remove>")
            #expect(try await jdoe.propfind(calendar, "<x:note xmlns:x='urn:x'/>").resources.first?.others.first?.status == 404)
        }
    }

    @Test(
        "Colours are kept as digits, however they were said; what is no colour is refused",
        arguments: [
            ("#12345678", "#12345678"), ("#abc", "#aabbcc"), ("goldenrod", "#DAA520"), ("SteelBlue", "#4682B4"), ("blurple", nil),
            ("#12345", nil), ("#12345g", nil),
        ])
    func colors(color: String, kept: String?) async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let property = "<A:calendar-color>\(color)</A:calendar-color>"
            let body = "<propertyupdate \(Self.namespaces)><set><prop>\(property)</prop></set></propertyupdate>"
            let answer = try Multistatus(try await jdoe.send("PROPPATCH", "/CalDAV/Calendar/", text: body))
            #expect(answer.resources.first?.status(of: .appleICal("calendar-color")) == (kept == nil ? 409 : 200))
            #expect(
                try await jdoe.propfind("/CalDAV/Calendar/", "<A:calendar-color/>").resources.first?.text(.appleICal("calendar-color"))
                    == kept)
        }
    }

    @Test(
        "Resources without properties of their own say so property by property",
        arguments: ["/CalDAV/", "/CalDAV/~jdoe/", "/CalDAV/principals/jdoe/"])
    func noProperties(path: String) async throws {
        try await RunningGateway.run { gateway in
            let body =
                "<propertyupdate \(Self.namespaces)><set><prop><C:default-alarm-vevent-date>x</C:default-alarm-vevent-date></prop></set></propertyupdate>"
            let answer = try Multistatus(try await gateway.client("jdoe").send("PROPPATCH", path, text: body))
            #expect(answer.resources.first?.status(of: .caldav("default-alarm-vevent-date")) == 403)
        }
    }

    @Test("MOVE gives a calendar another name; DELETE removes it; the default one stays")
    func renameAndDelete() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            #expect(try await jdoe.send("MKCALENDAR", "/CalDAV/one/").status == 201)
            _ = try await jdoe.putEvent("/CalDAV/one/a.ics", uid: "a")
            #expect(try await jdoe.send("MOVE", "/CalDAV/one/", headers: [("Destination", "/CalDAV/~jdoe/two/")]).status == 201)
            #expect(try await jdoe.get("/CalDAV/two/a.ics").status == 200)
            #expect(try await jdoe.send("MOVE", "/CalDAV/two/", headers: [("Destination", "/CalDAV/~jdoe/Calendar/")]).status == 403)
            let careful = [("Destination", "/CalDAV/~jdoe/Calendar/"), ("Overwrite", "F")]
            #expect(try await jdoe.send("MOVE", "/CalDAV/two/", headers: careful).status == 412)
            #expect(try await jdoe.send("DELETE", "/CalDAV/two/").status == 204)
            #expect(try await jdoe.get("/CalDAV/two/a.ics").status == 404)
            #expect(try await jdoe.send("DELETE", "/CalDAV/Calendar/").status == 403)
        }
    }

    @Test("PROPFIND: allprop, propname, minimal, depth-noroot, infinity")
    func propfind() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            _ = try await jdoe.putEvent("/CalDAV/Calendar/a.ics", uid: "a")
            let all = try Multistatus(try await jdoe.send("PROPFIND", "/CalDAV/Calendar/", headers: [("Depth", "1")]))
            let object = try #require(all["/CalDAV/~jdoe/Calendar/a.ics"])
            #expect(object.text(.dav("getcontentlength")) == String(Sample.event("a").utf8.count))
            #expect(object.property(.caldav("calendar-data")) == nil)
            let names = try Multistatus(
                try await jdoe.send(
                    "PROPFIND", "/CalDAV/Calendar/", headers: [("Depth", "0")], text: "<propfind xmlns='DAV:'><propname/></propfind>"))
            #expect(names.resources.first?.found.contains { $0.name == .dav("sync-token") && $0.children.isEmpty } == true)
            let minimal = try await jdoe.propfind("/CalDAV/Calendar/", "<displayname/><nothing/>", headers: [("Prefer", "return=minimal")])
            #expect(minimal.resources.first?.others.isEmpty == true)
            #expect(
                try await jdoe.propfind("/CalDAV/Calendar/", depth: "1", "<getetag/>", headers: [("Prefer", "depth-noroot")]).hrefs == [
                    "/CalDAV/~jdoe/Calendar/a.ics"
                ])
            let infinite = try await jdoe.send("PROPFIND", "/CalDAV/", headers: [("Depth", "infinity")])
            #expect(infinite.status == 403 && infinite.preconditions.contains(.dav("propfind-finite-depth")))
            #expect(try await jdoe.send("LOCK", "/CalDAV/Calendar/a.ics").status == 405)
        }
    }
}
