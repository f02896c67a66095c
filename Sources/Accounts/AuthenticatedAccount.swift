public import CalendarStore

/// An account with the domain it lives in, as of one moment.
public struct AuthenticatedAccount: Hashable, Sendable {
    public var account: Account
    public var domain: Domain
    /// The domain in which unqualified names are looked up: the Host's where it is one of ours, else the account's own.
    public var hostDomain: DomainID

    public init(account: Account, domain: Domain, hostDomain: DomainID? = nil) {
        self.account = account
        self.domain = domain
        self.hostDomain = hostDomain ?? domain.id
    }
}

/// Why a login failed. Nothing in it tells whether the account exists.
public enum AuthenticationError: Error, Hashable, Sendable {
    case wrongCredentials
    /// Too many failures from this address; seconds until the next try counts.
    case throttled(retryAfter: Int)
    /// More logins wait for their turn than can be served soon.
    case busy
}
