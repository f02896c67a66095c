import CalendarStore
import Synchronization

/// What was looked up in the store and still holds: names of calendars and accounts, as long as the store's directory version stays the same.
///
/// A request's look-up is one dictionary access here instead of three or four queries.
final class Directory: Sendable {
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

    private struct State {
        var directoryVersion: Int64?
        var entries: [Key: Entry] = [:]
        var homes: [HomeKey: Home] = [:]
        var accounts: [AccountID: Account] = [:]
        var domains: [DomainKey: DomainID] = [:]

        /// Forgets what belongs to an older version of it; false when `directoryVersion` itself is older than what is here.
        mutating func advance(to directoryVersion: Int64) -> Bool {
            guard let known = self.directoryVersion, known >= directoryVersion else {
                self = State(directoryVersion: directoryVersion)
                return true
            }
            return known == directoryVersion
        }
    }

    /// Bound of each table; a full one starts again.
    private static let limit = 20_000
    private let state = Mutex(State())

    func entry(_ key: Key, directoryVersion: Int64) -> Entry? {
        state.withLock { $0.advance(to: directoryVersion) ? $0.entries[key] : nil }
    }

    func keep(_ entry: Entry, for key: Key, directoryVersion: Int64) {
        state.withLock {
            guard $0.advance(to: directoryVersion) else { return }
            if $0.entries.count >= Self.limit { $0.entries.removeAll() }
            $0.entries[key] = entry
        }
    }

    func home(_ key: HomeKey, directoryVersion: Int64) -> Home? {
        state.withLock { $0.advance(to: directoryVersion) ? $0.homes[key] : nil }
    }

    func keep(_ home: Home, for key: HomeKey, directoryVersion: Int64) {
        state.withLock {
            guard $0.advance(to: directoryVersion) else { return }
            if $0.homes.count >= Self.limit { $0.homes.removeAll() }
            $0.homes[key] = home
        }
    }

    func domain(_ key: DomainKey, directoryVersion: Int64) -> DomainID? {
        state.withLock { $0.advance(to: directoryVersion) ? $0.domains[key] : nil }
    }

    func keep(_ domain: DomainID, for key: DomainKey, directoryVersion: Int64) {
        state.withLock {
            guard $0.advance(to: directoryVersion) else { return }
            if $0.domains.count >= Self.limit { $0.domains.removeAll() }
            $0.domains[key] = domain
        }
    }

    func account(_ id: AccountID, directoryVersion: Int64) -> Account? {
        state.withLock { $0.advance(to: directoryVersion) ? $0.accounts[id] : nil }
    }

    func keep(_ account: Account, directoryVersion: Int64) {
        state.withLock {
            guard $0.advance(to: directoryVersion) else { return }
            if $0.accounts.count >= Self.limit { $0.accounts.removeAll() }
            $0.accounts[account.id] = account
        }
    }
}
