import CalendarStore
import Synchronization

/// What was looked up in the store and still holds: names of calendars and accounts, as long as the store's generation stays the same.
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

    private struct State {
        var generation: Int64?
        var entries: [Key: Entry] = [:]
        var homes: [HomeKey: Home] = [:]
        var accounts: [AccountID: Account] = [:]

        /// Forgets what belongs to an older generation; false when `generation` itself is older than what is here.
        mutating func advance(to generation: Int64) -> Bool {
            guard let known = self.generation, known >= generation else {
                self = State(generation: generation)
                return true
            }
            return known == generation
        }
    }

    /// Bound of each table; a full one starts again.
    private static let limit = 20_000
    private let state = Mutex(State())

    func entry(_ key: Key, generation: Int64) -> Entry? {
        state.withLock { $0.advance(to: generation) ? $0.entries[key] : nil }
    }

    func keep(_ entry: Entry, for key: Key, generation: Int64) {
        state.withLock {
            guard $0.advance(to: generation) else { return }
            if $0.entries.count >= Self.limit { $0.entries.removeAll() }
            $0.entries[key] = entry
        }
    }

    func home(_ key: HomeKey, generation: Int64) -> Home? {
        state.withLock { $0.advance(to: generation) ? $0.homes[key] : nil }
    }

    func keep(_ home: Home, for key: HomeKey, generation: Int64) {
        state.withLock {
            guard $0.advance(to: generation) else { return }
            if $0.homes.count >= Self.limit { $0.homes.removeAll() }
            $0.homes[key] = home
        }
    }

    func account(_ id: AccountID, generation: Int64) -> Account? {
        state.withLock { $0.advance(to: generation) ? $0.accounts[id] : nil }
    }

    func keep(_ account: Account, generation: Int64) {
        state.withLock {
            guard $0.advance(to: generation) else { return }
            if $0.accounts.count >= Self.limit { $0.accounts.removeAll() }
            $0.accounts[account.id] = account
        }
    }
}
