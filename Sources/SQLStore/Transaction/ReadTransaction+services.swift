import CalendarStore

extension ReadTransaction {
    func links(in destination: CalendarID) throws -> [Link] {
        try connection.all(Statements.links, destination) { row in
            let recurrenceID = row.text(2)
            return Link(
                destination: destination, source: CalendarID(rawValue: row.integer(0)), uid: row.text(1),
                recurrenceID: recurrenceID.isEmpty ? nil : recurrenceID
            )
        }
    }

    func linkDestinations(of source: CalendarID) throws -> [CalendarID] {
        if let destinations = known?.linkDestinations(of: source) { return destinations }
        let destinations = try connection.all(Statements.linkDestinations, source) { CalendarID(rawValue: $0.integer(0)) }
        known?.keep(linkDestinations: destinations, of: source)
        return destinations
    }

    func feedLinks(of calendar: CalendarID) throws -> [FeedLink] {
        try connection.all(Statements.feedLinks, calendar, read: Self.feedLinkRow)
    }

    func feedLink(_ id: Int64) throws -> FeedLink? {
        try connection.first(Statements.feedLinkByID, id, read: Self.feedLinkRow)
    }

    func feedLink(secretHash: Digest) throws -> FeedLink? {
        try connection.first(Statements.feedLink, secretHash, read: Self.feedLinkRow)
    }

    private static func feedLinkRow(_ row: any SQLRow) -> FeedLink {
        FeedLink(
            id: row.integer(0), calendar: CalendarID(rawValue: row.integer(1)), secretHash: Digest(octets: row.bytes(2)),
            view: FeedLink.View(rawValue: row.integer(3)) ?? .busy, comment: row.text(4),
            created: Timestamp(microseconds: row.integer(5)), lastUsed: row.optionalInteger(6).map(Timestamp.init(microseconds:))
        )
    }

    func session(idHash: Digest) throws -> Session? {
        try connection.first(Statements.session, idHash, read: Self.sessionRow)
    }

    func sessions() throws -> [Session] {
        try connection.all(Statements.sessions, read: Self.sessionRow)
    }

    private static func sessionRow(_ row: any SQLRow) -> Session {
        Session(
            idHash: Digest(octets: row.bytes(0)), account: AccountID(rawValue: row.integer(1)),
            actingAdministrator: row.optionalInteger(2).map(AccountID.init(rawValue:)), address: row.text(3),
            created: Timestamp(microseconds: row.integer(4)), lastUsed: Timestamp(microseconds: row.integer(5))
        )
    }

    func outgoingMessages(dueAt time: Timestamp, limit: Int) throws -> [OutgoingMessage] {
        try connection.all(Statements.outgoing, time, max(0, limit)) { row in
            OutgoingMessage(
                id: row.integer(0), sender: row.text(1), recipients: row.text(2).split(separator: "\n").map(String.init),
                octets: row.bytes(3), created: Timestamp(microseconds: row.integer(4)), attempts: row.int(5),
                nextAttempt: Timestamp(microseconds: row.integer(6)), lastError: row.optionalText(7)
            )
        }
    }

    private enum Statements {
        static let links: SQL = "SELECT source, uid, recurrence_id FROM links WHERE destination = $1 ORDER BY id"
        static let linkDestinations: SQL = "SELECT DISTINCT destination FROM links WHERE source = $1 ORDER BY destination"
        static let feedColumns = "id, calendar, secret_hash, view, comment, created, last_used FROM feed_links"
        static let feedLinks = SQL("SELECT \(feedColumns) WHERE calendar = $1 ORDER BY id")
        static let feedLinkByID = SQL("SELECT \(feedColumns) WHERE id = $1")
        static let feedLink = SQL("SELECT \(feedColumns) WHERE secret_hash = $1")
        static let sessionColumns = "id_hash, account, acting_administrator, address, created, last_used FROM sessions"
        static let session = SQL("SELECT \(sessionColumns) WHERE id_hash = $1")
        static let sessions = SQL("SELECT \(sessionColumns) ORDER BY created, id_hash")
        static let outgoing: SQL = """
            SELECT id, sender, recipients, octets, created, attempts, next_attempt, last_error FROM outgoing_messages
            WHERE next_attempt <= $1 ORDER BY next_attempt, id LIMIT $2
            """
    }
}
