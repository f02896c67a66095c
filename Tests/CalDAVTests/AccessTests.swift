import GatewayTesting
import Testing
import XMLDocument

/// Rights, the ACL method and the reports about principals (RFC 3744).
struct AccessTests {
    private let calendar = "/CalDAV/~jdoe/Calendar/"

    private func grant(
        _ client: HTTPClient, _ privileges: String..., to principal: String = "<href>/CalDAV/principals/susan/</href>",
        kind: String = "grant"
    ) async throws -> HTTPAnswer {
        let list = privileges.map { "<privilege><\($0)/></privilege>" }.joined()
        return try await client.send(
            "ACL", calendar,
            text:
                "<acl xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><ace><principal>\(principal)</principal><\(kind)>\(list)</\(kind)></ace></acl>"
        )
    }

    @Test("A stranger sees nothing; each privilege opens what it says")
    func privileges() async throws {
        try await RunningGateway.run { gateway in
            let (jdoe, susan) = (gateway.client("jdoe"), gateway.client("susan"))
            _ = try await jdoe.putEvent("/CalDAV/Calendar/a.ics", uid: "a")
            func status(_ method: String, _ path: String, _ text: String = "") async throws -> Int {
                try await susan.send(method, path, headers: [("Content-Type", "text/calendar")], text: text).status
            }
            #expect(try await status("GET", calendar + "a.ics") == 404)
            #expect(try await status("PUT", calendar + "b.ics", Sample.event("b")) == 404)
            #expect(try await susan.propfind("/CalDAV/~jdoe/", depth: "1", "<displayname/>").hrefs == ["/CalDAV/~jdoe/"])

            let hidden = try await susan.report("/CalDAV/~jdoe/", HTTPClient.queryBody("<C:comp-filter name='VEVENT'/>"))
            #expect(hidden.status == 404)
            #expect(try await grant(jdoe, "read").status == 200)
            #expect(try await status("GET", calendar + "a.ics") == 200)
            let refused = try await susan.put(calendar + "b.ics", headers: [("Content-Type", "text/calendar")], text: Sample.event("b"))
            #expect(refused.status == 403 && refused.preconditions.contains(.dav("need-privileges")))
            #expect(try await susan.propfind("/CalDAV/~jdoe/", depth: "1", "<displayname/>").hrefs == ["/CalDAV/~jdoe/", calendar])

            #expect(try await grant(jdoe, "read", "bind").status == 200)
            #expect(try await status("PUT", calendar + "b.ics", Sample.event("b")) == 201)
            #expect(try await status("DELETE", calendar + "b.ics") == 403)
            #expect(try await grant(jdoe, "write").status == 200)
            #expect(try await status("DELETE", calendar + "b.ics") == 204)
            #expect(try await status("GET", calendar + "a.ics") == 403)

            #expect(try await grant(jdoe, "C:read-free-busy").status == 200)
            #expect(try await status("PROPFIND", calendar) == 404)
            let busy = try await susan.report(
                calendar,
                "<C:free-busy-query xmlns:C='urn:ietf:params:xml:ns:caldav'><C:time-range start='20260302T000000Z' end='20260303T000000Z'/></C:free-busy-query>"
            )
            #expect(busy.status == 200 && busy.text.contains("FREEBUSY:20260302T090000Z"))
        }
    }

    @Test("ACL keeps what WebDAV cannot say, shows it as protected, and refuses by name")
    func accessList() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            try await gateway.setAccess("jdoe", "@example.org^a^r^g;susan^c^wd^g")
            #expect(try await grant(jdoe, "read").status == 200)
            let list = try #require(try await jdoe.propfind(calendar, "<acl/>").resources.first?.property(.dav("acl")))
            let susan = list.elements.filter { $0.first(.dav("principal"), .dav("href"))?.text == "/CalDAV/principals/susan/" }
            #expect(susan.count == 2)
            #expect(susan.filter { $0.first(.dav("protected")) != nil }.count == 1)
            #expect(list.elements.contains { $0.first(.dav("principal"), .dav("authenticated")) != nil })

