import CalendarStore

/// A login name as typed: `name` or `name@domain`.
struct LoginName {
    let name: String
    /// Lower case; nil when there was no `@`.
    let domain: String?

    init(_ text: String) {
        if let at = text.utf8.lastIndex(of: UInt8(ascii: "@")), at != text.startIndex {
            name = String(text[..<at])
            domain = text[text.utf8.index(after: at)...].lowercased()
        } else {
            name = text
            domain = nil
        }
    }

    struct Found: Sendable {
        let account: AuthenticatedAccount
        let verifier: String?
    }

    /// The one account this name means: in the named domain, else in the domain of the host if it exists there, else in the default domain.
    func resolve(host: String, in store: any StoreReading) throws -> Found? {
        let hosted = host.isEmpty ? nil : try store.domain(named: host)
        if let domain {
            guard let named = try store.domain(named: domain) else { return nil }
            return try found(in: named, hosted, store)
        }
        if let hosted, let result = try found(in: hosted, hosted, store) { return result }
        guard let fallback = try store.defaultDomain(), fallback.id != hosted?.id else { return nil }
        return try found(in: fallback, hosted, store)
    }

    private func found(in domain: Domain, _ hosted: Domain?, _ store: any StoreReading) throws -> Found? {
        guard let account = try store.account(named: name, in: domain.id) else { return nil }
        return Found(
            account: AuthenticatedAccount(account: account, domain: domain, hostDomain: hosted?.id),
            verifier: try store.passwordVerifier(of: account.id))
    }

    /// For a log line: no quotes, no control characters, bounded.
    static func printable(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars.prefix(128) {
            let isUnsafe =
                scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || (0x7F...0x9F).contains(scalar.value)
                || scalar == "\u{2028}" || scalar == "\u{2029}"
            result.unicodeScalars.append(isUnsafe ? "?" : scalar)
        }
        return result
    }
}
