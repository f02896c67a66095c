import Accounts
import CalendarService
import CalendarStore
import Foundation
import ICalendar
import Logging
import SQLStore
import Synchronization
import TimeZoneDatabase

@testable import WCAP

/// WCAP over a store of its own, without sockets: what a command answers, octet for octet.
struct TestServer: Sendable {
    let runner: CommandRunner
    let service: CalendarService
    let clock: TestClock

    /// Runs a closure with a server that has the accounts jdoe (Europe/Berlin), susan, the resource room and the administrator calmaster, password `secret`.
    static func run(settings: WCAPSettings = WCAPSettings(), _ body: (TestServer) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "calgate-wcap-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = TestClock()
        let store = try SQLiteStore(path: folder.appending(path: "store.sqlite").path, clock: clock)
        let zones = TimeZoneRegistry(provider: try SystemTimeZoneDatabase())
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let service = CalendarService(store: store, zones: zones, clock: clock, settings: ServiceSettings(), logger: logger)
        // Cheap passwords: what they cost is proven elsewhere.
        var logins = AuthenticatorConfiguration()
        logins.scrypt = ScryptParameters(logarithmOfCost: 4, blockSize: 8, parallelism: 1)
        let authenticator = Authenticator(store: store, clock: clock, configuration: logins, logger: logger)
        do {
            let verifier = try await authenticator.verifier(for: "secret")
            let domain = try await store.write { try $0.insertDomain(name: "example.com", isDefault: true) }
            for (name, display) in [("jdoe", "John Doe"), ("susan", "Susan Low"), ("calmaster", "Master"), ("room", "Room")] {
                var account = NewAccount(
                    domain: domain.id, name: name, displayName: display, emailAddresses: ["\(name)@example.com"], passwordVerifier: verifier
                )
                account.isAdministrator = name == "calmaster"
                account.isResource = name == "room"
                account.timeZone = "Europe/Berlin"
                _ = try await service.createAccount(account)
            }
            let environment = WCAPEnvironment(service: service, authenticator: authenticator, settings: settings)
            try await body(TestServer(runner: CommandRunner(environment: environment), service: service, clock: clock))
        } catch {
            await authenticator.shutdown()
            await store.close()
            throw error
        }
        await authenticator.shutdown()
        await store.close()
    }

    /// Answers `command?query` as it would arrive in a request line.
    func answer(_ target: String, upload: Upload? = nil, isAdministrative: Bool = false) async -> CommandResponse {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var request = CommandRequest(
            command: String(parts[0]), parameters: Parameters(query: Bytes(utf8: parts.count > 1 ? parts[1] : "")),
            uploads: upload.map { [$0] } ?? [])
        request.address = "192.0.2.1"
        request.host = "example.com"
        request.isAdministrative = isAdministrative
        return await runner.response(to: request)
    }

    func text(_ target: String, upload: Upload? = nil) async -> String {
        String(decoding: await answer(target, upload: upload).octets, as: UTF8.self)
    }

    /// Logs in and returns the session id.
    func login(_ user: String) async throws -> String {
        let text = await text("login?user=\(user)&password=secret&fmt-out=text/calendar")
        let line = text.split(separator: "\r\n").first { $0.hasPrefix("X-NSCP-WCAP-SESSION-ID:") }
        guard let line else { throw TestFailure("no session: \(text)") }
        return String(line.dropFirst("X-NSCP-WCAP-SESSION-ID:".count))
    }

    /// Puts iCalendar components into a calendar by `import`.
    func importing(_ components: String, id: String, calid: String = "jdoe") async throws {
        let calendar = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\n\(components)\nEND:VCALENDAR\n"
        let answer = await text(
            "import?id=\(id)&calid=\(calid)&content-in=text/calendar&fmt-out=text/calendar", upload: Upload(octets: Array(calendar.utf8)))
        guard answer.contains("X-NSCP-WCAP-ERRNO:0") else { throw TestFailure(answer) }
    }
}

/// A clock that stands still until a test moves it.
final class TestClock: WallClock {
    private let time = Mutex(Instant(seconds: 1_104_580_800))

    func now() -> Timestamp { Timestamp(time.withLock { $0 }) }

    func advance(bySeconds seconds: Int64) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

struct TestFailure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

extension String {
    /// Unfolded content lines.
    var contentLines: [String] { replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init) }

    /// Values of the errno lines.
    var errnos: [Int] { contentLines.filter { $0.hasPrefix("X-NSCP-WCAP-ERRNO:") }.compactMap { Int($0.dropFirst(18)) } }
}
