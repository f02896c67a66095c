import Foundation
import GatewayTesting
import Testing

/// A running server reads its configuration again: on WCAP's `refresh` and on SIGHUP.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ConfigurationRefreshTests {
    @Test("refresh takes over what can change, for the next request, and names what needs a restart")
    func refresh() async throws {
        try await withServer("recurrence-bound: 60") { world in
            let session = try await WCAPSession.login(world.jdoe)
            func wcap(_ request: String) async throws -> String {
                try await world.open.get("/\(request)&id=\(session)&fmt-out=text/calendar").text
            }
            _ = try await wcap("storeevents.wcap?uid=daily&dtstart=20260301T100000Z&rrules=%22FREQ=DAILY%22")
            #expect(try await wcap("fetchcomponents_by_range.wcap?calid=jdoe").values("UID").count == 60)
            #expect(try await wcap("createcalendar.wcap?calid=before").says(0))

            let answer = try await world.refresh(
                """
                recurrence-bound: 7
                wcap-allow-create-calendars: false
                server-name: Somebody
                login-realm: Elsewhere
                wcap-prefixes: ['', /other]
                object-limit: 1 KiB
                listen: 127.0.0.1:1
                shutdown-time: 3
                """)
            #expect(answer.says(0), "\(answer)")
            let report = try #require(answer.values("X-CALGATE-REPORT").first)
            #expect(report.contains("Needs a restart: shutdown-time.") && report.contains("recurrence-bound"), "\(report)")
            #expect(try await wcap("fetchcomponents_by_range.wcap?calid=jdoe").values("UID").count == 7)
            #expect(try await wcap("createcalendar.wcap?calid=after").says(10))
            #expect(try await world.open.get("/other/ping.wcap?fmt-out=text/calendar").header("Server") == "Somebody")
            #expect(try await world.open.get("/wcap/ping.wcap").status == 404)
            let refused = try await world.open.get("/CalendarData/")
            #expect(refused.header("WWW-Authenticate")?.contains("Elsewhere") == true)
            let large = SampleText.calendar([SampleText.event("large", extra: ["DESCRIPTION:" + String(repeating: "x", count: 2000)])])
            #expect(try await world.jdoe.put("/CalDAV/Calendar/large.ics", text: large).status == 403)
            let line = try #require(world.server.messages.split(separator: "\n").last { $0.contains("configuration read again") })
            #expect(line.contains("needs-restart=shutdown-time") && line.contains("object-limit"), "\(line)")
        }
    }

    @Test("A file that cannot be used changes nothing, and the answer says what is wrong with it")
    func badFiles() async throws {
        try await withServer("recurrence-bound: 7\nserver-name: First") { world in
            for (text, reason) in [
                ("recurrence-bound: 9\nserver-name: Second\nidle-timeout: soon", "idle-timeout"),
                ("recurrence-bound: 9\nserver-name: Second\nbogus: 1", "bogus"),
                ("recurrence-bound: 9\nserver-name: Second\naccess-log: /nowhere/at/all.log", "/nowhere/at/all.log"),
                ("recurrence-bound: 9\nserver-name: Second\ndefault-access-list: everybody", "default-access-list"),
                ("recurrence-bound: [", "calgate.yaml"),
            ] {
                let answer = try await world.refresh(text)
                #expect(answer.says(76) && answer.contentLines.joined().contains(reason), "\(text): \(answer)")
                #expect(world.server.messages.contains("everything stays as it was"))
                let ping = try await world.open.get("/login.wcap?user=jdoe&password=secret&fmt-out=text/calendar")
                #expect(ping.header("Server") == "First")
                #expect(ping.text.values("X-NSCP-RECURRENCE-BOUND") == ["7"])
            }
            try FileManager.default.removeItem(atPath: world.file)
            #expect(try await world.refresh(nil).says(76))
            #expect(try await world.open.get("/ping.wcap").header("Server") == "First")
        }
    }

    @Test("SIGHUP does the same; a log file that was moved away is opened anew")
    func hangup() async throws {
        let logs = try TemporaryFolder()
        defer { logs.remove() }
        let (first, moved) = (logs.file("access.log"), logs.file("access.log.1"))
        try await withServer("recurrence-bound: 60") { world in
            let answer = try await world.refresh("access-log: \(first)")
            #expect(answer.says(0), "\(answer)")
            _ = try await world.open.get("/ping.wcap")
            try await Self.wait { try Self.text(first).contains("ping.wcap") }
            try FileManager.default.moveItem(atPath: first, toPath: moved)
            try "server-name: Hangup\naccess-log: \(first)\n".write(toFile: world.file, atomically: true, encoding: .utf8)
            world.server.signal(SIGHUP)
            try await Self.wait { FileManager.default.fileExists(atPath: first) }
            try await Self.wait { try await world.open.get("/version.wcap").header("Server") == "Hangup" }
            try await Self.wait { try Self.text(first).contains("version.wcap") }
            #expect(try Self.text(moved).contains("ping.wcap") && !Self.text(first).contains("ping.wcap"))
            try "nonsense: 1\n".write(toFile: world.file, atomically: true, encoding: .utf8)
            world.server.signal(SIGHUP)
            try await Self.wait { world.server.messages.contains("everything stays as it was") }
            #expect(try await world.open.get("/version.wcap").header("Server") == "Hangup")
        }
    }

    @Test("The next TLS connection gets the new certificate; a broken one is refused and the old one stays")
    func certificates() async throws {
        let keys = try TemporaryFolder()
        defer { keys.remove() }
        for name in ["old", "new"] {
            guard
                try await Self.run(
                    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name).example", "-keyout",
                    keys.file("\(name).key"), "-out", keys.file("\(name).pem")) != nil
            else {
                print("certificates: not tried, there is no openssl")
                return
            }
        }
        func settings(_ name: String) -> String { "tls-certificate: \(keys.file("\(name).pem"))\ntls-key: \(keys.file("\(name).key"))" }
        try await withServer(settings("old"), environment: ["CALGATE_TLS_LISTEN": "127.0.0.1:0"]) { world in
            let port = try #require(world.server.tlsPort)
            func subject() async throws -> String {
                try await Self.run("openssl", "s_client", "-connect", "127.0.0.1:\(port)") ?? ""
            }
            #expect(try await subject().contains("old.example"))
            let answer = try await world.refresh(settings("new"))
            #expect(answer.says(0), "\(answer)")
            #expect(try await subject().contains("new.example"))
            #expect(try await world.refresh("tls-certificate: \(keys.file("old.pem"))\ntls-key: \(keys.file("new.key"))").says(76))
            #expect(try await world.refresh("tls-certificate: /none.pem\ntls-key: /none.pem").says(76))
            #expect(try await subject().contains("new.example"))
            let ending = try await world.refresh("")
            #expect(ending.says(0) && ending.contentLines.joined().contains("Needs a restart: tls-certificate"), "\(ending)")
            #expect(try await subject().contains("new.example"))
        }
    }

    @Test("Mail begins to leave when a command is there, and waits when it is gone")
    func mailCommand() async throws {
        let mail = try TemporaryFolder()
        defer { mail.remove() }
        try await withServer("recurrence-bound: 60") { world in
            let session = try await WCAPSession.login(world.jdoe)
            func invite(_ uid: String) async throws -> String {
                try await world.open.get(
                    "/storeevents.wcap?id=\(session)&fmt-out=text/calendar&uid=\(uid)&dtstart=20260301T120000Z&method=2"
                        + "&attendees=PARTSTAT=NEEDS-ACTION^mailto:\(uid)@far.example"
                ).text
            }
            #expect(try await invite("first").says(33))
            let command = "sendmail-command: \"/bin/sh -c 'cat >> \(mail.file("sent"))'\""
            let answer = try await world.refresh(command)
            #expect(answer.says(0), "\(answer)")
            #expect(try await invite("second").says(0))
            try await Self.wait { try Self.text(mail.file("sent")).contains("second@far.example") }
            #expect(try await world.refresh("").says(0))
            #expect(try await invite("third").says(33))
        }
    }

    @Test("read-only: every protocol reads and logs in, none writes, until it is taken back")
    func maintenance() async throws {
        try await withServer("recurrence-bound: 60") { world in
            let jdoe = world.jdoe
            let text = SampleText.calendar([SampleText.event("kept")])
            #expect(try await jdoe.put("/CalDAV/Calendar/kept.ics", text: text).status == 201)
            #expect(try await jdoe.send("MKCALENDAR", "/CalDAV/second/").status == 201)
            #expect(try await world.refresh("read-only: true").says(0))
            let session = try await WCAPSession.login(jdoe)
            func wcap(_ request: String) async throws -> String {
                try await world.open.get("/\(request)&id=\(session)&fmt-out=text/calendar").text
            }
            for request in [
                "storeevents.wcap?uid=x&dtstart=20260301", "storetodos.wcap?uid=x", "deleteevents_by_id.wcap?uid=kept&rid=0&mod=4",
                "deletecomponents_by_range.wcap?calid=jdoe", "createcalendar.wcap?calid=x", "deletecalendar.wcap?calid=second",
                "set_calprops.wcap?calid=jdoe&name=x", "set_userprefs.wcap?set_attrs=a=b", "subscribe_calendars.wcap?calid=jdoe",
                "unsubscribe_calendars.wcap?calid=jdoe", "change_password.wcap?oldPassword=secret&newPassword=other",
                "addlink.wcap?srcCal=jdoe&destCal=jdoe&uid=kept&rid=0",
            ] {
                #expect(try await wcap(request).says(78), "\(request)")
            }
            let imported = try await world.open.send(
                "POST", "/import.wcap?id=\(session)&fmt-out=text/calendar", headers: [("Content-Type", "text/calendar")], text: text)
            #expect(imported.text.says(78), "\(imported.text)")
            #expect(try await wcap("fetchcomponents_by_range.wcap?calid=jdoe").values("UID") == ["kept"])
            #expect(try await wcap("logout.wcap?").says(-1))
            #expect(try await jdoe.put("/CalDAV/Calendar/new.ics", text: text).status == 503)
            #expect(try await jdoe.send("DELETE", "/CalDAV/Calendar/kept.ics").status == 503)
            #expect(try await jdoe.send("MKCALENDAR", "/CalDAV/other/").status == 503)
            #expect(try await jdoe.get("/CalDAV/Calendar/kept.ics").status == 200)
            #expect(try await jdoe.put("/CalendarData/Calendar.ics", text: text).status == 503)
            #expect(try await jdoe.get("/CalendarData/Calendar.ics").text.values("UID") == ["kept"])
            #expect(try await world.refresh("read-only: false").says(0))
            #expect(try await jdoe.send("DELETE", "/CalDAV/Calendar/kept.ics").status == 204)
        }
    }

    // MARK: The server

    private struct World: Sendable {
        let server: ServerProcess
        let file: String

        var jdoe: HTTPClient { server.client("jdoe") }
        var open: HTTPClient { server.client(nil) }

        /// Writes the file anew (nil: leaves it) and has it read; the answer of `refresh`.
        func refresh(_ text: String?) async throws -> String {
            if let text { try (text + "\n").write(toFile: file, atomically: true, encoding: .utf8) }
            let port = try #require(server.adminPort)
            return try await HTTPClient(port: port).get("/refresh.wcap?user=root&password=secret&fmt-out=text/calendar").text
        }
    }

    private func withServer(
        _ settings: String, environment: [String: String] = [:], _ body: (World) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let data = folder.file("data")
        try await CalgateCommandLine.succeed("user", "add", "jdoe", "--data", data, "--password-file", "-", input: "secret\n")
        try await CalgateCommandLine.succeed("user", "add", "root", "--admin", "--data", data, "--password-file", "-", input: "secret\n")
        let file = try folder.write("calgate.yaml", settings + "\n")
        let server = try await ServerProcess(
            data: data, arguments: ["--admin-listen", "127.0.0.1:0", "--config", file], environment: environment, messages: folder)
        do {
            try await body(World(server: server, file: file))
        } catch {
            await server.kill()
            throw error
        }
        #expect(await server.stop() == 0)
    }

    // MARK: Helpers of the checks

    private static func text(_ file: String) throws -> String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }

    /// Waits until something holds, thirty seconds at most.
    private static func wait(_ condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for _ in 0..<600 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("this did not come about", sourceLocation: sourceLocation)
    }

    /// What a program said; nil when it is not there or failed.
    private static func run(_ command: String...) async throws -> String? {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try folder.newFile("output")
        process.standardError = FileHandle.nullDevice
        return try await process.runToEnd(limit: 30) == 0 ? try text(folder.file("output")) : nil
    }
}

extension String {
    /// Whether a WCAP answer carries this number and no other.
    fileprivate func says(_ errno: Int) -> Bool { Set(values("X-NSCP-WCAP-ERRNO")) == ["\(errno)"] }
}
