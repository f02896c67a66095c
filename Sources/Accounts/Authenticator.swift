public import CalendarStore
public import Logging
import Synchronization

/// Who is this: names to accounts, passwords to answers.
public final class Authenticator: Sendable {
    let store: any CalendarStore
    let clock: any WallClock
    let configuration: AuthenticatorConfiguration
    let logger: Logger
    let hasher: PasswordHasher
    let successes: SuccessCache
    let throttle: LoginThrottle
    /// Of the forms on pages for those who are logged in.
    public let formTokens: FormTokens
    private let hostDomains = Mutex<(directoryVersion: Int64, domains: [String: DomainID])>((.min, [:]))

    /// - Parameters:
    ///   - clock: for throttling and the life of remembered successes.
    public init(
        store: any CalendarStore, clock: any WallClock, configuration: AuthenticatorConfiguration = AuthenticatorConfiguration(),
        logger: Logger
    ) {
        self.store = store
        self.clock = clock
        self.configuration = configuration
        self.logger = logger
        hasher = PasswordHasher(
            parameters: configuration.scrypt, threads: configuration.hashingThreads, waitingLimit: configuration.waitingLogins)
        successes = SuccessCache(capacity: configuration.rememberedLogins)
        throttle = LoginThrottle(configuration: configuration.throttle)
        formTokens = FormTokens()
    }

    /// The same authenticator with other settings: what was remembered and counted goes on in both.
    ///
    /// Numbers of threads and of remembered things stay as they are.
    public func reconfigured(_ configuration: AuthenticatorConfiguration) -> Authenticator {
        Authenticator(self, configuration: configuration)
    }

    private init(_ other: Authenticator, configuration: AuthenticatorConfiguration) {
        store = other.store
        clock = other.clock
        self.configuration = configuration
        logger = other.logger
        hasher = other.hasher
        successes = other.successes
        throttle = LoginThrottle(configuration: configuration.throttle, sharing: other.throttle)
        formTokens = other.formTokens
    }

    /// Checks a password.
    ///
    /// The slow hash runs once per credential and is then remembered for some minutes; it never runs on the calling thread. The work is
    /// the same for accounts that don't exist. A password is checked against one account only: `name@domain`, or `name` in the domain of
    /// `host` if it exists there, and only otherwise in the default domain.
    ///
    /// - Parameters:
    ///   - host: host name the client used, without port, any case; empty when unknown.
    ///   - address: the client's IP address, for throttling and the log.
    /// - Throws: `AuthenticationError`, `StoreError`.
    public func authenticate(name: String, password: String, host: String, address: String) async throws -> AuthenticatedAccount {
        if let known = try remembered(name: name, password: password, host: host, address: address) { return known }
        let now = clock.now()
        let key = successes.key(name: name, password: password, host: host)
        let directoryVersion = try await store.directoryVersion()
        if let entry = successes.entry(key, now: now),
            let current = try await confirmed(entry, key: key, host: host, directoryVersion: directoryVersion)
        {
            // A remembered success must not let through what the throttle holds back, or it would tell guesses right.
            if let seconds = throttle.secondsToWaitOrRemember(current, address: address, now: now) {
                logFailure(name: name, address: address, reason: "throttled")
                throw AuthenticationError.throttled(retryAfter: seconds)
            }
            return current
        }
        return try await successes.shared(key, address: address) { [self] in
            try await check(name: name, password: password, host: host, address: address, key: key, directoryVersion: directoryVersion)
        }
    }

    /// What `authenticate` returns, when the password was right a short while ago and nothing changed since; nil: ask that, for an error too.
    ///
    /// - Throws: `StoreError`.
    public func remembered(name: String, password: String, host: String, address: String) throws -> AuthenticatedAccount? {
        let now = clock.now()
        guard let version = try store.knownDirectoryVersion(),
            let entry = successes.entry(successes.key(name: name, password: password, host: host), now: now),
            entry.directoryVersion == version, throttle.secondsToWaitOrRemember(entry.account, address: address, now: now) == nil
        else { return nil }
        return entry.account
    }

    /// The account of a login name, without any password: for an administrator who acts as somebody else, and for `~name`.
    ///
    /// - Parameter host: as in `authenticate`.
    /// - Throws: `StoreError`.
    public func account(named name: String, host: String) async throws -> AuthenticatedAccount? {
        try await store.read { try LoginName(name).resolve(host: host, in: $0)?.account }
    }

