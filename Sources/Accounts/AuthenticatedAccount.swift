public import CalendarStore

/// An account with the domain it lives in, as of one moment.
public struct AuthenticatedAccount: Hashable, Sendable {
    public var account: Account
    public var domain: Domain

    public init(account: Account, domain: Domain) {
        self.account = account
        self.domain = domain
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
