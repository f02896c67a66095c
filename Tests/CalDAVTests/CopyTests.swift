import GatewayTesting
import Testing
import XMLDocument

/// COPY of whole calendars (RFC 4918 section 9.8).
struct CopyTests {
    private func copy(_ client: HTTPClient, _ source: String, to destination: String, _ headers: [(String, String)] = []) async throws
        -> HTTPAnswer
    {
        try await client.send("COPY", source, headers: [("Destination", destination)] + headers)
    }

    @Test("A calendar is copied with its properties and objects, and lives on its own; with Depth 0 without objects")
    func copies() async throws {
        try await RunningGateway.run { gateway async throws in
            let jdoe = gateway.client("jdoe")
            let properties =
                "<propertyupdate xmlns='DAV:'><set><prop><displayname>Trips</displayname><color xmlns='urn:x'>deep</color></prop></set></propertyupdate>"
            #expect(try await jdoe.send("MKCALENDAR", "/CalDAV/one/").status == 201)
            #expect(try await jdoe.send("PROPPATCH", "/CalDAV/one/", text: properties).status == 207)
            let etag = try await jdoe.putEvent("/CalDAV/one/odd name.txt".replacing(" ", with: "%20"), uid: "a").etag
            let whole = try await copy(jdoe, "/CalDAV/one/", to: "/CalDAV/~jdoe/two/")
            #expect(whole.status == 201 && whole.header("Location") == "/CalDAV/~jdoe/two/")
            #expect(try await jdoe.get("/CalDAV/two/odd%20name.txt").etag == etag)
            let copied = try await jdoe.propfind("/CalDAV/two/", "<displayname/><color xmlns='urn:x'/>")
            #expect(copied.resources.first?.text(.dav("displayname")) == "Trips")
            #expect(copied.resources.first?.text(XMLName(namespace: "urn:x", local: "color")) == "deep")

            #expect(try await jdoe.send("DELETE", "/CalDAV/one/odd%20name.txt").status == 204)
            #expect(try await jdoe.get("/CalDAV/two/odd%20name.txt").status == 200)
            #expect(try await copy(jdoe, "/CalDAV/two/", to: "/CalDAV/~jdoe/three/", [("Depth", "0")]).status == 201)
            #expect(try await jdoe.get("/CalDAV/three/odd%20name.txt").status == 404)
            #expect(try await copy(jdoe, "/CalDAV/two/", to: "/CalDAV/~jdoe/four/", [("Depth", "1")]).status == 400)
        }
    }

    @Test("No calendar is overwritten by a copy, and nobody copies into another account")
    func refusals() async throws {
        try await RunningGateway.run { gateway async throws in
            let (jdoe, susan) = (gateway.client("jdoe"), gateway.client("susan"))
            _ = try await jdoe.send("MKCALENDAR", "/CalDAV/one/")
            #expect(try await copy(jdoe, "/CalDAV/one/", to: "/CalDAV/~jdoe/Calendar/").status == 403)
            #expect(try await copy(jdoe, "/CalDAV/one/", to: "/CalDAV/~jdoe/Calendar/", [("Overwrite", "F")]).status == 412)
            #expect(try await copy(jdoe, "/CalDAV/one/", to: "/CalDAV/~jdoe/one/").status == 403)
            #expect(try await copy(jdoe, "/CalDAV/one/", to: "/CalDAV/~susan/one/").status == 403)
            #expect(try await copy(susan, "/CalDAV/~jdoe/one/", to: "/CalDAV/~susan/one/").status == 404)
        }
    }

    @Test("Who sees an object only stripped gets a copy without it, and is told")
    func privateObjects() async throws {
        try await RunningGateway.run { gateway async throws in
            let (jdoe, susan) = (gateway.client("jdoe"), gateway.client("susan"))
            _ = try await jdoe.putEvent("/CalDAV/Calendar/open.ics", uid: "open")
            _ = try await jdoe.putEvent("/CalDAV/Calendar/own.ics", uid: "own", Sample.morning + ["CLASS:PRIVATE"])
            let acl =
                "<acl xmlns='DAV:'><ace><principal><href>/CalDAV/principals/susan/</href></principal><grant><privilege><read/></privilege></grant></ace></acl>"
            #expect(try await jdoe.send("ACL", "/CalDAV/Calendar/", text: acl).status == 200)
            let answer = try Multistatus(try await copy(susan, "/CalDAV/~jdoe/Calendar/", to: "/CalDAV/~susan/mine/"))
            #expect(answer.hrefs == ["/CalDAV/~jdoe/Calendar/own.ics"] && answer.resources.first?.status == 403)
            #expect(try await susan.get("/CalDAV/mine/open.ics").status == 200)
            #expect(try await susan.get("/CalDAV/mine/own.ics").status == 404)
        }
    }
}
