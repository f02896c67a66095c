import Foundation
import GatewayTesting
import Testing

/// Commands beside a running server, undo, backup, and the way a server stops.
@Suite(.serialized) struct RunningServerTests {
    @Test("What a command changes, the running server knows at once") func commandsBesideServer() async throws {
        try await withServer { server, folder, data throws in
            #expect(try await server.client("susan").get("/CalendarData/").status == 401)
            try await CalgateCommandLine.succeed("user", "add", "susan", "--data", data, "--password-file", "-", input: "secret\n")
            let susan = server.client("susan")
            #expect(try await susan.get("/CalendarData/").status == 200)
            #expect(try await susan.get("/CalendarData/newcal.ics").status == 404)
            try await CalgateCommandLine.succeed("calendar", "create", "susan", "newcal", "--data", data)
            #expect(try await susan.get("/CalendarData/newcal.ics").status == 200)
            let file = try folder.write("file.ics", SampleText.calendar([SampleText.event("from-a-file")]))
            try await CalgateCommandLine.succeed("import", "susan:newcal", file, "--data", data)
            #expect(try await susan.get("/CalendarData/newcal.ics").text.values("UID") == ["from-a-file"])
            try await CalgateCommandLine.succeed("user", "set-password", "susan", "--data", data, "--password-file", "-", input: "new\n")
            #expect(try await susan.get("/CalendarData/").status == 401)
            #expect(try await server.client("susan", password: "new").get("/CalendarData/").status == 200)
            #expect(try await server.client("jdoe").get("/CalendarData/~susan/newcal.ics").status == 404)
            try await CalgateCommandLine.succeed("calendar", "access", "susan:newcal", "set", "jdoe^a^r^g", "--data", data)
            #expect(try await server.client("jdoe").get("/CalendarData/~susan/newcal.ics").status == 200)
            try await CalgateCommandLine.succeed("user", "disable-webcal", "susan", "--data", data)
            #expect(try await server.client("susan", password: "new").get("/CalendarData/").status == 403)
            try await CalgateCommandLine.succeed("user", "remove", "susan", "--data", data)
            #expect(try await server.client("susan", password: "new").get("/CalendarData/").status == 401)
        }
    }

