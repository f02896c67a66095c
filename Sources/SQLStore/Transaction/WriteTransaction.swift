import CalendarStore

/// A write transaction: one request's part of a group, on the thread that owns the connection; valid inside its closure only.
final class WriteTransaction: ReadTransaction, StoreWriting {
    let now: Timestamp

    /// Whether anything was written.
    private(set) var hasWritten = false
    /// Whether anything changed that others keep in memory.
    private(set) var changesGeneration = false
    /// Whether a domain, an account, a link, or a name, property or access list of a calendar changed.
    private(set) var changesDirectory = false
    /// Calendars whose rows changed or vanished.
    private(set) var touchedCalendars: Set<CalendarID> = []

    /// Counters of calendars, written once at the end however many objects change.
    private(set) var counters: [CalendarID: CalendarCounters] = [:]
    /// Rows of VTIMEZONE texts seen in this transaction.
    var timeZoneRows: [Digest: Int64] = [:]
    /// By how many objects more or fewer rows of VTIMEZONE texts are used; written once at the end.
    var timeZoneUses: [Int64: TimeZoneUse] = [:]
    /// What is known of the names in a calendar.
    var names: [CalendarID: CalendarNames] = [:]
    /// Highest number given to an object so far.
    var lastObject: Int64

    /// What was known when it began.
    private let knownBefore: KnownRows?

    init(_ connection: any SQLConnection, _ coding: CalendarCoding, now: Timestamp, lastObject: Int64, known: KnownRows?) {
        self.now = now
        self.lastObject = lastObject
        knownBefore = known
        super.init(connection, coding)
    }

    override var known: KnownRows? { changesDirectory ? nil : knownBefore }

    override func knownCalendar(_ id: CalendarID) -> Calendar? {
        guard var calendar = known?.calendar(id) else { return nil }
        counters[id]?.apply(to: &calendar)
        return calendar
    }

    /// Runs a writing statement; returns how many rows it changed.
    @discardableResult
    func change(_ sql: SQL, _ parameters: any SQLBindable...) throws -> Int {
        hasWritten = true
        return try connection.execute(sql, parameters.map(\.sqlValue))
    }

    /// As the other, for statements run for each of many objects.
    @discardableResult
    func change(_ sql: SQL, values: [SQLValue]) throws -> Int {
        hasWritten = true
        return try connection.execute(sql, values)
    }

    /// Runs an INSERT … RETURNING id; returns the id.
    func insertRow(_ sql: SQL, _ parameters: any SQLBindable...) throws -> Int64 {
        hasWritten = true
        var id: Int64?
        // To the end: the statement is complete only then.
        try connection.query(sql, parameters.map(\.sqlValue)) { row in
            id = row.integer(0)
            return true
        }
        guard let id else { throw StoreError(.damaged, "an insertion gave no id") }
        return id
    }

    /// Says that what others may have derived from calendars, accounts and domains is no longer good.
    func advanceGeneration(touching calendars: some Sequence<CalendarID> = []) {
        changesGeneration = true
        changesDirectory = true
        touchedCalendars.formUnion(calendars)
    }

    /// Says that a calendar's objects are others, and nothing else.
    func advanceGeneration(changingObjectsOf calendar: CalendarID) {
        changesGeneration = true
        touchedCalendars.insert(calendar)
    }

    /// The counters of a calendar, to be changed in place.
    func withCounters<Result>(of calendar: CalendarID, _ body: (inout CalendarCounters) -> Result) throws -> Result {
        var counters = try self.counters[calendar] ?? loadCounters(of: calendar)
        let result = body(&counters)
        counters.isSettled = false
        self.counters[calendar] = counters
        advanceGeneration(changingObjectsOf: calendar)
        return result
    }

    override func knownNames(in calendar: CalendarID) -> CalendarNames? { names[calendar] ?? known?.names(in: calendar) }

    private func loadCounters(of calendar: CalendarID) throws -> CalendarCounters {
        if let calendar = knownCalendar(calendar) {
            return CalendarCounters(revision: calendar.revision.rawValue, contentModified: calendar.contentModified)
        }
        guard let counters = try connection.first(Statements.counters, calendar, read: CalendarCounters.init(row:)) else {
            throw StoreError(.conflict, "the calendar is no longer there")
        }
        return counters
    }

    func forgetCounters(of calendar: CalendarID) {
        counters[calendar] = nil
        names[calendar] = nil
    }

    override func settleCalendars() throws {
        for (calendar, value) in counters where !value.isSettled {
            try change(
                Statements.settle,
                values: [
                    value.revision.sqlValue, value.contentModified.sqlValue, value.addedObjects.sqlValue, value.addedOctets.sqlValue,
                    calendar.sqlValue,
                ])
            counters[calendar]?.settle()
        }
    }

    /// Writes what was put off to the end of the closure.
    func finish() throws {
        try settleCalendars()
        try settleTimeZones()
    }

    func setSetting(_ name: String, to value: String?) throws {
        if let value {
            try change(Statements.setSetting, name, value)
        } else {
            try change(Statements.removeSetting, name)
        }
    }

    private enum Statements {
        static let counters: SQL = "SELECT revision, content_modified FROM calendars WHERE id = $1"
        static let settle: SQL = """
            UPDATE calendars SET revision = $1, content_modified = $2, object_count = object_count + $3, octets = octets + $4 WHERE id = $5
            """
        static let setSetting: SQL = """
            INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """
        static let removeSetting: SQL = "DELETE FROM settings WHERE name = $1"
    }
}

/// What each object change counts up in its calendar's row.
struct CalendarCounters {
    var revision: Int64
    var contentModified: Timestamp
    /// How many objects and octets of text more there are than the row says.
    var addedObjects: Int64 = 0
    var addedOctets: Int64 = 0
    /// Whether the row says the same.
    var isSettled = true

    init(revision: Int64, contentModified: Timestamp) {
        self.revision = revision
        self.contentModified = contentModified
    }

    init(row: any SQLRow) {
        self.init(revision: row.integer(0), contentModified: Timestamp(microseconds: row.integer(1)))
    }

    func apply(to calendar: inout Calendar) {
        calendar.revision = ChangeNumber(rawValue: revision)
        calendar.contentModified = contentModified
    }

    /// The row says the same now.
    mutating func settle() {
        addedObjects = 0
        addedOctets = 0
        isSettled = true
    }
}
