import CalendarStore

/// What the store itself can tell about its own truth; that derived columns fit their texts is for the service to prove.
enum StoreCheck {
    /// One line a problem; empty when all is well. Reads everything.
    static func problems(in transaction: ReadTransaction) throws -> [String] {
        let connection = transaction.connection
        var problems: [String] = []
        for line in try connection.all(Statements.integrity, read: { $0.text(0) }) where line != "ok" {
            problems.append("file: \(line)")
        }
        for (table, row) in try connection.all(Statements.foreignKeys, read: { ($0.text(0), $0.integer(1)) }) {
            problems.append("row \(row) of \(table) names something that is not there")
        }
        for (sql, what) in Statements.rules {
            for row in try connection.all(sql, read: { $0.integer(0) }) { problems.append("\(what) (\(row))") }
        }
        problems += try timeZoneProblems(connection)
        for calendar in try connection.all(Statements.calendars, read: { CalendarID(rawValue: $0.integer(0)) }) {
            do {
                _ = try transaction.calendar(calendar)
            } catch let error as StoreError {
                problems.append("calendar \(calendar.rawValue): \(error.reason)")
            }
        }
        return problems
    }

    /// Whether each VTIMEZONE text that an object names is there, and counts its objects rightly.
    private static func timeZoneProblems(_ connection: any SQLConnection) throws -> [String] {
        var problems: [String] = []
        var uses: [Digest: Int64] = [:]
        let known = try connection.all(Statements.timeZones) { (Digest(octets: $0.bytes(0)), $0.integer(1)) }
        for (digest, _) in known { uses[digest] = 0 }
        try connection.query(Statements.timeZonesOfObjects, []) { row in
            for digest in Set(ObjectColumns.digests(row.bytes(1))) {
                if let count = uses[digest] {
                    uses[digest] = count + 1
                } else {
                    problems.append("object \(row.integer(0)) names a VTIMEZONE text that is missing")
                }
            }
            return true
        }
        for (digest, count) in known where uses[digest] != count {
            problems.append("a VTIMEZONE text counts \(count) objects, but \(uses[digest] ?? 0) name it")
        }
        return problems
    }

    private enum Statements {
        static let integrity: SQL = "PRAGMA integrity_check"
        static let foreignKeys: SQL = "PRAGMA foreign_key_check"
        static let calendars: SQL = "SELECT id FROM calendars"
        static let timeZones: SQL = "SELECT digest, uses FROM time_zones"
        static let timeZonesOfObjects: SQL = "SELECT object, time_zones FROM object_texts WHERE LENGTH(time_zones) > 0"
        static let rules: [(SQL, String)] = [
            (
                "SELECT o.id FROM objects o LEFT JOIN object_texts t ON t.object = o.id WHERE t.object IS NULL",
                "an object has no text"
            ),
            (
                "SELECT o.id FROM objects o JOIN object_texts t ON t.object = o.id WHERE o.size <> LENGTH(t.octets)",
                "an object's size is not that of its text"
            ),
            (
                "SELECT id FROM objects WHERE id > (SELECT last_object FROM store_state)",
                "an object has a number that was not given out"
            ),
            (
                """
                SELECT o.id FROM objects o JOIN objects u ON u.calendar = o.calendar
                    AND u.uid = SUBSTR(o.resource_name, 1, CASE WHEN LENGTH(o.resource_name) > 4 THEN LENGTH(o.resource_name) - 4 ELSE 0 END)
                WHERE u.resource_name IS NULL AND u.uid || '.ics' = o.resource_name
                """,
                "two objects of a calendar have one name"
            ),
            (
                "SELECT o.id FROM objects o JOIN calendars c ON c.id = o.calendar WHERE o.change > c.revision",
                "an object is newer than its calendar"
            ),
            (
                "SELECT c.id FROM calendars c WHERE c.object_count <> (SELECT COUNT(*) FROM objects o WHERE o.calendar = c.id)",
                "a calendar counts its objects wrongly"
            ),
            (
                """
                SELECT c.id FROM calendars c
                WHERE c.octets <> (SELECT COALESCE(SUM(o.size), 0) FROM objects o WHERE o.calendar = c.id)
                """,
                "a calendar counts its octets wrongly"
            ),
            (
                """
                SELECT o.id FROM objects o JOIN calendars c ON c.id = o.calendar WHERE o.change > c.change_floor AND NOT EXISTS (
                    SELECT 1 FROM changes h WHERE h.calendar = o.calendar AND h.number = o.change AND h.resource_name = COALESCE(o.resource_name, o.uid || '.ics'))
                """,
                "an object's newest change is not in the log"
            ),
            (
                """
                SELECT number FROM (SELECT number, time, LAG(time) OVER (PARTITION BY calendar ORDER BY number) AS before FROM changes) AS entries
                WHERE time < before
                """,
                "the time of a change is before that of the one before"
            ),
        ]
    }
}
