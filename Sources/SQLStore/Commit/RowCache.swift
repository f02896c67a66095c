import CalendarStore
import Synchronization

/// Rows as of the newest commit, kept in memory: those of calendars brought up to date by the writer after each commit of ours, all dropped
/// when another process committed.
final class RowCache: Sendable {
    private struct State {
        var epoch: StoreEpoch
        var generation: Int64
        /// Counts the commits after which names, accounts and access lists may be others.
        var directoryVersion: Int64 = 0
        var calendars: [CalendarID: Calendar] = [:]
        /// What is known of the names in calendars.
        var names: [CalendarID: CalendarNames] = [:]
        /// Good while `directoryVersion` stays.
        var accounts: [AccountID: Account] = [:]
        var linkDestinations: [CalendarID: [CalendarID]] = [:]

        /// Somebody else committed, we don't know what.
        mutating func forgetAll() {
            calendars.removeAll()
            names.removeAll()
            changeDirectory()
        }

        mutating func changeDirectory() {
            accounts.removeAll()
            linkDestinations.removeAll()
            directoryVersion += 1
        }
    }

    private let state: Mutex<State>
    private let limit = 20_000

    init(_ state: StoreState) {
        self.state = Mutex(State(epoch: state.epoch, generation: state.generation))
    }

    var epoch: StoreEpoch { state.withLock { $0.epoch } }
    var directoryVersion: Int64 { state.withLock { $0.directoryVersion } }

    func calendar(_ id: CalendarID) -> Calendar? { state.withLock { $0.calendars[id] } }
    func holds(_ id: CalendarID) -> Bool { state.withLock { $0.calendars[id] != nil } }

    /// Keeps a row that was read together with the state; unless something newer is known by now.
    func keep(_ calendar: Calendar, asOf read: StoreState) {
        state.withLock { state in
            guard read.generation == state.generation, read.epoch == state.epoch else { return }
            Self.keep(calendar, as: calendar.id, in: &state.calendars, limit)
        }
    }

    // MARK: For the writer, which holds the right to write: the file stays at the generation it names.

    func calendar(_ id: CalendarID, asOf generation: Int64) -> Calendar? { known(asOf: generation) { $0.calendars[id] } }
    func names(in calendar: CalendarID, asOf generation: Int64) -> CalendarNames? { known(asOf: generation) { $0.names[calendar] } }
    func account(_ id: AccountID, asOf generation: Int64) -> Account? { known(asOf: generation) { $0.accounts[id] } }
    func linkDestinations(of source: CalendarID, asOf generation: Int64) -> [CalendarID]? {
        known(asOf: generation) { $0.linkDestinations[source] }
    }

    func keep(_ account: Account, asOf generation: Int64) {
        keep(asOf: generation) { Self.keep(account, as: account.id, in: &$0.accounts, limit) }
    }
    func keep(linkDestinations: [CalendarID], of source: CalendarID, asOf generation: Int64) {
        keep(asOf: generation) { Self.keep(linkDestinations, as: source, in: &$0.linkDestinations, limit) }
    }

    private func known<Value>(asOf generation: Int64, _ value: (State) -> Value?) -> Value? {
        state.withLock { $0.generation == generation ? value($0) : nil }
    }

    private func keep(asOf generation: Int64, _ body: (inout State) -> Void) {
        state.withLock { if $0.generation == generation { body(&$0) } }
    }

    private static func keep<Key, Value>(_ value: Value, as key: Key, in rows: inout [Key: Value], _ limit: Int) {
        if rows.count >= limit { rows.removeAll() }
        rows[key] = value
    }

    /// A commit of ours: what it touched is replaced or dropped.
    func advance(
        from before: Int64, to after: Int64, touched: Set<CalendarID>, fresh: [CalendarID: Calendar?], names: [CalendarID: CalendarNames],
        changesDirectory: Bool
    ) {
        state.withLock { state in
            if state.generation == before {
                for id in touched { state.calendars[id] = fresh[id] ?? nil }
                if changesDirectory {
                    state.names.removeAll()
                    state.changeDirectory()
                }
                for (calendar, known) in names { Self.keep(known, as: calendar, in: &state.names, limit) }
            } else if before != after || state.generation < before {
                // Somebody else's commit lies between, or a reader saw ours first.
                state.forgetAll()
            }
            state.generation = max(state.generation, after)
        }
    }

    /// The state as the file has it now: when it is not what we know, everything is read anew.
    func observe(_ seen: StoreState) {
        state.withLock { state in
            guard seen.generation != state.generation || seen.epoch != state.epoch else { return }
            // Read before what is known: a restore goes ahead in generations too.
            if seen.generation < state.generation { return }
            state.forgetAll()
            state.generation = seen.generation
            state.epoch = seen.epoch
        }
    }
}
