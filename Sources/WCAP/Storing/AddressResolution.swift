import CalendarService
import CalendarStore
import ICalendar

/// Finds the account behind what a store calls an attendee or organizer: a calid, a user id, or an e-mail address.
struct AddressResolution: Sendable {
    /// An address as it is kept: `mailto:`, with the account if it lives here.
    struct Resolved: Sendable {
        var uri: String
        var account: Account?
        /// A calid that is not the account's default calendar.
        var calid: String?
    }

    private var accounts: [String: Account]

    /// Looks all names up in one transaction.
    init(_ names: [String], call: Call) async throws {
        accounts = try await call.service.accounts(addresses: Array(Set(names.map { Self.key($0) })), for: call.caller)
    }

    /// - Throws: errno 60 for a name that is neither an address nor anybody here.
    func resolve(_ name: String) throws -> Resolved {
        if let account = accounts[Self.key(name)] {
            let isCalid = !name.lowercased().hasPrefix("mailto:") && name.contains(":")
            return Resolved(uri: "mailto:\(AddressBook.mail(of: account))", account: account, calid: isCalid ? name : nil)
        }
        let address = name.lowercased().hasPrefix("mailto:") ? String(name.dropFirst(7)) : name
        guard let at = address.firstIndex(of: "@"), at != address.startIndex, address.index(after: at) != address.endIndex,
            !address.contains(where: { $0.isWhitespace || $0 == "<" || $0 == ">" || $0 == "\"" || $0 == "," || $0 == ";" })
        else { throw WCAPErrno.badArguments }
        return Resolved(uri: "mailto:\(address)")
    }

    /// What is looked up: the address, or the owner's part of a calid, in lower case.
    private static func key(_ name: String) -> String {
        let name = name.lowercased()
        if name.hasPrefix("mailto:") { return String(name.dropFirst(7)) }
        return String(name.prefix { $0 != ":" })
    }
}
