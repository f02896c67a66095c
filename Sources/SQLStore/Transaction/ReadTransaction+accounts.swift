import CalendarStore

extension ReadTransaction {
    func domains() throws -> [Domain] {
        try connection.all(Statements.domains, read: Self.domainRow).map(withNames)
    }

    func domain(named name: String) throws -> Domain? {
        try connection.first(Statements.domainByName, name.foldedKey, read: Self.domainRow).map(withNames)
    }

    func defaultDomain() throws -> Domain? {
        try connection.first(Statements.defaultDomain, read: Self.domainRow).map(withNames)
    }

    private static func domainRow(_ row: any SQLRow) -> Domain {
        Domain(id: DomainID(rawValue: row.integer(0)), name: "", isDefault: row.flag(1), isWebCalEnabled: row.flag(2))
    }

    private func withNames(_ domain: Domain) throws -> Domain {
        var domain = domain
        let names = try connection.all(Statements.domainNames, domain.id) { $0.text(0) }
        domain.name = names.first ?? ""
        domain.aliases = Array(names.dropFirst())
        return domain
    }

    func account(_ id: AccountID) throws -> Account? {
        if let account = known?.account(id) { return account }
        let account = try connection.first(Statements.accountByID, id, read: Self.accountRow).map(withAddresses)
        if let account { known?.keep(account) }
        return account
    }

    func account(named name: String, in domain: DomainID) throws -> Account? {
        try connection.first(Statements.accountByName, domain, name.foldedKey, read: Self.accountRow).map(withAddresses)
    }

    func account(emailAddress: String) throws -> Account? {
        try connection.first(Statements.accountByAddress, emailAddress.foldedKey, read: Self.accountRow).map(withAddresses)
    }

    func accounts(in domain: DomainID?) throws -> [Account] {
        if let domain { return try connection.all(Statements.accountsOfDomain, domain, read: Self.accountRow).map(withAddresses) }
        return try connection.all(Statements.accounts, read: Self.accountRow).map(withAddresses)
    }

    private static func accountRow(_ row: any SQLRow) -> Account {
        Account(
            id: AccountID(rawValue: row.integer(0)), domain: DomainID(rawValue: row.integer(1)), name: row.text(2),
            domainName: row.text(3), displayName: row.text(4), emailAddresses: [], isAdministrator: row.flag(5), timeZone: row.text(6),
            isWebCalEnabled: row.flag(7), isResource: row.flag(8),
            defaultCalendar: row.optionalInteger(9).map(CalendarID.init(rawValue:)), created: Timestamp(microseconds: row.integer(10))
        )
    }

    private func withAddresses(_ account: Account) throws -> Account {
        var account = account
        account.emailAddresses = try connection.all(Statements.addresses, account.id) { $0.text(0) }
        return account
    }

    func passwordVerifier(of account: AccountID) throws -> String? {
        try connection.first(Statements.verifier, account) { $0.optionalText(0) } ?? nil
    }

    func preferences(of account: AccountID) throws -> [String: [String]] {
        var preferences: [String: [String]] = [:]
        for (name, value) in try connection.all(Statements.preferences, account, read: { ($0.text(0), $0.text(1)) }) {
            preferences[name, default: []].append(value)
        }
        return preferences
    }

    func subscriptions(of account: AccountID) throws -> [(calid: String, name: String)] {
        try connection.all(Statements.subscriptions, account) { (calid: $0.text(0), name: $0.text(1)) }
    }

    private enum Statements {
        static let domains: SQL = "SELECT id, is_default, is_webcal_enabled FROM domains ORDER BY id"
        static let defaultDomain: SQL = "SELECT id, is_default, is_webcal_enabled FROM domains WHERE is_default = 1"
        static let domainByName: SQL = """
            SELECT d.id, d.is_default, d.is_webcal_enabled FROM domain_names n JOIN domains d ON d.id = n.domain WHERE n.name = $1
            """
        static let domainNames: SQL = "SELECT name FROM domain_names WHERE domain = $1 ORDER BY position"

        static let accountColumns = """
            a.id, a.domain, a.name, n.name, a.display_name, a.is_administrator, a.time_zone, a.is_webcal_enabled, a.is_resource,
            a.default_calendar, a.created FROM accounts a JOIN domain_names n ON n.domain = a.domain AND n.position = 0
            """
        static let accountByID = SQL("SELECT \(accountColumns) WHERE a.id = $1")
        static let accountByName = SQL("SELECT \(accountColumns) WHERE a.domain = $1 AND a.name_key = $2")
        static let accountByAddress = SQL(
            "SELECT \(accountColumns) WHERE a.id = (SELECT account FROM account_addresses WHERE address_key = $1)")
        static let accountsOfDomain = SQL("SELECT \(accountColumns) WHERE a.domain = $1 ORDER BY a.name_key")
        static let accounts = SQL("SELECT \(accountColumns) ORDER BY a.name_key, n.name")
        static let addresses: SQL = "SELECT address FROM account_addresses WHERE account = $1 ORDER BY position"
        static let verifier: SQL = "SELECT password_verifier FROM accounts WHERE id = $1"
        static let preferences: SQL = "SELECT name, value FROM preferences WHERE account = $1 ORDER BY name, position"
        static let subscriptions: SQL = "SELECT calid, name FROM subscriptions WHERE account = $1 ORDER BY position"
    }
}
