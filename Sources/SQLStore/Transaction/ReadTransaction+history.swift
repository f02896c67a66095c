import CalendarStore
import ICalendar

extension ReadTransaction {
    func changes(in calendar: CalendarID, after number: ChangeNumber, limit: Int) throws -> [ResourceChange]? {
        guard let (floor, revision) = try logReach(of: calendar), (floor...max(floor, revision)).contains(number.rawValue) else {
            return nil
        }
        return try connection.all(Statements.changesAfter, calendar, number, max(0, limit)) { row in
            ResourceChange(resourceName: row.text(1), etag: row.optionalText(2), number: ChangeNumber(rawValue: row.integer(0)))
        }
    }

    /// The number up to which log entries are forgotten, and the newest one given out; nil for no calendar.
    func logReach(of calendar: CalendarID) throws -> (floor: Int64, revision: Int64)? {
        try settleCalendars()
        return try connection.first(Statements.reach, calendar) { (floor: $0.integer(0), revision: $0.integer(1)) }
    }

    func changeLog(of calendar: CalendarID, limit: Int) throws -> [Change] {
        try connection.all(Statements.log, calendar, max(0, limit), read: Self.changeRow)
    }

    private static func changeRow(_ row: any SQLRow) -> Change {
        Change(
            number: ChangeNumber(rawValue: row.integer(0)), object: ObjectID(rawValue: row.integer(1)), resourceName: row.text(2),
            uid: row.text(3), kind: Change.Kind(rawValue: row.integer(4)) ?? .changed, time: Timestamp(microseconds: row.integer(5)),
            author: row.text(6)
        )
    }

    func versions(in calendar: CalendarID, replacedAfter time: Timestamp, uid: String?) throws -> [ObjectVersion] {
        try connection.all(Statements.versions, calendar, time, uid) { row in
            let change = Self.changeRow(row)
            return ObjectVersion(
                object: change.object, uid: change.uid, resourceName: change.resourceName, replacedBy: change.number,
                replaced: change.time, replacement: change.kind, author: change.author,
                content: row.isNull(7) ? nil : Self.versionContent(row)
            )
        }
    }

    private static func versionContent(_ row: any SQLRow) -> ObjectContent {
        ObjectContent(
            uid: row.text(7), kind: ComponentName(row.text(8)), text: ObjectColumns.text(row, from: 18), etag: row.text(9),
            digest: Digest(octets: row.bytes(10)), span: ObjectColumns.span(row, from: 11),
            classification: Classification(rawValue: row.integer(16)) ?? .confidential, sequence: row.int(17)
        )
    }

    func deletedComponents(in calendar: CalendarID, during range: ClosedRange<Timestamp>, limit: Int) throws -> [DeletedComponent] {
        try connection.all(Statements.deleted, calendar, range.lowerBound, range.upperBound, max(0, limit)) { row in
            DeletedComponent(
                uid: row.text(0), recurrenceIDLine: row.optionalText(1), kind: row.text(2),
                time: Timestamp(microseconds: row.integer(3)), author: row.text(4), stub: row.bytes(5)
            )
        }
    }

    func deleteLogStart(of calendar: CalendarID) throws -> Timestamp {
        Timestamp(microseconds: try connection.first(Statements.deleteLogStart, calendar) { $0.integer(0) } ?? 0)
    }

    private enum Statements {
        static let reach: SQL = "SELECT change_floor, revision FROM calendars WHERE id = $1"
        /// Of each name the newest entry only: deleted and created again is changed. The newest about an object is the one it names; about a
        /// name that no object has any more, the newest deletion.
        static let changesAfter: SQL = """
            SELECT c.number, c.resource_name, o.etag FROM changes c LEFT JOIN objects o ON o.id = c.object AND o.change = c.number
            WHERE c.calendar = $1 AND c.number > $2 AND (o.id IS NOT NULL OR c.kind = 2
                AND NOT EXISTS (SELECT 1 FROM changes n
                    WHERE n.calendar = c.calendar AND n.resource_name = c.resource_name AND n.number > c.number AND n.kind = 2)
                AND NOT EXISTS (SELECT 1 FROM objects e WHERE e.calendar = c.calendar AND e.resource_name = c.resource_name)
                AND NOT EXISTS (SELECT 1 FROM objects u WHERE u.calendar = c.calendar AND u.resource_name IS NULL
                    AND u.uid = SUBSTR(c.resource_name, 1, CASE WHEN LENGTH(c.resource_name) > 4 THEN LENGTH(c.resource_name) - 4 ELSE 0 END)
                    AND u.uid || '.ics' = c.resource_name))
            ORDER BY c.number LIMIT $3
            """
        static let log: SQL = """
            SELECT number, object, resource_name, uid, kind, time, author FROM changes WHERE calendar = $1
            ORDER BY number DESC LIMIT $2
            """
        /// Creations (kind 0) have no former text; other changes whose text is forgotten are left out.
        static let versions: SQL = """
            SELECT c.number, c.object, c.resource_name, c.uid, c.kind, c.time, c.author, v.uid, v.kind, v.etag, v.digest,
                v.first_instant, v.last_instant, v.is_recurring, v.first_alarm, v.last_alarm, v.classification, v.sequence, v.form,
                v.time_zones, v.octets
            FROM changes c LEFT JOIN versions v ON v.calendar = c.calendar AND v.number = c.number
            WHERE c.calendar = $1 AND c.time > $2 AND c.number > (SELECT version_floor FROM calendars WHERE id = c.calendar)
                AND (CAST($3 AS TEXT) IS NULL OR c.uid = CAST($3 AS TEXT)) AND (c.kind = 0 OR v.number IS NOT NULL)
            ORDER BY c.number
            """
        static let deleted: SQL = """
            SELECT uid, recurrence_id, kind, time, author, stub FROM deleted_components
            WHERE calendar = $1 AND time >= $2 AND time <= $3 ORDER BY time, id LIMIT $4
            """
        static let deleteLogStart: SQL = "SELECT delete_log_start FROM calendars WHERE id = $1"
    }
}
