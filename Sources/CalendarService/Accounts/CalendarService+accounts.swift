public import CalendarStore

extension CalendarService {
    /// Makes an account with its default calendar "Calendar". `calendarExists` when the name is taken.
    public func createAccount(_ account: NewAccount) async throws -> Account {
        let accessList = settings.newCalendarAccessList
        return try await write { writing in
            guard !account.name.isEmpty, account.name.lowercased() != "me", !account.name.contains(where: { $0 == "/" || $0 == ":" }) else {
                throw CalendarError(.invalidArgument, "“\(account.name)” cannot be a login name.")
            }
            guard try writing.account(named: account.name, in: account.domain) == nil else {
                throw CalendarError(.calendarExists, "There is an account “\(account.name)” already.")
            }
            var inserted = try writing.insert(account)
            var request = CalendarCreation(name: "Calendar")
            request.displayName = account.displayName.isEmpty ? account.name : account.displayName
            inserted.defaultCalendar = try writing.insertCalendar(request, ownedBy: inserted, accessList: accessList).id
            try writing.update(inserted)
            return inserted
        }
    }

    /// Looks an account up by `name` or `name@domain` as written by a caller.
    public func account(_ name: String, for caller: Caller) async throws -> Account {
        try await read { try CalendarLookup($0, for: caller).owner(name) }
    }

    /// The account of an id, from memory while nothing changed; nil if it is gone.
    public func account(_ id: AccountID) async throws -> Account? {
        try await translatingStoreErrors {
            let directoryVersion = try await store.directoryVersion()
            if let known = state.directory.accounts.value(id, directoryVersion: directoryVersion) { return known }
            guard let account = try await store.read({ try $0.account(id) }) else { return nil }
            state.directory.accounts.keep(account, for: id, directoryVersion: directoryVersion)
            return account
        }
    }

    /// The account with an e-mail address (`mailto:` allowed, any case); nil if nobody here has it.
    public func account(emailAddress: String) async throws -> Account? {
        let address = emailAddress.lowercased().hasPrefix("mailto:") ? String(emailAddress.dropFirst(7)) : emailAddress
        return try await read { try $0.account(emailAddress: address) }
    }

    /// All accounts of a domain (nil: of all), by name.
    public func accounts(in domain: DomainID?) async throws -> [Account] { try await read { try $0.accounts(in: domain) } }

    /// WCAP preferences of an account: name → values in order.
    public func preferences(of account: AccountID) async throws -> [String: [String]] { try await read { try $0.preferences(of: account) } }

    /// Sets preferences in one transaction; no values remove one.
    public func setPreferences(_ preferences: [String: [String]], of account: AccountID) async throws {
        try await write { writing in
            for (name, values) in preferences.sorted(by: { $0.key < $1.key }) { try writing.setPreference(name, to: values, of: account) }
        }
    }

    /// Calids the account subscribed to, in order, with the names it gave them.
    public func subscriptions(of account: AccountID) async throws -> [Subscription] {
        try await read { try $0.subscriptions(of: account).map { Subscription(calid: $0.calid, name: $0.name) } }
    }

    /// Changes the list of subscriptions in one transaction.
    public func updateSubscriptions(
        of account: AccountID, amend: @escaping @Sendable (inout [Subscription]) throws -> Void
    ) async throws -> [Subscription] {
        try await write { writing in
            var list = try writing.subscriptions(of: account).map { Subscription(calid: $0.calid, name: $0.name) }
            let before = list
            try amend(&list)
            if list != before { try writing.setSubscriptions(list.map { (calid: $0.calid, name: $0.name) }, of: account) }
            return list
        }
    }
}

/// A calendar that an account subscribed to.
public struct Subscription: Hashable, Sendable {
    public var calid: String
    /// The name the account gave it; empty: the calendar's own.
    public var name: String

    public init(calid: String, name: String) {
        self.calid = calid
        self.name = name
    }
}
