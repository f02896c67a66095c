import CalendarStore

/// Finds accounts and calendars by the names that requests use, inside one transaction.
struct CalendarLookup {
    let reading: any StoreReading
    let caller: Caller

    init(_ reading: any StoreReading, for caller: Caller) {
        self.reading = reading
        self.caller = caller
    }

    // MARK: Accounts

    /// An account by `name` or `name@domain` as a caller writes it; nil if there is none.
    ///
    /// Without a domain it is meant in the caller's (the Host's or the session's), and without that in the default domain.
    func account(_ name: String) throws -> Account? {
        if let at = name.lastIndex(of: "@"), let domain = try reading.domain(named: String(name[name.index(after: at)...])),
            let account = try reading.account(named: String(name[..<at]), in: domain.id)
        {
            return account
        }
        // A login name may hold an `@` itself.
        guard let domain = try caller.domain ?? reading.defaultDomain()?.id else { return nil }
        return try reading.account(named: name, in: domain)
    }

    /// The account a path's owner part means: nil and `me` are the caller.
    func owner(_ name: String?) throws -> Account {
        guard let name, name.lowercased() != "me" else {
            guard let id = caller.account?.id else { throw CalendarError(.unauthenticated, "Log in, or name the owner of the calendar.") }
            guard let account = try reading.account(id) else { throw CalendarError(.accountNotFound, "This account is gone.") }
            return account
        }
        guard let account = try account(CalendarName.normalized(name)) else {
            throw CalendarError(.accountNotFound, "There is no account “\(name)”.")
        }
        return account
    }

    // MARK: Calendars

    /// - Throws: `calendarNotFound`, `invalidCalendarName` for what is no calid.
    func calendar(_ reference: CalendarReference) throws -> CalendarInfo {
        let found: (calendar: Calendar, owner: Account)?
        switch reference {
        case .path(let owner, let name): found = try calendar(owner: owner, name: CalendarName.normalized(name))
        case .calid(let calid): found = try calendar(calid: calid)
        case .publicID(let id): found = try withOwner(reading.calendar(publicID: id.lowercased()))
        case .id(let id): found = try withOwner(reading.calendar(id))
        }
        guard let found else { throw CalendarError.noCalendar }
        return info(found.calendar, ownedBy: found.owner)
    }

    func info(_ calendar: Calendar, ownedBy owner: Account) -> CalendarInfo {
        CalendarInfo(
            calendar: calendar, owner: owner, access: CalendarAccess(of: caller, to: calendar, ownedBy: owner),
            isDefault: owner.defaultCalendar == calendar.id
        )
    }

    private func calendar(owner: String?, name: String) throws -> (Calendar, Account)? {
        let account: Account
        do {
            account = try self.owner(owner)
        } catch let error as CalendarError where error.code == .accountNotFound {
            return nil
        }
        let calendar = try name.isEmpty ? defaultCalendar(of: account) : reading.calendar(named: name, of: account.id)
        return calendar.map { ($0, account) }
    }

    private func defaultCalendar(of account: Account) throws -> Calendar? {
        guard let id = account.defaultCalendar else { return nil }
        return try reading.calendar(id)
    }

    private func withOwner(_ calendar: Calendar?) throws -> (Calendar, Account)? {
        guard let calendar, let owner = try reading.account(calendar.owner) else { return nil }
        return (calendar, owner)
    }

    private func calendar(calid text: String) throws -> (Calendar, Account)? {
        let calid = CalendarID.Text(text)
        let owner: Account?
        switch calid.owner {
        case .caller: owner = try self.owner(nil)
        case .account(let name): owner = try account(name)
        case .emailAddress(let address): owner = try reading.account(emailAddress: address) ?? account(address)
        }
        if let owner {
            guard let tail = calid.tail else { return try defaultCalendar(of: owner).map { ($0, owner) } }
            if let calendar = try reading.calendar(calidTail: tail, of: owner.id) { return (calendar, owner) }
            // A name that is no legal tail (`new-cal`) has a tail of its own; whoever made the calendar still asks for it by its name.
            let name = tail.lowercased()
            if let calendar = try reading.calendars(of: owner.id).first(where: { $0.name.lowercased() == name }) {
                return (calendar, owner)
            }
        }
        guard calid.isWellFormed else { throw CalendarError(.invalidCalendarName, "“\(text)” is no calendar id.") }
        return nil
    }
}

extension CalendarError {
    /// One answer for a calendar that is not there and for one that the caller may not know of.
    public static let noCalendar = CalendarError(.calendarNotFound, "There is no such calendar, or it is not shared with you.")
}

extension CalendarID {
    /// WCAP's calid, read: `jdoe`, `jdoe@example.com:newcal`, `mailto:jdoe@example.com`, or nothing (`spec/wcap.md` 7.1).
    struct Text: Hashable {
        enum Owner: Hashable {
            case caller
            case account(String)
            case emailAddress(String)
        }

        var owner: Owner
        /// What stands after the colon; nil: the default calendar.
        var tail: String?
        /// Only the characters that a calid has: letters, digits, `-_.@` and at most one colon.
        var isWellFormed: Bool

        init(_ text: String) {
            if text.isEmpty {
                (owner, tail, isWellFormed) = (.caller, nil, true)
            } else if text.lowercased().hasPrefix("mailto:") {
                (owner, tail, isWellFormed) = (.emailAddress(String(text.dropFirst(7))), nil, true)
            } else {
                let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                owner = parts[0].isEmpty ? .caller : .account(String(parts[0]))
                tail = parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
                isWellFormed = parts.allSatisfy { part in
                    part.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || "-_.@".utf8.contains($0) }
                }
            }
        }
    }
}
