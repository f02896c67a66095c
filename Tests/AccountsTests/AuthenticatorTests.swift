import Accounts
import CalendarStore
import Foundation
import Logging
import SQLStore
import Synchronization
import Testing

/// A clock that stands until it is moved.
final class MovableClock: WallClock {
    private let time = Mutex(Timestamp(microseconds: 1_700_000_000_000_000))
    func now() -> Timestamp { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = Timestamp(microseconds: $0.microseconds + seconds * 1_000_000) } }
}

/// Keeps what is logged.
struct RecordingHandler: LogHandler {
    final class Lines: Sendable { let all = Mutex<[String]>([]) }
    let lines: Lines
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { lines.all.withLock { $0.append(event.message.description) } }
}

@Suite(.timeLimit(.minutes(2)))
struct AuthenticatorTests {
    struct World: Sendable {
        let store: SQLiteStore
        let clock: MovableClock
        let authenticator: Authenticator
        let lines: RecordingHandler.Lines
        let jdoe: AccountID
        let jdoeElsewhere: AccountID

        func login(_ name: String, _ password: String, host: String = "", from address: String = "192.0.2.1") async throws -> AccountID {
            try await authenticator.authenticate(name: name, password: password, host: host, address: address).account.id
        }
    }

    /// Domains `example.com` (default, alias `example.net`) and `other.org`; jdoe in both, susan in the first only.
    private func withWorld(_ body: (World) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "calgate-accounts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = MovableClock()
        let store = try SQLiteStore(path: folder.appending(path: "store.sqlite").path, clock: clock)
        var configuration = AuthenticatorConfiguration()
        configuration.scrypt = ScryptParameters(logarithmOfCost: 4, blockSize: 8, parallelism: 1)
        let lines = RecordingHandler.Lines()
        let authenticator = Authenticator(
            store: store, clock: clock, configuration: configuration, logger: Logger(label: "test") { _ in RecordingHandler(lines: lines) })
        let first = try await authenticator.verifier(for: "secret")
        let second = try await authenticator.verifier(for: "other")
        let (jdoe, elsewhere) = try await store.write { store in
            var main = try store.insertDomain(name: "example.com", isDefault: true)
            main.aliases = ["example.net"]
            try store.update(main)
            let other = try store.insertDomain(name: "other.org", isDefault: false)
            let jdoe = try store.insert(NewAccount(domain: main.id, name: "jdoe", displayName: "John", passwordVerifier: first))
            _ = try store.insert(NewAccount(domain: main.id, name: "susan", displayName: "Susan", passwordVerifier: first))
            let elsewhere = try store.insert(NewAccount(domain: other.id, name: "jdoe", displayName: "John", passwordVerifier: second))
            return (jdoe.id, elsewhere.id)
        }
        let world = World(store: store, clock: clock, authenticator: authenticator, lines: lines, jdoe: jdoe, jdoeElsewhere: elsewhere)
        do { try await body(world) } catch {
            await authenticator.shutdown()
            await store.close()
            throw error
        }
        await authenticator.shutdown()
        await store.close()
    }

    @Test func namesMeanOneAccount() async throws {
        try await withWorld { world in
            #expect(try await world.login("jdoe", "secret") == world.jdoe)
            #expect(try await world.login("JDOE", "secret", host: "unknown.example") == world.jdoe)
            #expect(try await world.login("jdoe", "other", host: "other.org") == world.jdoeElsewhere)
            #expect(try await world.login("jdoe@other.org", "other", host: "example.com") == world.jdoeElsewhere)
            #expect(try await world.login("jdoe@Example.Net", "secret", host: "other.org") == world.jdoe)
            // The account of the Host's domain is the one that counts; its neighbour's password is wrong.
            await #expect(throws: AuthenticationError.wrongCredentials) { try await world.login("jdoe", "secret", host: "other.org") }
            // Not there: the default domain.
            _ = try await world.login("susan", "secret", host: "other.org")
            for name in ["", "nobody", "jdoe@nowhere.example", "@example.com", "jdoe@"] {
                await #expect(throws: AuthenticationError.wrongCredentials) { try await world.login(name, "secret") }
            }
            await #expect(throws: AuthenticationError.wrongCredentials) { try await world.login("jdoe", "") }
        }
    }

    @Test func hostDomainIsTheHosts() async throws {
        try await withWorld { world in
            let known = try await world.authenticator.authenticate(
                name: "jdoe@example.com", password: "secret", host: "other.org", address: "1.1.1.1")
            #expect(known.domain.name == "example.com")
            let other = try await world.authenticator.domain(ofHost: "other.org")
            #expect(known.hostDomain == other)
            #expect(try await world.authenticator.domain(ofHost: "unknown") == known.domain.id)
        }
    }

