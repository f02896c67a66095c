import Accounts
public import CalendarService
import CalendarStore
public import Calgate
import Foundation
import Logging
import Synchronization

/// A whole server in this process: real sockets, a real database file in a folder of its own, two accounts (`jdoe`, `susan`) and an administrator (`admin`).
public struct RunningGateway: Sendable {
    /// Password of all accounts.
    public static let password = "secret"

    public let port: Int
    public let adminPort: Int
    /// The store's folder.
    public let folder: String
    private let configuration: Configuration

    /// Starts a server, hands it to `body`, and stops it.
    public static func run(
        configure: (inout Configuration) -> Void = { _ in }, reload: (@Sendable () throws -> Configuration)? = nil,
        _ body: @escaping @Sendable (RunningGateway) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "calgate-test-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: try await template.value, toPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = quietConfiguration(folder)
        configure(&configuration)
        try await run(configuration, reload: reload, body)
    }

    /// Starts a server on a folder that exists, hands it to `body`, and stops it.
    public static func run(
        _ configuration: Configuration, reload: (@Sendable () throws -> Configuration)? = nil,
        _ body: @escaping @Sendable (RunningGateway) async throws -> Void
    ) async throws {
        let (ready, continuation) = AsyncStream<ListeningAddresses>.makeStream()
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                do {
                    try await Server(configuration, reload: reload, logger: Server.logger(configuration)).run(
                        stoppingOn: [], rereadingOn: []
                    ) {
                        continuation.yield($0)
                    }
                } catch is CancellationError {}
                return false
            }
            tasks.addTask {
                var addresses = ready.makeAsyncIterator()
                guard let found = await addresses.next(), let port = found.port else { throw HTTPFailure("the server did not start") }
                try await body(
                    RunningGateway(
                        port: port, adminPort: found.adminPort ?? 0, folder: configuration.dataDirectory, configuration: configuration)
                )
                return true
            }
            // The server runs until the body is done; whichever fails first decides.
            while let isBody = try await tasks.next(), !isBody {}
            tasks.cancelAll()
            try await tasks.waitForAll()
        }
    }

    /// A configuration for tests: any free port, few log lines, cheap passwords.
    public static func quietConfiguration(_ folder: String) -> Configuration {
        var configuration = Configuration()
        configuration.dataDirectory = folder
        configuration.listen = .tcp(host: "127.0.0.1", port: 0)
        configuration.adminListen = .tcp(host: "127.0.0.1", port: 0)
        configuration.logLevel = .critical
        configuration.accessLog = .off
        configuration.shutdownTime = 1
        configuration.authentication.scrypt = ScryptParameters(logarithmOfCost: 4, blockSize: 8, parallelism: 1)
        return configuration
    }

    /// A store with the accounts, made once and copied for each server.
    private static let template = Task<String, any Error> {
        let folder = NSTemporaryDirectory() + "calgate-test-template-\(UUID().uuidString)"
        templateFolder.withLock { $0 = folder }
        atexit { RunningGateway.removeTemplate() }
        let configuration = quietConfiguration(folder)
        let open = try await OpenStore(configuration, logger: Server.logger(configuration))
        let verifier = try await open.authenticator.verifier(for: password)
        let domain = try await open.store.read { try $0.defaultDomain() }
        guard let domain else { throw HTTPFailure("a new store has no default domain") }
        for (name, displayName) in [("jdoe", "John Doe"), ("susan", "Susan Jones"), ("admin", "The Administrator")] {
            var account = NewAccount(
                domain: domain.id, name: name, displayName: displayName, emailAddresses: ["\(name)@example.com"], passwordVerifier: verifier
            )
            account.isAdministrator = name == "admin"
            _ = try await open.service.createAccount(account)
        }
        await open.close()
        return folder
    }

    private static let templateFolder = Mutex<String?>(nil)

    /// Leaves nothing behind when the tests end.
    private static func removeTemplate() {
        templateFolder.withLock { if let folder = $0 { try? FileManager.default.removeItem(atPath: folder) } }
    }

    /// A client with the credentials of an account; nil: without any.
    public func client(_ name: String?, password: String = RunningGateway.password) -> HTTPClient {
        HTTPClient(port: port, credentials: name.map { "\($0):\(password)" })
    }

    /// A client of the administrative listener.
    public var adminClient: HTTPClient { HTTPClient(port: adminPort) }

    /// Opens the store beside the running server, as commands do.
    public func withStore<Result>(_ body: (OpenStore, Caller) async throws -> Result) async throws -> Result {
        let open = try await OpenStore(configuration, logger: Server.logger(configuration))
        do {
            let result = try await body(open, try await open.operatingCaller())
            await open.close()
            return result
        } catch {
            await open.close()
            throw error
        }
    }

    /// Puts entries in front of a calendar's default access list.
    public func setAccess(_ calid: String, _ entries: String) async throws {
        try await withStore { open, caller in
            let list = try AccessList(text: entries + ";" + open.service.settings.defaultAccessList)
            _ = try await open.service.updateCalendar(.calid(calid), for: caller) { calendar, _ in calendar.accessList = list }
        }
    }

    /// The stable id of a calendar, webcal's `{uid}`.
    public func publicID(of calid: String) async throws -> String {
        try await withStore { open, caller in try await open.service.calendar(.calid(calid), for: caller).calendar.publicID }
    }
}
