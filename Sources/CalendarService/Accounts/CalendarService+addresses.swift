public import CalendarStore

extension CalendarService {
    /// The accounts behind addresses: e-mail addresses, `name@domain`, or plain login names in the caller's domain; any case, no `mailto:`.
    ///
    /// Addresses of nobody here are missing in the answer. One indexed look-up or two per address, in one transaction.
    public func accounts(addresses: [String], for caller: Caller) async throws -> [String: Account] {
        try await read { store in
            var found: [String: Account] = [:]
            for address in addresses where found[address] == nil {
                found[address] = try Self.account(address: address, domain: caller.domain, in: store)
            }
            return found
        }
    }

    private static func account(address: String, domain: DomainID?, in store: any StoreReading) throws -> Account? {
        guard let at = address.lastIndex(of: "@") else {
            guard let domain = try domain ?? store.defaultDomain()?.id else { return nil }
            return try store.account(named: address, in: domain)
        }
        if let account = try store.account(emailAddress: address) { return account }
        guard let domain = try store.domain(named: String(address[address.index(after: at)...])) else { return nil }
        return try store.account(named: String(address[..<at]), in: domain.id)
    }
}
