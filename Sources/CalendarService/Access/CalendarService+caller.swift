public import CalendarStore

extension CalendarService {
    /// The caller that an account (nil: nobody) is at a host: unqualified names mean the domain of the Host header where it is one of ours, else the
    /// account's own, else the default domain. Administrators pass access lists when the settings say so.
    public func caller(_ account: Account?, host: String) async throws -> Caller {
        let version = try await store.directoryVersion()
        let key = Directory.DomainKey(host: host, account: account?.domain)
        var domain = state.directory.domains.value(key, directoryVersion: version)
        if domain == nil {
            domain = try await store.read { store in
                if !host.isEmpty, let named = try store.domain(named: host) { return Optional(named.id) }
                return try account?.domain ?? store.defaultDomain()?.id
            }
            // Longer than any name of a host: made up, and not worth the memory.
            if let domain, host.utf8.count <= 255 { state.directory.domains.keep(domain, for: key, directoryVersion: version) }
        }
        return Caller(
            account: account, domain: domain, overridesAccess: settings.administratorsOverrideAccess && account?.isAdministrator == true)
    }
}
