import CalendarService
import CalendarStore

/// Finds what paths name, for one caller (architecture section 3, "Names and slashes").
struct ResourceTree: Sendable {
    let service: CalendarService
    let caller: Caller
    let account: Account

    /// - Throws: `CalendarError` `objectNotFound` for a path outside the tree, `accountNotFound` for an unknown name.
    func resource(at segments: [String]) async throws -> Resource {
        var rest = segments[...]
        let realm = rest.popFirst()
        if realm == "CalDAV", rest.first == "principals" {
            rest.removeFirst()
        } else if realm != "principals" {
            guard realm == "CalDAV" else { throw CalendarError(.objectNotFound, "There is nothing here.") }
            return try await calendarResource(at: rest)
        }
        guard let name = rest.popFirst() else { return .principals }
        guard rest.isEmpty else { throw CalendarError(.objectNotFound, "There is nothing here.") }
        return .principal(try await account(named: name))
    }

    private func calendarResource(at path: ArraySlice<String>) async throws -> Resource {
        var rest = path
        guard let first = rest.first else { return .context }
        var owner: String?
        if first.hasPrefix("~") {
            owner = String(first.dropFirst())
            rest.removeFirst()
        }
        guard !rest.isEmpty else { return .home(try await account(named: owner)) }
        if let (info, inside) = try await service.calendar(atPath: Array(rest), ofOwner: owner, for: caller) {
            switch inside.count {
            case 0: return .calendar(info)
            case 1: return .object(info, name: inside[0])
            default: return .unreachable(info)
            }
        }
        var name = rest.joined(separator: "/")
        let isFolder = try await service.calendars(ofOwner: owner, for: caller).contains {
            $0.access.mayRead && $0.calendar.name.hasPrefix(name + "/")
        }
        let account = try await account(named: owner)
        if isFolder { return .folder(account, name: name) }
        if name.lowercased().hasSuffix(".ics") { name.removeLast(4) }
        return .vacant(account, name: name)
    }

    /// The account of a name in a path; the caller's own needs nothing from the store.
    private func account(named name: String?) async throws -> Account {
        guard let name, name.lowercased() != "me" else { return account }
        let isOwnDomain = account.domain == caller.domain
        if isOwnDomain && name == account.name || name == "\(account.name)@\(account.domainName)" { return account }
        return try await service.account(name, for: caller)
    }
}
