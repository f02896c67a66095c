import CalendarStore

/// What was looked up in the store and still holds: names of calendars and accounts, as long as the store's directory version stays the same.
///
/// A request's look-up is one dictionary access here instead of three or four queries.
struct Directory: Sendable {
    /// Who asks by which name: the same name means different calendars to different callers.
    struct Key: Hashable {
        var reference: CalendarReference
        var account: AccountID?
        var domain: DomainID?

        init(_ reference: CalendarReference, for caller: Caller) {
            self.reference = reference
            account = caller.account?.id
            domain = caller.domain
        }
    }

    struct Entry: Sendable {
        var calendar: CalendarID
        var owner: Account

        /// With the calendar's row, and what a caller may do there.
        func info(_ calendar: Calendar, for caller: Caller) -> CalendarInfo {
            CalendarInfo(
                calendar: calendar, owner: owner, access: CalendarAccess(of: caller, to: calendar, ownedBy: owner),
                isDefault: owner.defaultCalendar == calendar.id
            )
        }
    }

    /// An account and the names of its calendars.
    struct Home: Sendable {
        var owner: Account
        var calendars: [String: CalendarID]
    }

    struct HomeKey: Hashable {
        var owner: String?
        var account: AccountID?
        var domain: DomainID?

        init(_ owner: String?, for caller: Caller) {
            self.owner = owner
            account = caller.account?.id
            domain = caller.domain
        }
    }

    /// In which domain unqualified names are meant: that of a Host, or an account's.
    struct DomainKey: Hashable {
        var host: String
        var account: DomainID?
    }

    let entries = DirectoryTable<Key, Entry>()
    let homes = DirectoryTable<HomeKey, Home>()
    let accounts = DirectoryTable<AccountID, Account>()
    let domains = DirectoryTable<DomainKey, DomainID>()
    /// By the hash of the secret.
    let feedLinks = DirectoryTable<Digest, OpenedFeedLink>()
}
