import CalendarStore

extension WriteTransaction {
    func insertDomain(name: String, isDefault: Bool) throws -> Domain {
        if isDefault { try change(Statements.unsetDefault) }
        let id = DomainID(rawValue: try insertRow(Statements.insertDomain, isDefault, true))
        try change(Statements.insertDomainName, name.foldedKey, id, 0)
        advanceGeneration()
        return Domain(id: id, name: name.foldedKey, isDefault: isDefault)
    }

    func update(_ domain: Domain) throws {
        if domain.isDefault { try change(Statements.unsetDefault) }
        guard try change(Statements.updateDomain, domain.isDefault, domain.isWebCalEnabled, domain.id) == 1 else {
            throw StoreError(.conflict, "the domain \(domain.name) is no longer there")
        }
        try change(Statements.removeDomainNames, domain.id)
        var known: Set<String> = []
        for name in [domain.name] + domain.aliases where known.insert(name.foldedKey).inserted {
            try change(Statements.insertDomainName, name.foldedKey, domain.id, known.count - 1)
        }
        advanceGeneration()
    }

    func removeDomain(_ id: DomainID) throws {
        guard try connection.first(Statements.anyAccount, id, read: { _ in true }) == nil else {
            throw StoreError(.conflict, "the domain still has accounts; remove them first")
        }
        try change(Statements.removeDomain, id)
        advanceGeneration()
    }

    func insert(_ account: NewAccount) throws -> Account {
        guard let domain = try domains().first(where: { $0.id == account.domain }) else {
            throw StoreError(.conflict, "the domain of the account \(account.name) is not there")
        }
        let id = AccountID(
            rawValue: try insertRow(
                Statements.insertAccount, account.domain, account.name, account.name.foldedKey, account.displayName,
                account.isAdministrator, account.timeZone, account.isResource, account.passwordVerifier, now
            )
        )
        try writeAddresses(account.emailAddresses, of: id)
        advanceGeneration()
        return Account(
            id: id, domain: account.domain, name: account.name, domainName: domain.name, displayName: account.displayName,
            emailAddresses: account.emailAddresses, isAdministrator: account.isAdministrator, timeZone: account.timeZone,
            isWebCalEnabled: true, isResource: account.isResource, defaultCalendar: nil, created: now
        )
    }

    func update(_ account: Account) throws {
        guard
            try change(
                Statements.updateAccount, account.domain, account.name, account.name.foldedKey, account.displayName,
                account.isAdministrator, account.timeZone, account.isWebCalEnabled, account.isResource, account.defaultCalendar,
                account.id
            ) == 1
        else { throw StoreError(.conflict, "the account \(account.name) is no longer there") }
        try change(Statements.removeAddresses, account.id)
        try writeAddresses(account.emailAddresses, of: account.id)
        advanceGeneration()
    }

    private func writeAddresses(_ addresses: [String], of account: AccountID) throws {
        var known: Set<String> = []
        for address in addresses where known.insert(address.foldedKey).inserted {
            try change(Statements.insertAddress, account, known.count - 1, address, address.foldedKey)
        }
    }

    func removeAccount(_ id: AccountID) throws {
        for calendar in try calendars(of: id) { try removeCalendar(calendar.id) }
        try change(Statements.removeAccount, id)
        advanceGeneration()
    }

    func setPasswordVerifier(_ verifier: String?, of account: AccountID) throws {
        guard try change(Statements.setVerifier, verifier, account) == 1 else {
            throw StoreError(.conflict, "the account is no longer there")
        }
        advanceGeneration()
    }

    func setPreference(_ name: String, to values: [String], of account: AccountID) throws {
        try change(Statements.removePreference, account, name)
        for (position, value) in values.enumerated() {
            try change(Statements.insertPreference, account, name, position, value)
        }
        advanceGeneration()
    }

    func setSubscriptions(_ subscriptions: [(calid: String, name: String)], of account: AccountID) throws {
        try change(Statements.removeSubscriptions, account)
        for (position, subscription) in subscriptions.enumerated() {
            try change(Statements.insertSubscription, account, position, subscription.calid, subscription.name)
        }
        advanceGeneration()
    }

    private enum Statements {
        static let unsetDefault: SQL = "UPDATE domains SET is_default = 0 WHERE is_default <> 0"
        static let insertDomain: SQL = "INSERT INTO domains (is_default, is_webcal_enabled) VALUES ($1, $2) RETURNING id"
        static let insertDomainName: SQL = "INSERT INTO domain_names (name, domain, position) VALUES ($1, $2, $3)"
        static let removeDomainNames: SQL = "DELETE FROM domain_names WHERE domain = $1"
        static let updateDomain: SQL = "UPDATE domains SET is_default = $1, is_webcal_enabled = $2 WHERE id = $3"
        static let anyAccount: SQL = "SELECT id FROM accounts WHERE domain = $1 LIMIT 1"
        static let removeDomain: SQL = "DELETE FROM domains WHERE id = $1"
        static let insertAccount: SQL = """
            INSERT INTO accounts (domain, name, name_key, display_name, is_administrator, time_zone, is_webcal_enabled, is_resource,
                password_verifier, created)
            VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9) RETURNING id
            """
        static let updateAccount: SQL = """
            UPDATE accounts SET domain = $1, name = $2, name_key = $3, display_name = $4, is_administrator = $5, time_zone = $6,
                is_webcal_enabled = $7, is_resource = $8, default_calendar = $9 WHERE id = $10
            """
        static let removeAddresses: SQL = "DELETE FROM account_addresses WHERE account = $1"
        static let insertAddress: SQL = """
            INSERT INTO account_addresses (account, position, address, address_key) VALUES ($1, $2, $3, $4)
            """
        static let removeAccount: SQL = "DELETE FROM accounts WHERE id = $1"
        static let setVerifier: SQL = "UPDATE accounts SET password_verifier = $1 WHERE id = $2"
        static let removePreference: SQL = "DELETE FROM preferences WHERE account = $1 AND name = $2"
        static let insertPreference: SQL = "INSERT INTO preferences (account, name, position, value) VALUES ($1, $2, $3, $4)"
        static let removeSubscriptions: SQL = "DELETE FROM subscriptions WHERE account = $1"
        static let insertSubscription: SQL = "INSERT INTO subscriptions (account, position, calid, name) VALUES ($1, $2, $3, $4)"
    }
}
