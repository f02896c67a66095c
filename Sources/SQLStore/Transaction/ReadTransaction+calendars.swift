import CalendarStore

extension ReadTransaction {
    func calendar(_ id: CalendarID) throws -> Calendar? {
        if let calendar = knownCalendar(id) { return calendar }
        try settleCalendars()
        return try connection.first(Statements.byID, id, read: calendarRow)
    }

    func calendar(publicID: String) throws -> Calendar? {
        try settleCalendars()
        return try connection.first(Statements.byPublicID, publicID.lowercased(), read: calendarRow)
    }

    func calendar(named name: String, of owner: AccountID) throws -> Calendar? {
        try settleCalendars()
        return try connection.first(Statements.byName, owner, name.normalizedKey, read: calendarRow)
    }

    func calendar(calidTail: String, of owner: AccountID) throws -> Calendar? {
        try settleCalendars()
        return try connection.first(Statements.byTail, owner, calidTail.foldedKey, read: calendarRow)
    }

    func calendars(of owner: AccountID) throws -> [Calendar] {
        try settleCalendars()
        return try connection.all(Statements.ofOwner, owner, read: calendarRow)
    }

    func allCalendars() throws -> [Calendar] {
        try settleCalendars()
        return try connection.all(Statements.all, read: calendarRow)
    }

    func size(of calendar: CalendarID) throws -> (objects: Int, octets: Int64) {
        try settleCalendars()
        return try connection.first(Statements.size, calendar) { (objects: $0.int(0), octets: $0.integer(1)) } ?? (0, 0)
    }

    private func calendarRow(_ row: any SQLRow) throws -> Calendar {
        Calendar(
            id: CalendarID(rawValue: row.integer(0)), publicID: row.text(1), owner: AccountID(rawValue: row.integer(2)),
            name: row.text(3), calidTail: row.text(4), kinds: ComponentKinds(rawValue: row.integer(5)), displayName: row.text(6),
            properties: try coding.properties(from: row.text(7)), accessList: try coding.accessList(from: row.text(8)),
            revision: ChangeNumber(rawValue: row.integer(9)), propertyRevision: row.integer(10),
            created: Timestamp(microseconds: row.integer(11)), contentModified: Timestamp(microseconds: row.integer(12)),
            propertiesModified: Timestamp(microseconds: row.integer(13))
        )
    }

    private enum Statements {
        static let columns = """
            id, public_id, owner, name, calid_tail, kinds, display_name, properties, access_list, revision, property_revision, created,
            content_modified, properties_modified FROM calendars
            """
        static let byID = SQL("SELECT \(columns) WHERE id = $1")
        static let byPublicID = SQL("SELECT \(columns) WHERE public_id = $1")
        static let byName = SQL("SELECT \(columns) WHERE owner = $1 AND name_key = $2")
        static let byTail = SQL("SELECT \(columns) WHERE owner = $1 AND calid_tail_key = $2")
        static let ofOwner = SQL("SELECT \(columns) WHERE owner = $1 ORDER BY id")
        static let all = SQL("SELECT \(columns) ORDER BY id")
        static let size: SQL = "SELECT object_count, octets FROM calendars WHERE id = $1"
    }
}
