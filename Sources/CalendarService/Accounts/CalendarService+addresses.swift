public import CalendarStore

extension CalendarService {
    /// The accounts behind addresses: e-mail addresses, `name@domain`, or plain login names in the caller's domain; any case, no `mailto:`.
    ///
    /// Addresses of nobody here are missing in the answer.
    public func accounts(addresses: [String], for caller: Caller) async throws -> [String: Account] {
        try await resolvingAddresses(for: caller) { lookup in
            var found: [String: Account] = [:]
            for address in addresses where found[address] == nil { found[address] = try lookup.account(address: address) }
            return found
        }
    }

    /// Runs a closure that may look addresses up, in one transaction.
    public func resolvingAddresses<Result: Sendable>(
        for caller: Caller, _ body: @escaping @Sendable (AddressLookup) throws -> Result
    ) async throws -> Result {
        let version = try await directoryVersion()
        return try await read { try body(AddressLookup($0, for: caller, directoryVersion: version)) }
    }

    func directoryVersion() async throws -> Int64 { try await translatingStoreErrors { try await store.directoryVersion() } }
}