    @Test("A link works as soon as a command made it, and never again once one revoked it; its secret is in no log, however much is logged")
    func links() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let data = folder.file("data")
        let settings = ["CALGATE_ACCESS_LOG": "stderr", "CALGATE_LOG_LEVEL": "trace"]
        try await CalgateCommandLine.succeed("user", "add", "jdoe", "--data", data, "--password-file", "-", input: "secret\n")
        let server = try await ServerProcess(data: data, environment: settings, messages: folder)
        let anybody = server.client(nil)
        let path = try #require(try await CalgateCommandLine.succeed("link", "add", "jdoe", "--data", data).lines.first)
        #expect(try await anybody.get(path).status == 200)
        let used = try await CalgateCommandLine.succeed("link", "list", "--data", data).lines
        #expect(used.count == 1 && !used[0].contains("\t-\t"), "the use is recorded")
        try await CalgateCommandLine.succeed("link", "revoke", "1", "--data", data)
        #expect(try await anybody.get(path).status == 404)
        #expect(await server.stop() == 0)
        let log = server.messages
        #expect(log.contains("path=/webcal/link/") || log.contains("path=\"/webcal/link/"))
        #expect(!log.contains(path.dropFirst("/webcal/link/".count).dropLast(4)))
    }

    @Test("A port in use is named with its setting") func portInUse() async throws {
        try await withServer { server, folder, _ throws in
            let address = "127.0.0.1:\(server.port)"
            for setting in ["listen", "admin-listen"] {
                let others = setting == "listen" ? [] : ["--listen", "127.0.0.1:0"]
                let outcome = try await CalgateCommandLine.run(
                    ["serve", "--data", folder.file("other"), "--\(setting)", address] + others, limit: 20)
                #expect(outcome.exitCode == 1)
                #expect(outcome.messages.contains("Error: \(setting): nothing can listen on \(address): Address already in use\n"))
            }
        }
    }

    @Test("A wiped calendar comes back, whole or one item of it") func undo() async throws {
        try await withServer { server, _, data throws in
            let jdoe = server.client("jdoe")
            let path = "/CalendarData/Calendar.ics"
            _ = try await jdoe.put(
                path, text: SampleText.calendar(["a", "b", "c"].map { SampleText.event($0, extra: ["X-KEPT;A=\"1\":\($0)"]) }))
            let before = try await jdoe.get(path)
            #expect(before.text.values("UID") == ["a", "b", "c"])
            let history = try await CalgateCommandLine.succeed("calendar", "history", "jdoe", "--data", data)
            let newest = try #require(history.lines.first?.split(separator: "\t").map(String.init))
            #expect(newest.count == 6 && newest[2] == "created" && newest[3] == "c" && newest[5].hasPrefix("jdoe"))
            #expect(try await jdoe.send("DELETE", path).status == 204)
            #expect(try await jdoe.get(path).text.values("UID").isEmpty)
            let all = try await CalgateCommandLine.succeed("calendar", "restore", "jdoe", "--at", newest[1], "--data", data)
            #expect(all.messages == "brought back: 3 added, 0 changed, 0 removed\n")
            #expect(try await jdoe.get(path).body == before.body)
            _ = try await jdoe.send("DELETE", path)
            let one = try await CalgateCommandLine.succeed("calendar", "restore", "jdoe", "--at", newest[1], "--uid", "b", "--data", data)
            #expect(one.messages == "brought back: 1 added, 0 changed, 0 removed\n")
            #expect(try await jdoe.get(path).text.values("UID") == ["b"])
            let future = try await CalgateCommandLine.run("calendar", "restore", "jdoe", "--at", "20990101T000000Z", "--data", data)
            #expect(future.exitCode != 0 || future.messages.contains("0 added, 0 changed, 0 removed"))
            #expect(try await jdoe.get(path).text.values("UID") == ["b"])
            #expect(
                try await CalgateCommandLine.run(
                    "calendar", "restore", "jdoe", "--at", "20200101T000000Z", "--uid", "nobody", "--data", data
                ).exitCode == 1)
        }
    }

    @Test("A backup taken while the server writes comes back as it was") func backup() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let data = folder.file("data")
        let copy = folder.file("copy")
        try await withServer(folder: folder, data: data) { server, _, _ throws in
            let jdoe = server.client("jdoe")
            _ = try await jdoe.put("/CalendarData/Calendar.ics", text: SampleText.calendar([SampleText.event("saved")]))
            let writer = Task {
                for number in 0..<200 where !Task.isCancelled {
                    _ = try await jdoe.put("/CalendarData/Busy.ics", text: SampleText.calendar([SampleText.event("busy-\(number)")]))
                }
            }
            let saved = try await CalgateCommandLine.succeed("store", "backup", copy, "--data", data)
            #expect(saved.output.isEmpty)
            writer.cancel()
            _ = await writer.result
            #expect(try await CalgateCommandLine.run("store", "backup", copy, "--data", data).exitCode == 1, "a backup overwrote a file")
            #expect(try await jdoe.send("DELETE", "/CalendarData/Calendar.ics").status == 204)
            let refused = try await CalgateCommandLine.run("store", "restore", copy, "--data", data)
            #expect(refused.exitCode == 1 && refused.messages.contains("running"))
        }
        try await CalgateCommandLine.succeed("store", "restore", copy, "--data", data)
        try await CalgateCommandLine.succeed("store", "check", "--data", data)
        #expect(try await CalgateCommandLine.succeed("export", "jdoe", "--data", data).text.values("UID") == ["saved"])
        // A new machine has no store yet.
        let elsewhere = folder.file("elsewhere")
        try await CalgateCommandLine.succeed("store", "restore", copy, "--data", elsewhere)
        #expect(try await CalgateCommandLine.succeed("export", "jdoe", "--data", elsewhere).text.values("UID") == ["saved"])
        let rubbish = try folder.write("rubbish", String(repeating: "no database ", count: 1000))
        #expect(try await CalgateCommandLine.run("store", "restore", rubbish, "--data", data).exitCode == 1)
        #expect(try await CalgateCommandLine.succeed("export", "jdoe", "--data", data).text.values("UID") == ["saved"])
    }

    @Test("SIGTERM lets a request that is under way finish") func gracefulStop() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withServer(folder: folder, data: folder.file("data")) { server, _, _ throws in
            let jdoe = server.client("jdoe")
            _ = try await jdoe.get("/CalendarData/")
            let events = (0..<300).map { SampleText.event("item-\($0)") }
            async let publish = jdoe.put("/CalendarData/Large.ics", text: SampleText.calendar(events))
            try await Task.sleep(for: .milliseconds(30))
            #expect(await server.stop() == 0, "\(server.messages)")
            #expect(try await publish.status == 201)
        }
        let second = try await ServerProcess(data: folder.file("data"), messages: folder)
        #expect(try await second.client("jdoe").get("/CalendarData/Large.ics").text.values("UID").count == 300)
        #expect(await second.stop() == 0)
    }

    @Test("A second server on the same folder says so and ends") func oneServer() async throws {
        try await withServer { _, _, data throws in
            let second = try await CalgateCommandLine.run("serve", "--data", data, "--listen", "127.0.0.1:0", limit: 20)
            #expect(second.exitCode == 1 && second.messages.contains("another server"))
        }
    }

    private func withServer(_ body: (ServerProcess, TemporaryFolder, String) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withServer(folder: folder, data: folder.file("data"), body)
    }

    private func withServer(
        folder: TemporaryFolder, data: String, _ body: (ServerProcess, TemporaryFolder, String) async throws -> Void
    ) async throws {
        try await CalgateCommandLine.succeed("user", "add", "jdoe", "--data", data, "--password-file", "-", input: "secret\n")
        let server = try await ServerProcess(data: data, messages: folder)
        do {
            try await body(server, folder, data)
        } catch {
            await server.kill()
            throw error
        }
        #expect([0, 137].contains(await server.stop()))
    }
}