    /// The domain in which unqualified names are looked up for a caller without an account: the Host's where it is one of ours, else the default.
    ///
    /// - Throws: `StoreError`.
    public func domain(ofHost host: String) async throws -> DomainID? {
        let directoryVersion = try await store.directoryVersion()
        if let known = hostDomains.withLock({ $0.directoryVersion == directoryVersion ? $0.domains[host] : nil }) { return known }
        let domain: DomainID? = try await store.read { store in
            if !host.isEmpty, let named = try store.domain(named: host) { return named.id }
            return try store.defaultDomain()?.id
        }
        hostDomains.withLock { known in
            if known.directoryVersion != directoryVersion || known.domains.count > 1000 { known = (directoryVersion, [:]) }
            if let domain { known.domains[host] = domain }
        }
        return domain
    }

    /// `domain(ofHost:)` where it is known without asking the store; nil: ask that.
    ///
    /// - Throws: `StoreError`.
    public func knownDomain(ofHost host: String) throws -> DomainID? {
        guard let version = try store.knownDirectoryVersion() else { return nil }
        return hostDomains.withLock { $0.directoryVersion == version ? $0.domains[host] : nil }
    }

    /// Gives an account a new password after checking the old one; sessions stay.
    ///
    /// - Throws: `AuthenticationError` when the old password is wrong, `PasswordRuleError` for a new one that is none, `StoreError`.
    public func changePassword(
        of name: String, from oldPassword: String, to newPassword: String, host: String, address: String
    ) async throws {
        let current = try await authenticate(name: name, password: oldPassword, host: host, address: address)
        try await setPassword(newPassword, of: current.account.id)
    }

    /// Gives an account a new password.
    ///
    /// - Throws: `PasswordRuleError`, `AuthenticationError.busy`, `StoreError`.
    public func setPassword(_ password: String, of account: AccountID) async throws {
        let verifier = try await hasher.verifier(for: password)
        try await store.write { try $0.setPasswordVerifier(verifier.encoded, of: account) }
    }

    /// The text the store keeps for a password: `NewAccount.passwordVerifier`.
    ///
    /// - Throws: `PasswordRuleError`, `AuthenticationError.busy`.
    public func verifier(for password: String) async throws -> String { try await hasher.verifier(for: password).encoded }

    /// Ends the hashing threads.
    public func shutdown() async { await hasher.shutdown() }

    /// A remembered success is good only while account, domain and password are what they were.
    private func confirmed(
        _ entry: SuccessCache.Entry, key: SuccessCache.Key, host: String, directoryVersion: Int64
    ) async throws -> AuthenticatedAccount? {
        if entry.directoryVersion == directoryVersion { return entry.account }
        let id = entry.account.account.id
        let current = try await store.read { reading -> (AuthenticatedAccount, String?)? in
            guard let account = try reading.account(id), let domain = try reading.domains().first(where: { $0.id == account.domain }) else {
                return nil
            }
            let hosted = host.isEmpty ? nil : try reading.domain(named: host)
            return (
                AuthenticatedAccount(account: account, domain: domain, hostDomain: hosted?.id), try reading.passwordVerifier(of: id)
            )
        }
        guard let (account, verifier) = current, verifier == entry.verifier, account.account.name == entry.account.account.name,
            account.domain == entry.account.domain
        else {
            successes.forget(key)
            return nil
        }
        successes.renew(key, account: account, directoryVersion: directoryVersion)
        return account
    }

    private func check(
        name: String, password: String, host: String, address: String, key: SuccessCache.Key, directoryVersion: Int64
    ) async throws -> AuthenticatedAccount {
        let now = clock.now()
        let found = try await store.read { try LoginName(name).resolve(host: host, in: $0) }
        let subject = LoginThrottle.Subject(name: name, found: found?.account)
        if let seconds = throttle.secondsToWait(subject, address: address, now: now) {
            logFailure(name: name, address: address, reason: "throttled")
            throw AuthenticationError.throttled(retryAfter: seconds)
        }
        let isRight = try await hasher.verify(password, against: found?.verifier, logger: logger)
        guard isRight, let found, let verifier = found.verifier else {
            let seconds = throttle.failed(subject, address: address, now: clock.now())
            logFailure(name: name, address: address, reason: "password")
            if let seconds { throw AuthenticationError.throttled(retryAfter: seconds) }
            throw AuthenticationError.wrongCredentials
        }
        throttle.succeeded(found.account, address: address, now: now)
        successes.insert(
            key,
            SuccessCache.Entry(
                account: found.account, verifier: verifier, directoryVersion: directoryVersion,
                expires: Timestamp(microseconds: now.microseconds + configuration.rememberFor * 1_000_000)))
        return found.account
    }

    /// One stable line for tools that watch logs: `authentication failure address=ADDRESS reason=WORD account=NAME`.
    ///
    /// The name, which anybody may choose, stands last: it cannot pass for an address.
    private func logFailure(name: String, address: String, reason: String) {
        logger.notice("authentication failure address=\(address) reason=\(reason) account=\(LoginName.printable(name))")
    }
}
