import Foundation
import GatewayTesting
import Testing

/// No space left on the device under a running server.
@Suite struct FullDiskTests {
    @Test("A full disk refuses writes, damages nothing, and is forgotten when there is room again", .timeLimit(.minutes(3)))
    func fullDisk() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let data = folder.file("data")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        guard geteuid() == 0, try await Self.succeeds("mount", "-t", "tmpfs", "-o", "size=4m", "calgate-test", data) else {
            print("full disk under a server: not tried, only root can mount a small one")
            return
        }
        let outcome: Result<Void, any Error>
        do {
            try await Self.fill(data, folder)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        _ = try await Self.succeeds("umount", "-l", data)
        try outcome.get()
    }

    private static func fill(_ data: String, _ folder: TemporaryFolder) async throws {
        try await CalgateCommandLine.succeed("user", "add", "jdoe", "--data", data, "--password-file", "-", input: "secret\n")
        let ballast = data + "/ballast"
        #expect(FileManager.default.createFile(atPath: ballast, contents: Data(count: 1_500_000)))
        let server = try await ServerProcess(data: data, messages: folder)
        let jdoe = server.client("jdoe")
        let session = try await WCAPSession.login(jdoe)
        let long = String(repeating: "x", count: 60_000)
        var stored: [String] = []
        var refused = 0
        for number in 0..<200 where refused < 5 {
            let uid = "item-\(number)"
            let answer = try await jdoe.put(
                "/CalendarData/Calendar.ics", text: SampleText.calendar([SampleText.event(uid, extra: ["DESCRIPTION:\(long)"])]))
            if answer.status == 204 {
                #expect(refused == 0, "stored although the disk was full before")
                stored.append(uid)
            } else {
                #expect(answer.status == 507, "\(answer.status) \(answer.text)")
                refused += 1
            }
        }
        #expect(refused == 5 && stored.count > 2)
        // A replacement that does not fit leaves everything as it was.
        let wipe = try await jdoe.put(
            "/CalendarDataDel/Calendar.ics",
            text: SampleText.calendar((0..<20).map { SampleText.event("new-\($0)", extra: ["DESCRIPTION:\(long)"]) }))
        #expect(wipe.status == 507)
        let wcap = try await jdoe.send(
            "POST", "/storeevents.wcap", headers: [("Content-Type", "application/x-www-form-urlencoded")],
            text:
                "id=\(session)&calid=jdoe&uid=wcap&dtstart=20260302T090000Z&dtend=20260302T100000Z&summary=x&desc=\(long)&fmt-out=text/calendar"
        )
        #expect(wcap.status == 200 && wcap.text.contains("X-NSCP-WCAP-ERRNO:") && !wcap.text.contains("X-NSCP-WCAP-ERRNO:0"))
        // Reading goes on.
        #expect(try await jdoe.get("/CalendarData/Calendar.ics").text.values("UID") == stored)
        try FileManager.default.removeItem(atPath: ballast)
        #expect(try await jdoe.put("/CalendarData/Calendar.ics", text: SampleText.calendar([SampleText.event("after")])).status == 204)
        #expect(try await jdoe.get("/CalendarData/Calendar.ics").text.values("UID") == stored + ["after"])
        #expect(await server.stop() == 0)
        let check = try await CalgateCommandLine.run("store", "check", "--data", data)
        #expect(check.exitCode == 0, "\(check.text) \(check.messages)")
    }

    private static func succeeds(_ command: String...) async throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        return try await process.runToEnd(limit: 20) == 0
    }
}
