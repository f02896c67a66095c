import CalendarStore
import ICalendar

/// The addresses of an account, by which ATTENDEE and ORGANIZER name it.
struct CalendarUser: Sendable {
    let account: Account
    private let addresses: Set<String>

    init(_ account: Account) {
        self.account = account
        var addresses = Set(account.emailAddresses.map { $0.lowercased() })
        addresses.insert("\(account.name)@\(account.domainName)".lowercased())
        addresses.insert(account.name.lowercased())
        self.addresses = addresses
    }

    /// Whether an ATTENDEE or ORGANIZER is this user.
    func isNamed(by property: Property) -> Bool {
        let address = property.calendarAddress()
        return addresses.contains(address.mail ?? address.normalized.lowercased())
    }

    /// The main address, for ORGANIZER and From.
    var mail: String { account.emailAddresses.first ?? "\(account.name)@\(account.domainName)" }
}

extension StoreReading {
    /// The account here that an ATTENDEE or ORGANIZER names; nil for outsiders.
    func account(named property: Property) throws -> Account? {
        let address = property.calendarAddress()
        guard let mail = address.mail else { return nil }
        if let account = try account(emailAddress: mail) { return account }
        guard let at = mail.lastIndex(of: "@"), let domain = try domain(named: String(mail[mail.index(after: at)...])) else { return nil }
        return try account(named: String(mail[..<at]), in: domain.id)
    }
}

extension CalendarObject {
    /// Every attendee of any component once, in order of appearance.
    var attendees: [Property] {
        var seen: Set<CalendarAddress> = []
        var list: [Property] = []
        for component in components {
            for attendee in component.all(.attendee) where seen.insert(attendee.calendarAddress()).inserted { list.append(attendee) }
        }
        return list
    }

    var organizer: Property? { components.lazy.compactMap { $0.first(.organizer) }.first }
}