    @Test func aChangedPasswordIsWrongAtOnce() async throws {
        try await withWorld { world in
            _ = try await world.login("jdoe", "secret")
            try await world.authenticator.changePassword(of: "jdoe", from: "secret", to: "n\u{E9}w", host: "", address: "192.0.2.1")
            await #expect(throws: AuthenticationError.wrongCredentials) { try await world.login("jdoe", "secret") }
            #expect(try await world.login("jdoe", "n\u{E9}w") == world.jdoe)
            await #expect(throws: AuthenticationError.wrongCredentials) {
                try await world.authenticator.changePassword(of: "jdoe", from: "bad", to: "x", host: "", address: "192.0.2.1")
            }
            await #expect(throws: PasswordRuleError.empty) { try await world.authenticator.setPassword("", of: world.jdoe) }
        }
    }

    @Test func whatIsRememberedFollowsTheAccount() async throws {
        try await withWorld { world in
            let before = try await world.authenticator.authenticate(name: "jdoe", password: "secret", host: "", address: "1.1.1.1")
            #expect(before.account.isWebCalEnabled)
            try await world.store.write { store in
                var account = before.account
                account.isWebCalEnabled = false
                try store.update(account)
                var domain = before.domain
                domain.isWebCalEnabled = false
                try store.update(domain)
            }
            let after = try await world.authenticator.authenticate(name: "jdoe", password: "secret", host: "", address: "1.1.1.1")
            #expect(!after.account.isWebCalEnabled)
            #expect(!after.domain.isWebCalEnabled)
            try await world.store.write { try $0.removeAccount(world.jdoe) }
            await #expect(throws: AuthenticationError.wrongCredentials) { try await world.login("jdoe", "secret") }
        }
    }

    @Test func wrongPasswordsAreThrottledPerAccountAndAddress() async throws {
        try await withWorld { world in
            _ = try await world.login("jdoe", "secret", from: "192.0.2.7")
            for _ in 0..<20 {
                await #expect(throws: AuthenticationError.wrongCredentials) { try await world.login("jdoe", "wrong", from: "192.0.2.1") }
            }
            await #expect(throws: AuthenticationError.throttled(retryAfter: 300)) {
                try await world.login("jdoe", "wrong", from: "192.0.2.1")
            }
            // Neither the right password from there, nor from elsewhere another account or address, is mixed up with it.
            await #expect(throws: AuthenticationError.throttled(retryAfter: 300)) {
                try await world.login("jdoe", "secret", from: "192.0.2.1")
            }
            #expect(try await world.login("jdoe", "secret", from: "192.0.2.2") == world.jdoe)
            _ = try await world.login("susan", "secret", from: "192.0.2.1")
            world.clock.advance(seconds: 100)
            await #expect(throws: AuthenticationError.throttled(retryAfter: 200)) {
                try await world.login("jdoe", "wrong", from: "192.0.2.1")
            }
            world.clock.advance(seconds: 200)
            #expect(try await world.login("jdoe", "secret", from: "192.0.2.1") == world.jdoe)
        }
    }

    @Test func aKnownAddressAlwaysGetsInWithTheRightPassword() async throws {
        try await withWorld { world in
            _ = try await world.login("jdoe", "secret")
            for _ in 0..<25 { await #expect(throws: AuthenticationError.self) { try await world.login("jdoe", "wrong") } }
            await #expect(throws: AuthenticationError.throttled(retryAfter: 300)) { try await world.login("jdoe", "wrong") }
            world.clock.advance(seconds: 3600 * 24)
            for _ in 0..<25 { await #expect(throws: AuthenticationError.self) { try await world.login("jdoe", "wrong") } }
            #expect(try await world.login("jdoe", "secret") == world.jdoe)
        }
    }

    @Test func oneAddressOverAllAccounts() async throws {
        try await withWorld { world in
            for index in 0..<60 {
                await #expect(throws: AuthenticationError.wrongCredentials) {
                    try await world.login("user\(index)", "x", from: "2001:db8::\(index)")
                }
            }
            await #expect(throws: AuthenticationError.throttled(retryAfter: 300)) {
                try await world.login("jdoe", "secret", from: "2001:db8::ffff")
            }
            let neighbour = try await world.login("jdoe", "secret", from: "2001:db8:0:1::1")
            #expect(neighbour == world.jdoe)
        }
    }

    @Test func failuresAreLoggedInOneStableLineWithoutPasswords() async throws {
        try await withWorld { world in
            await #expect(throws: AuthenticationError.self) { try await world.login("jd\"oe\nx", "hunter2", from: "192.0.2.9") }
            let lines = world.lines.all.withLock { $0 }
            #expect(lines == ["authentication failure address=192.0.2.9 reason=password account=jd?oe?x"])
        }
    }

    @Test func manyAtOnceAskOnce() async throws {
        try await withWorld { world in
            try await withThrowingTaskGroup(of: AccountID.self) { group in
                for _ in 0..<300 { group.addTask { try await world.login("jdoe", "secret") } }
                for try await id in group { #expect(id == world.jdoe) }
            }
        }
    }
}
