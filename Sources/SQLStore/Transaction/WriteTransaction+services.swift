import CalendarStore

extension WriteTransaction {
    func log(_ deleted: DeletedComponent, in calendar: CalendarID) throws {
        try change(
            Statements.logDeleted, calendar, deleted.time, deleted.uid, deleted.recurrenceIDLine, deleted.kind, deleted.author,
            deleted.stub
        )
    }

    func insert(_ link: Link) throws {
        try change(Statements.insertLink, link.destination, link.source, link.uid, link.recurrenceID ?? "")
        advanceGeneration()
    }

    func remove(_ link: Link) throws {
        try change(Statements.removeLink, link.destination, link.source, link.uid, link.recurrenceID ?? "")
        advanceGeneration()
    }

    func insertFeedLink(calendar: CalendarID, secretHash: Digest, view: FeedLink.View, comment: String) throws -> FeedLink {
        let id = try insertRow(Statements.insertFeed, calendar, secretHash, view, comment, now)
        advanceGeneration()
        return FeedLink(id: id, calendar: calendar, secretHash: secretHash, view: view, comment: comment, created: now, lastUsed: nil)
    }

    func removeFeedLink(_ id: Int64) throws {
        try change(Statements.removeFeed, id)
        advanceGeneration()
    }

    func touchFeedLink(_ id: Int64) throws {
        try change(Statements.touchFeed, now, id)
    }

    func insert(_ session: Session) throws {
        try change(
            Statements.insertSession, session.idHash, session.account, session.actingAdministrator, session.address, session.created,
            session.lastUsed
        )
    }

    func touchSession(_ idHash: Digest, lastUsed: Timestamp) throws {
        try change(Statements.touchSession, lastUsed, idHash)
    }

    func removeSession(_ idHash: Digest) throws {
        try change(Statements.removeSession, idHash)
    }

    func removeSessions(lastUsedBefore time: Timestamp) throws -> Int {
        try change(Statements.removeSessions, time)
    }

    func enqueue(sender: String, recipients: [String], octets: [UInt8]) throws {
        guard recipients.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(0x0A) }) else {
            throw StoreError(.conflict, "a recipient's address is empty or has a line break in it")
        }
        try change(Statements.enqueue, sender, recipients.joined(separator: "\n"), octets, now)
    }

    func update(_ message: OutgoingMessage) throws {
        try change(Statements.updateMessage, message.attempts, message.nextAttempt, message.lastError, message.id)
    }

    func removeOutgoingMessage(_ id: Int64) throws {
        try change(Statements.removeMessage, id)
    }

    private enum Statements {
        static let logDeleted: SQL = """
            INSERT INTO deleted_components (calendar, time, uid, recurrence_id, kind, author, stub) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """
        static let insertLink: SQL = """
            INSERT INTO links (destination, source, uid, recurrence_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """
        static let removeLink: SQL = """
            DELETE FROM links WHERE destination = $1 AND source = $2 AND uid = $3 AND recurrence_id = $4
            """
        static let insertFeed: SQL = """
            INSERT INTO feed_links (calendar, secret_hash, view, comment, created) VALUES ($1, $2, $3, $4, $5) RETURNING id
            """
        static let removeFeed: SQL = "DELETE FROM feed_links WHERE id = $1"
        static let touchFeed: SQL = "UPDATE feed_links SET last_used = $1 WHERE id = $2"
        static let insertSession: SQL = """
            INSERT INTO sessions (id_hash, account, acting_administrator, address, created, last_used) VALUES ($1, $2, $3, $4, $5, $6)
            """
        static let touchSession: SQL = "UPDATE sessions SET last_used = $1 WHERE id_hash = $2"
        static let removeSession: SQL = "DELETE FROM sessions WHERE id_hash = $1"
        static let removeSessions: SQL = "DELETE FROM sessions WHERE last_used < $1"
        static let enqueue: SQL = """
            INSERT INTO outgoing_messages (sender, recipients, octets, created, attempts, next_attempt)
            VALUES ($1, $2, $3, $4, 0, $4)
            """
        static let updateMessage: SQL = """
            UPDATE outgoing_messages SET attempts = $1, next_attempt = $2, last_error = $3 WHERE id = $4
            """
        static let removeMessage: SQL = "DELETE FROM outgoing_messages WHERE id = $1"
    }
}