            #expect(
                try await grant(jdoe, "read", to: "<href>/CalDAV/principals/nobody/</href>").preconditions.contains(
                    .dav("recognized-principal")))
            #expect(try await grant(jdoe, "fly").preconditions.contains(.dav("not-supported-privilege")))
            #expect(try await grant(jdoe, "read-acl").preconditions.contains(.dav("no-abstract")))
            #expect(try await grant(jdoe, "read", to: "<unauthenticated/>").preconditions.contains(.dav("allowed-principal")))
            #expect(try await grant(jdoe, "all", to: "<property><owner/></property>", kind: "deny").status == 403)
            #expect(try await grant(gateway.client("susan"), "all").status == 403)
            #expect(try await jdoe.putEvent("/CalDAV/Calendar/mine.ics", uid: "mine").status == 201)
            let inherited = try #require(try await jdoe.propfind(calendar + "mine.ics", "<acl/>").resources.first?.property(.dav("acl")))
            #expect(inherited.elements.count == list.elements.count)
            #expect(inherited.elements.allSatisfy { $0.first(.dav("inherited"), .dav("href"))?.text == calendar })
        }
    }

    @Test("A private item is busy time for others, and stays as it is")
    func privateItems() async throws {
        try await RunningGateway.run { gateway in
            let (jdoe, susan) = (gateway.client("jdoe"), gateway.client("susan"))
            _ = try await jdoe.putEvent("/CalDAV/Calendar/p.ics", uid: "p", Sample.morning + ["CLASS:PRIVATE"])
            #expect(try await grant(jdoe, "read", "write").status == 200)
            let seen = try await susan.get(calendar + "p.ics")
            #expect(seen.status == 200 && !seen.text.contains("Meeting"))
            #expect(seen.etag != (try await jdoe.get(calendar + "p.ics")).etag)
            #expect(try await susan.propfind(calendar, depth: "1", "<getetag/>")[calendar + "p.ics"]?.text(.dav("getetag")) == seen.etag)
            #expect(try await susan.putEvent(calendar + "p.ics", uid: "p").status == 403)
            #expect(try await susan.send("DELETE", calendar + "p.ics").status == 403)
        }
    }

    @Test("Principals are found by name, match the caller, and expand")
    func principals() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let search =
                "<principal-property-search xmlns='DAV:'><property-search><prop><displayname/></prop><match>sAN jo</match></property-search><prop><displayname/></prop></principal-property-search>"
            for path in ["/CalDAV/", "/CalDAV/principals/", "/CalDAV/principals/jdoe/"] {
                #expect(try Multistatus(try await jdoe.report(path, search, depth: "0")).hrefs == ["/CalDAV/principals/susan/"])
            }
            let match = try await jdoe.report(
                "/CalDAV/principals/", "<principal-match xmlns='DAV:'><self/><prop><displayname/></prop></principal-match>", depth: "0")
            #expect(try Multistatus(match).hrefs == ["/CalDAV/principals/jdoe/"])
            let set = try await jdoe.report("/CalDAV/principals/", "<principal-search-property-set xmlns='DAV:'/>", depth: "0")
            #expect(set.status == 200 && set.text.contains("displayname"))
            let expanded = try await jdoe.report(
                "/CalDAV/Calendar/",
                "<expand-property xmlns='DAV:'><property name='owner'><property name='displayname'/></property></expand-property>",
                depth: "0")
            let owner = try #require(try Multistatus(expanded).resources.first?.property(.dav("owner")))
            #expect(owner.first(.dav("response"), .dav("propstat"), .dav("prop"), .dav("displayname"))?.text == "John Doe")
            _ = try await grant(jdoe, "read")
            let named = try await jdoe.report(
                "/CalDAV/Calendar/", "<acl-principal-prop-set xmlns='DAV:'><prop><displayname/></prop></acl-principal-prop-set>", depth: "0"
            )
            #expect(try Multistatus(named).hrefs == ["/CalDAV/principals/jdoe/", "/CalDAV/principals/susan/"])
        }
    }
}
