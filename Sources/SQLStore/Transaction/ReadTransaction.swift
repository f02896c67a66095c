import CalendarStore

/// The reading half of a transaction, on the thread that owns its connection; valid inside its closure only.
class ReadTransaction: StoreReading {
    let connection: any SQLConnection
    let coding: CalendarCoding

    init(_ connection: any SQLConnection, _ coding: CalendarCoding) {
        self.connection = connection
        self.coding = coding
    }

    /// Called before rows of calendars are read: a write transaction brings their counters up to date first.
    func settleCalendars() throws {}

    /// What a write transaction may take from memory; nil: everything is read.
    var known: KnownRows? { nil }
    func knownCalendar(_ id: CalendarID) -> Calendar? { nil }
    func knownNames(in calendar: CalendarID) -> CalendarNames? { nil }

    func setting(_ name: String) throws -> String? {
        try connection.first(Statements.setting, name) { $0.text(0) }
    }

    /// The row of the store's state.
    func state() throws -> StoreState {
        guard let state = try connection.first(Statements.state, read: StoreState.init(row:)) else {
            throw StoreError(.damaged, "the store has lost its state row")
        }
        return state
    }

    private enum Statements {
        static let setting: SQL = "SELECT value FROM settings WHERE name = $1"
        static let state: SQL = "SELECT epoch, generation, last_time, last_object FROM store_state WHERE id = 1"
    }
}

/// The row that all commits share.
struct StoreState {
    var epoch: StoreEpoch
    /// Grows with each commit that changed a calendar, account, domain or access list.
    var generation: Int64
    /// Newest time given to a transaction.
    var lastTime: Timestamp
    /// Highest number given to an object.
    var lastObject: Int64

    init(row: any SQLRow) {
        epoch = StoreEpoch(rawValue: row.text(0))
        generation = row.integer(1)
        lastTime = Timestamp(microseconds: row.integer(2))
        lastObject = row.integer(3)
    }
}
