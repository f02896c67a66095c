import Accounts
import CalendarStore
import Calgate
import Foundation
import GatewayTesting
import Logging
import SQLStore
import Synchronization
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite(.timeLimit(.minutes(1)))
struct ServerTests {
    /// Runs a whole server on free ports for the time of a closure; returns when it has stopped.
    private func withServer(
        _ flags: [String: String] = [:], account: (name: String, password: String)? = nil,
        _ body: @escaping @Sendable (ListeningAddresses, String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "calgate-server-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var all = ["data": folder, "listen": "127.0.0.1:0", "admin-listen": "127.0.0.1:0", "access-log": folder + "/access.log"]
        all.merge(flags) { _, new in new }
        var configuration = try Configuration.load(flags: all)
        configuration.authentication.scrypt = ScryptParameters(logarithmOfCost: 4, blockSize: 8, parallelism: 1)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = Server(configuration, logger: logger)
        let (stream, continuation) = AsyncStream<ListeningAddresses>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await server.run(stoppingOn: []) { continuation.yield($0) }
            }
            var iterator = stream.makeAsyncIterator()
            let addresses = try #require(await iterator.next())
            if let account {
                let store = try SQLiteStore(path: folder + "/calgate.sqlite")
                let authenticator = Authenticator(
                    store: store, clock: SystemClock(), configuration: configuration.authentication, logger: logger)
                let verifier = try await authenticator.verifier(for: account.password)
                try await store.write { store in
                    let domain = try #require(try store.defaultDomain())
                    _ = try store.insert(
                        NewAccount(domain: domain.id, name: account.name, displayName: account.name, passwordVerifier: verifier))
                }
                await authenticator.shutdown()
                await store.close()
            }
            do { try await body(addresses, folder) } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    @Test func servesAndReportsAboutItself() async throws {
        try await withServer(account: ("jdoe", "secret")) { addresses, folder in
            let base = HTTPClient(port: try #require(addresses.port))
            let admin = HTTPClient(port: try #require(addresses.adminPort))
            #expect(try await admin.get("/livez").status == 200)
            #expect(try await admin.get("/readyz").text == "ready\n")
            #expect(try await base.get("/livez").status == 404)
            let page = try await base.get("/")
            #expect(page.status == 200)
            #expect(page.text.contains("CalendarData"))
            let refused = try await base.get("/CalendarData/")
            #expect(refused.status == 401)
            #expect(refused.header("WWW-Authenticate") == "Basic realm=\"Calendar\", charset=\"UTF-8\"")
            // An account made beside the running server can log in at once.
            #expect(try await base.with(credentials: "jdoe:wrong").get("/CalendarData/").status == 401)
            #expect(try await base.with(credentials: "jdoe:secret").get("/CalendarData/").status != 401)
            let metrics = try await admin.get("/metrics").text
            #expect(metrics.contains("calgate_http_requests_total{protocol=\"calendardata\",method=\"GET\",status=\"401\"} 2\n"))
            #expect(metrics.contains("calgate_http_request_duration_seconds_bucket{protocol=\"operations\",le=\"+Inf\"}"))
            var log = ""
            // Records are gathered and written a few times a second, on a busy machine later.
            for _ in 0..<300 where !log.contains(" account=jdoe@localhost ") {
                try await Task.sleep(for: .milliseconds(100))
                log = try String(contentsOfFile: folder + "/access.log", encoding: .utf8)
            }
            #expect(log.contains(" protocol=calendardata method=GET path=/CalendarData/ status=401 "))
            #expect(log.contains(" account=jdoe@localhost protocol=calendardata "))
            #expect(!log.contains("secret"))
        }
    }

    @Test func oneServerADataFolder() async throws {
        try await withServer { _, folder in
            let second = Server(
                try Configuration.load(flags: ["data": folder, "listen": "127.0.0.1:0"]),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let error = await #expect(throws: ConfigurationError.self) { try await second.run(stoppingOn: []) }
            #expect(error?.description.contains("another server is running") == true)
        }
    }

    @Test func saysWhatIsWrongWithItsSettings() async throws {
        for flags in [
            [:], ["data": "/nonexistent/folder/of/calgate"], ["data": "/etc/hostname"],
            [
                "data": FileManager.default.temporaryDirectory.path + "/calgate-\(UUID().uuidString)", "tls-certificate": "/none.pem",
                "tls-key": "/none.pem",
            ],
        ] {
            let server = Server(
                try Configuration.load(flags: flags.merging(["listen": "127.0.0.1:0"]) { first, _ in first }),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            await #expect(throws: ConfigurationError.self) { try await server.run(stoppingOn: []) }
            if let data = flags["data"], data.contains("/calgate-") { try? FileManager.default.removeItem(atPath: data) }
        }
    }
}
