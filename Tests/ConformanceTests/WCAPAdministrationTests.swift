import Calgate
import Foundation
import GatewayTesting
import Synchronization
import Testing
import WCAP

/// The seed's administrative commands on the administrative listener, and what the access record says of WCAP requests.
struct WCAPAdministrationTests {
    private static let credentials = "user=admin&password=\(RunningGateway.password)&fmt-out=text/calendar"

    private func errno(_ client: HTTPClient, _ target: String) async throws -> String? {
        try await client.get(target).text.line("X-NSCP-WCAP-ERRNO")
    }

    private final class Reloads: Sendable {
        private let count = Mutex(0)
        var number: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    @Test("refresh reads the configuration again; only administrators may ask, and only here")
    func refresh() async throws {
        let reloads = Reloads()
        let reload: @Sendable () throws -> Configuration = {
            reloads.add()
            return RunningGateway.quietConfiguration("")
        }
        try await RunningGateway.run(reload: reload) { gateway in
            let admin = gateway.adminClient
            let done = try await errno(admin, "/refresh.wcap?\(Self.credentials)")
            #expect(done == "0")
            #expect(reloads.number == 1)
            let susan = "/refresh.wcap?user=susan&password=\(RunningGateway.password)&fmt-out=text/calendar"
            let denied = try await errno(admin, susan)
            #expect(denied == "76")
            let wrong = "/refresh.wcap?user=admin&password=wrong&fmt-out=text/calendar"
            let unknown = try await errno(admin, wrong)
            #expect(unknown == "1")
            let open = gateway.client(nil)
            let elsewhere = try await errno(open, "/refresh.wcap?\(Self.credentials)")
            #expect(elsewhere == "52")
            #expect(reloads.number == 1)
        }
    }

    @Test("shutdown is refused unless the operator allows it")
    func shutdownRefused() async throws {
        try await RunningGateway.run { gateway in
            let answer = try await gateway.adminClient.get("/shutdown.wcap?\(Self.credentials)")
            #expect(answer.text.says("X-NSCP-WCAP-ERRNO", "76"))
            #expect(try await gateway.client(nil).get("/ping.wcap?fmt-out=text/calendar").status == 200)
        }
    }

    @Test("shutdown answers, then the server is gone")
    func shutdown() async throws {
        try await RunningGateway.run(configure: { $0.wcap.allowsShutdown = true }) { gateway in
            let answer = try await gateway.adminClient.get("/shutdown.wcap?\(Self.credentials)")
            #expect(answer.text.says("X-NSCP-WCAP-ERRNO", "0"))
            var isGone = false
            for _ in 0..<200 where !isGone {
                do { _ = try await gateway.client(nil).get("/ping.wcap") } catch { isGone = true }
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(isGone)
        }
    }

    @Test("The access record names command and account, and nothing of the query")
    func accessRecord() async throws {
        let file = NSTemporaryDirectory() + "calgate-access-\(UUID().uuidString).log"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await RunningGateway.run(configure: { $0.accessLog = .file(file) }) { gateway in
            let wire = WCAPWire(gateway)
            let login = try await wire.get("login.wcap?user=jdoe&password=\(RunningGateway.password)&fmt-out=text/calendar")
            let id = try #require(login.line("X-NSCP-WCAP-SESSION-ID"))
            _ = try await wire.get("fetchcomponents_by_range.wcap?id=\(id)&fmt-out=text/calendar")
            _ = try await wire.get("logout.wcap?id=\(id)&fmt-out=text/calendar")
            _ = try await wire.get("ping.wcap?id=\(id)&fmt-out=text/calendar")
            var log = ""
            for _ in 0..<200 where !log.contains("ping") {
                try await Task.sleep(for: .milliseconds(50))
                log = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            }
            let lines = log.split(separator: "\n").map(String.init)
            for command in ["login", "fetchcomponents_by_range", "logout"] {
                let line = try #require(lines.first { $0.contains("\(command).wcap") }, "\(command)")
                #expect(line.contains("jdoe@"), "\(line)")
            }
            let refused = try #require(lines.first { $0.contains("ping.wcap") })
            #expect(!refused.contains("jdoe@"))
            #expect(!log.contains(id))
            #expect(!log.contains(RunningGateway.password))
        }
    }
}
