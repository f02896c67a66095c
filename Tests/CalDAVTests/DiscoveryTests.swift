import GatewayTesting
import Testing
import XMLDocument

/// How clients find calendars (seed 001, RFC 6764).
struct DiscoveryTests {
    @Test(
        "The well-known URL redirects whatever the method and whoever asks", arguments: ["GET", "PROPFIND", "OPTIONS", "PUT"], ["", "/"])
    func wellKnown(method: String, ending: String) async throws {
        try await RunningGateway.run { gateway in
            let answer = try await gateway.client(nil).send(method, "/.well-known/caldav" + ending)
            #expect(answer.status == 301)
            #expect(answer.header("Location") == "/CalDAV/")
        }
    }

    @Test(
        "From the context path to the list of calendars, as iOS, DAVx5 and vdirsyncer go",
        arguments: ["/", "/CalDAV/", "/principals/", "/CalDAV/Calendar/", "/CalDAV/principals/jdoe/"])
    func walk(start: String) async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let body = "<propfind xmlns='DAV:'><prop><current-user-principal/><principal-collection-set/></prop></propfind>"
            let first = try await jdoe.send("PROPFIND", start, headers: [("Depth", "0")], text: body)
            #expect(first.header("DAV")?.contains("calendar-access") == true)
            let root = try XMLReader().read(first.body)
            let found = root.first(.dav("response"), .dav("propstat"), .dav("prop"), .dav("current-user-principal"), .dav("href"))
            let principal = try #require(found?.text)
            #expect(principal == "/CalDAV/principals/jdoe/")
            let home = try #require(
                try await jdoe.propfind(principal, "<C:calendar-home-set/>").resources.first?.href(in: .caldav("calendar-home-set")))
            #expect(home == "/CalDAV/~jdoe/")
            let list = try await jdoe.propfind(
                home, depth: "1",
                "<resourcetype/><displayname/><C:supported-calendar-component-set/><S:getctag/><sync-token/><current-user-privilege-set/><owner/><supported-report-set/>"
            )
            let calendar = try #require(list["/CalDAV/~jdoe/Calendar/"])
            #expect(calendar.property(.dav("resourcetype"))?.first(.caldav("calendar")) != nil)
            #expect(calendar.href(in: .dav("owner")) == principal)
            #expect(calendar.others.isEmpty, "\(calendar.others)")
            let privileges = calendar.property(.dav("current-user-privilege-set"))?.elements.compactMap(\.elements.first?.name.local) ?? []
            #expect(Set(privileges).isSuperset(of: ["read", "write", "write-content", "bind", "unbind"]))
        }
    }

    @Test(
        "Each client finds what it asks for, with the requests it sends",
        arguments: ["ios", "macos", "emclient", "thunderbird", "bynari", "davx5", "evolution", "gnome", "vdirsyncer"])
    func clients(name: String) async throws {
        let session = try ClientSession(named: name)
        #expect(session.steps.count > 3)
        try await RunningGateway.run { try await session.play($0) }
    }

    @Test(
        "OPTIONS tells the truth on every level, and needs a login",
        arguments: ["/CalDAV/", "/CalDAV/~jdoe/", "/CalDAV/principals/jdoe/", "/CalDAV/Calendar/", "/CalDAV/Calendar/x.ics"])
    func options(path: String) async throws {
        try await RunningGateway.run { gateway in
            let answer = try await gateway.client("jdoe").send("OPTIONS", path)
            #expect(answer.status == 200)
            let tokens = answer.header("DAV")?.split(separator: ",").map { $0.filter { $0 != " " } } ?? []
            #expect(Set(tokens).isSuperset(of: ["1", "3", "access-control", "calendar-access"]))
            #expect(!tokens.contains("2") && !tokens.contains("calendar-auto-schedule"))
            #expect(answer.header("Allow")?.contains("REPORT") == true)
            let stranger = try await gateway.client(nil).send("OPTIONS", path)
            #expect(stranger.status == 401 && stranger.header("WWW-Authenticate") != nil)
        }
    }

    @Test("Behind a proxy with a prefix every href carries it")
    func prefix() async throws {
        try await RunningGateway.run { gateway in
            let list = try await gateway.client("jdoe").propfind(
                "/CalDAV/", depth: "1", "<displayname/>", headers: [("X-Forwarded-Prefix", "/dav")])
            // Only listed proxies are believed: this client is none.
            #expect(list.hrefs == ["/CalDAV/", "/CalDAV/~jdoe/Calendar/"])
        }
    }

    @Test(
        "The seed's names of one calendar",
        arguments: [
            "/CalDAV/Calendar", "/CalDAV/Calendar/", "/CalDAV/Calendar.ics", "/CalDAV/~jdoe/Calendar", "/CalDAV/%7Ejdoe/Calendar.ics/",
            "/CalDAV/~me/Calendar/",
        ])
    func names(path: String) async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let found = try await jdoe.propfind(path, "<displayname/>")
            #expect(found.hrefs == ["/CalDAV/~jdoe/Calendar/"])
            #expect(try await jdoe.get(path).text.hasPrefix("BEGIN:VCALENDAR"))
        }
    }

    @Test("The empty name means the default calendar for GET and reports")
    func emptyName() async throws {
        try await RunningGateway.run { gateway in
            let jdoe = gateway.client("jdoe")
            let put = try await jdoe.putEvent("/CalDAV/Calendar/a.ics", uid: "a")
            #expect(put.status == 201)
            #expect(try await jdoe.get("/CalDAV/").text.contains("UID:a"))
            #expect(try await jdoe.query(at: "/CalDAV/", "<C:comp-filter name='VEVENT'/>").hrefs == ["/CalDAV/~jdoe/Calendar/a.ics"])
            #expect(try await jdoe.putEvent("/CalDAV/a.ics", uid: "b").status == 405)
        }
    }
}
