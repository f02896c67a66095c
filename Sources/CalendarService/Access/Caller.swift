public import CalendarStore

/// Who asks: an account, or nobody.
public struct Caller: Hashable, Sendable {
    /// nil: anonymous, principal `@` only.
    public var account: Account?
    /// The domain in which unqualified names are looked up: the Host's, or the session's.
    public var domain: DomainID?
    /// An administrator whose rights pass every access list.
    public var overridesAccess: Bool

    public init(account: Account?, domain: DomainID?, overridesAccess: Bool = false) {
        self.account = account
        self.domain = domain
        self.overridesAccess = overridesAccess
    }

    /// `name@domain`, what logs and change entries carry; empty for nobody.
    public var author: String { account.map { "\($0.name)@\($0.domainName)" } ?? "" }
}
