public import Accounts
public import CalendarService
import CalendarStore
import HTTPTypes

/// Who asks: HTTP Basic against the accounts, with the answers a failure gets.
public struct RequestAuthentication: Sendable {
    /// For protocols with a login of their own (WCAP).
    public let authenticator: Authenticator
    private let challenge: String
    private let administratorsOverrideAccess: Bool

    /// - Parameters:
    ///   - realm: shown by clients that ask for a password; printable ASCII without quotes.
    ///   - administratorsOverrideAccess: administrators pass every access list.
    public init(authenticator: Authenticator, realm: String = "Calendar", administratorsOverrideAccess: Bool = true) {
        self.authenticator = authenticator
        self.administratorsOverrideAccess = administratorsOverrideAccess
        let plain = realm.unicodeScalars.filter { $0 >= " " && $0 <= "~" && $0 != "\"" && $0 != "\\" }
        challenge = "Basic realm=\"\(String(String.UnicodeScalarView(plain)))\", charset=\"UTF-8\""
    }

    /// The account that asks.
    ///
    /// - Throws: `HTTPProblem`: 401 with a challenge for missing, wrong or unusable credentials, 429 when throttled, 503 when busy.
    public func account(of request: GatewayRequest) async throws -> AuthenticatedAccount {
        guard let account = try await optionalAccount(of: request) else { throw unauthorized("This resource needs a login.") }
        return account
    }

    /// The account that asks, nil for a request without Basic credentials. Wrong credentials are an error, not an anonymous caller.
    ///
    /// - Throws: `HTTPProblem` as `account(of:)`.
    public func optionalAccount(of request: GatewayRequest) async throws -> AuthenticatedAccount? {
        guard let credentials = request.head.credentials else { return nil }
        do {
            let account = try await authenticator.authenticate(
                name: credentials.name, password: credentials.password, host: request.origin.host, address: request.clientAddress)
            request.note(account: account.account)
            return account
        } catch let error as AuthenticationError {
            throw problem(for: error)
        }
    }

    /// As `account(of:)`, for the realms of the WebCal service (CalendarData, CalDAV, webcal).
    ///
    /// - Throws: also 403 when the service is switched off for the account or its domain.
    public func webCalAccount(of request: GatewayRequest) async throws -> AuthenticatedAccount {
        let account = try await account(of: request)
        try requireWebCal(account)
        return account
    }

    /// The caller of a request of the WebCal service's realms, as `webCalAccount(of:)`.
    ///
    /// - Throws: `HTTPProblem` as there.
    public func webCalCaller(of request: GatewayRequest) async throws -> Caller { caller(for: try await webCalAccount(of: request)) }

    /// As `webCalCaller(of:)`, but nobody (`Caller.account` nil) for a request without credentials: for calendars that everybody may read.
    ///
    /// - Throws: `HTTPProblem` as there.
    public func optionalWebCalCaller(of request: GatewayRequest) async throws -> Caller {
        guard let account = try await optionalAccount(of: request) else { return try await anonymousCaller(of: request) }
        try requireWebCal(account)
        return caller(for: account)
    }

    /// What `webCalCaller(of:)` returns, if it needs neither the slow hash nor the store; nil: ask that, for an error too.
    public func rememberedWebCalCaller(of request: GatewayRequest) -> Caller? {
        guard let credentials = request.head.credentials,
            let account = try? authenticator.remembered(
                name: credentials.name, password: credentials.password, host: request.origin.host, address: request.clientAddress),
            account.account.isWebCalEnabled, account.domain.isWebCalEnabled
        else { return nil }
        request.note(account: account.account)
        return caller(for: account)
    }

    /// What `optionalWebCalCaller(of:)` returns, if it needs neither the slow hash nor the store; nil: ask that, for an error too.
    public func rememberedOptionalWebCalCaller(of request: GatewayRequest) -> Caller? {
        if request.head.credentials != nil { return rememberedWebCalCaller(of: request) }
        return (try? authenticator.knownDomain(ofHost: request.origin.host)).map { Caller(account: nil, domain: $0) }
    }

    /// Nobody, at the request's host.
    public func anonymousCaller(of request: GatewayRequest) async throws -> Caller {
        Caller(account: nil, domain: try await authenticator.domain(ofHost: request.origin.host))
    }

    /// The caller an account is; needs nothing from the store.
    public func caller(for account: AuthenticatedAccount) -> Caller {
        Caller(
            account: account.account, domain: account.hostDomain,
            overridesAccess: administratorsOverrideAccess && account.account.isAdministrator)
    }

    /// - Throws: `HTTPProblem` 403 when the WebCal service is switched off for the account or its domain.
    public func requireWebCal(_ account: AuthenticatedAccount) throws(HTTPProblem) {
        guard account.account.isWebCalEnabled, account.domain.isWebCalEnabled else {
            throw HTTPProblem(.forbidden, "The WebCal service is switched off for this account.")
        }
    }

    /// 401 with the challenge.
    public func unauthorized(_ reason: String) -> HTTPProblem {
        HTTPProblem(.unauthorized, reason, headers: [.wwwAuthenticate: challenge])
    }

    /// The answer to a failed login.
    public func problem(for error: AuthenticationError) -> HTTPProblem {
        switch error {
        case .wrongCredentials: unauthorized("Name or password is wrong.")
        case .throttled(let seconds):
            HTTPProblem(
                .tooManyRequests, "Too many wrong passwords; try again in \(seconds) seconds.", headers: [.retryAfter: String(seconds)])
        case .busy: HTTPProblem.unavailable("Too many logins at once; try again.", retryAfter: 2)
        }
    }
}
