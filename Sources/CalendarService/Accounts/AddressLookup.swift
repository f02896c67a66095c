public import CalendarStore

/// Finds the accounts behind addresses inside a transaction that is under way. Asks for each address once: one indexed look-up or two.
public final class AddressLookup {
    /// The store's directory version from before the transaction: what was found holds at least as long as that stays the same.
    public let directoryVersion: Int64
    private let reading: any StoreReading
    private let domain: DomainID?
    private var found: [String: Account?] = [:]

    init(_ reading: any StoreReading, for caller: Caller, directoryVersion: Int64) {
        self.reading = reading
        self.directoryVersion = directoryVersion
        domain = caller.domain
    }

    /// The account of an e-mail address, of `name@domain`, or of a plain login name in the caller's domain; any case, no `mailto:`.
    ///
    /// nil for an address of nobody here.
    public func account(address: String) throws -> Account? {
        if let known = found[address] { return known }
        let account = try find(address)
        found[address] = .some(account)
        return account
    }

    private func find(_ address: String) throws -> Account? {
        guard let at = address.lastIndex(of: "@") else {
            guard let domain = try domain ?? reading.defaultDomain()?.id else { return nil }
            return try reading.account(named: address, in: domain)
        }
        if let account = try reading.account(emailAddress: address) { return account }
        guard let domain = try reading.domain(named: String(address[address.index(after: at)...])) else { return nil }
        return try reading.account(named: String(address[..<at]), in: domain.id)
    }
}
