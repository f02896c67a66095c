import CalendarStore

/// What a write transaction need not read, because memory has it: rows as of the commit before, and what the group has counted since.
///
/// Good as long as nothing in the group changed the directory. Until the group's COMMIT nobody else writes.
struct KnownRows {
    private let cache: RowCache
    private let generation: Int64
    private var counters: [CalendarID: CalendarCounters] = [:]
    /// What the group learned of names.
    private(set) var names: [CalendarID: CalendarNames] = [:]

    init(_ cache: RowCache, asOf generation: Int64) {
        self.cache = cache
        self.generation = generation
    }

    func calendar(_ id: CalendarID) -> Calendar? {
        guard var calendar = cache.calendar(id, asOf: generation) else { return nil }
        counters[id]?.apply(to: &calendar)
        return calendar
    }

    func names(in calendar: CalendarID) -> CalendarNames? { names[calendar] ?? cache.names(in: calendar, asOf: generation) }

    func account(_ id: AccountID) -> Account? { cache.account(id, asOf: generation) }

    func linkDestinations(of source: CalendarID) -> [CalendarID]? { cache.linkDestinations(of: source, asOf: generation) }

    /// Keeps a row that the group has not changed.
    func keep(_ account: Account) { cache.keep(account, asOf: generation) }

    func keep(linkDestinations: [CalendarID], of source: CalendarID) {
        cache.keep(linkDestinations: linkDestinations, of: source, asOf: generation)
    }

    /// Adds what a write of the group did.
    mutating func add(counters: [CalendarID: CalendarCounters], names: [CalendarID: CalendarNames]) {
        self.counters.merge(counters) { $1 }
        self.names.merge(names) { $1 }
    }
}
