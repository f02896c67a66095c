import CalendarStore

extension WriteTransaction {
    func prune(versionsBefore: Timestamp, versionOctets: Int64, changesBefore: Timestamp) throws -> Bool {
        try settleTimeZones()
        // A former text is told by its log entry: the log lasts as long as the texts do.
        let logBefore = min(versionsBefore, changesBefore)
        var isMoreLeft = try pruneVersions(before: versionsBefore, octets: max(0, versionOctets))
        isMoreLeft = try pruneChanges(before: logBefore) || isMoreLeft
        isMoreLeft = try pruneDeletedComponents(before: changesBefore) || isMoreLeft
        isMoreLeft = try change(Statements.removeNames, logBefore, Self.batch) == Self.batch || isMoreLeft
        isMoreLeft = try change(Statements.removeTimeZones, versionsBefore, Self.batch) == Self.batch || isMoreLeft
        return isMoreLeft
    }

    /// Rows of one kind that one call removes at most.
    private static var batch: Int { 1000 }

    private func pruneVersions(before time: Timestamp, octets limit: Int64) throws -> Bool {
        var octets = try connection.first(Statements.versionOctets) { $0.integer(0) } ?? 0
        let oldest = try connection.all(Statements.oldestVersions, Self.batch) { row in
            (
                replaced: Timestamp(microseconds: row.integer(0)), calendar: CalendarID(rawValue: row.integer(1)),
                number: row.integer(2), size: row.integer(3), id: row.integer(4)
            )
        }
        var removed = 0
        for version in oldest where version.replaced < time || octets > limit {
            try change(Statements.removeVersion, version.id)
            try change(Statements.raiseVersionFloor, version.number, version.calendar)
            octets -= version.size
            removed += 1
        }
        return removed == Self.batch
    }

    private func pruneChanges(before time: Timestamp) throws -> Bool {
        var left = Self.batch
        for calendar in try connection.all(Statements.calendarsWithOldChanges, time, Self.batch, read: { $0.integer(0) }) {
            let numbers = try connection.all(Statements.oldChanges, calendar, time, left) { $0.integer(0) }
            guard let newest = numbers.last else { continue }
            try change(Statements.removeChanges, calendar, newest)
            try change(Statements.raiseChangeFloor, newest, calendar)
            left -= numbers.count
            if left <= 0 { return true }
        }
        return false
    }

    private func pruneDeletedComponents(before time: Timestamp) throws -> Bool {
        let calendars = try connection.all(Statements.calendarsWithOldDeletions, time, Self.batch) { $0.integer(0) }
        let removed = try change(Statements.removeDeletions, time, Self.batch)
        for calendar in calendars { try change(Statements.raiseDeleteLogStart, time, calendar) }
        return removed == Self.batch
    }

    private enum Statements {
        static let versionOctets: SQL = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM versions"
        static let oldestVersions: SQL = """
            SELECT replaced, calendar, number, size, id FROM versions ORDER BY id LIMIT $1
            """
        static let removeVersion: SQL = "DELETE FROM versions WHERE id = $1"
        static let raiseVersionFloor: SQL = "UPDATE calendars SET version_floor = $1 WHERE id = $2 AND version_floor < $1"
        static let calendarsWithOldChanges: SQL = """
            SELECT c.id FROM calendars c
            WHERE (SELECT h.time FROM changes h WHERE h.calendar = c.id ORDER BY h.number LIMIT 1) < $1 ORDER BY c.id LIMIT $2
            """
        static let oldChanges: SQL = "SELECT number FROM changes WHERE calendar = $1 AND time < $2 ORDER BY number LIMIT $3"
        static let removeChanges: SQL = "DELETE FROM changes WHERE calendar = $1 AND number <= $2"
        static let raiseChangeFloor: SQL = """
            UPDATE calendars SET change_floor = $1, version_floor = CASE WHEN version_floor < $1 THEN $1 ELSE version_floor END
            WHERE id = $2 AND change_floor < $1
            """
        static let calendarsWithOldDeletions: SQL = """
            SELECT DISTINCT calendar FROM (SELECT calendar FROM deleted_components WHERE time < $1 ORDER BY time, id LIMIT $2) AS old
            """
        static let removeDeletions: SQL = """
            DELETE FROM deleted_components
            WHERE id IN (SELECT id FROM deleted_components WHERE time < $1 ORDER BY time, id LIMIT $2)
            """
        static let raiseDeleteLogStart: SQL = "UPDATE calendars SET delete_log_start = $1 WHERE id = $2 AND delete_log_start < $1"
        static let removeNames: SQL = """
            DELETE FROM former_names WHERE (calendar, uid) IN (
                SELECT calendar, uid FROM former_names WHERE removed < $1 ORDER BY removed LIMIT $2)
            """
        static let removeTimeZones: SQL = """
            DELETE FROM time_zones WHERE id IN (
                SELECT id FROM time_zones WHERE uses = 0 AND released < $1 LIMIT $2)
            """
    }
}
