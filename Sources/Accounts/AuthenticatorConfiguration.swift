/// Settings of an `Authenticator`.
public struct AuthenticatorConfiguration: Hashable, Sendable {
    /// Cost of new verifiers.
    public var scrypt = ScryptParameters.standard
    /// Threads that hash; each uses the memory of one computation.
    public var hashingThreads = 2
    /// Logins that may wait for a thread; more are refused at once (`AuthenticationError.busy`).
    public var waitingLogins = 200
    /// Seconds a success is remembered.
    public var rememberFor: Int64 = 300
    /// Successes remembered at most.
    public var rememberedLogins = 20_000
    public var throttle = LoginThrottleConfiguration()

    public init() {}
}

/// When wrong passwords start to cost time.
public struct LoginThrottleConfiguration: Hashable, Sendable {
    /// Wrong passwords for one account from one address.
    public var failuresPerAccountAndAddress = 20
    /// Wrong passwords from one address over all accounts (IPv6: one /64).
    public var failuresPerAddress = 60
    /// Seconds in which they are counted, and for which the address then waits at most.
    public var window: Int64 = 300
    /// Seconds for which an address that logged in to an account stays known: right passwords from there always work.
    public var knownFor: Int64 = 30 * 86400
    /// Entries of each kind that are remembered; the oldest go first.
    public var capacity = 50_000

    public init() {}
}
