import CalendarStore
import ICalendar

extension ReadTransaction {
    func object(_ id: ObjectID) throws -> StoredObject? {
        try connection.first(Statements.storedByID, id, read: ObjectColumns.stored)
    }

    func object(uid: String, in calendar: CalendarID) throws -> StoredObject? {
        try connection.first(Statements.storedByUID, calendar, uid, read: ObjectColumns.stored)
    }

    func object(resourceName: String, in calendar: CalendarID) throws -> StoredObject? {
        try connection.first(Statements.storedByName, calendar, resourceName, read: ObjectColumns.stored)
    }

    func objectRecord(uid: String, in calendar: CalendarID) throws -> ObjectRecord? {
        try connection.first(Statements.recordByUID, calendar, uid, read: ObjectColumns.record)
    }

    func objectRecord(resourceName: String, in calendar: CalendarID) throws -> ObjectRecord? {
        try connection.first(Statements.recordByName, calendar, resourceName, read: ObjectColumns.record)
    }

    func forEachObject(in calendar: CalendarID, _ body: (StoredObject) throws -> Bool) throws {
        try forEachPage(of: Statements.storedAfter, in: calendar, read: ObjectColumns.stored, id: \.record.id, weight: \.record.size, body)
    }

    func forEachObjectRecord(in calendar: CalendarID, _ body: (ObjectRecord) throws -> Bool) throws {
        try forEachPage(of: Statements.recordsAfter, in: calendar, read: ObjectColumns.record, id: \.id, weight: { _ in 0 }, body)
    }

    /// Reads in pages, so that no statement is open while the closure runs: it may ask and change what it likes.
    private func forEachPage<Value>(
        of sql: SQL, in calendar: CalendarID, read: (any SQLRow) -> Value, id: (Value) -> ObjectID, weight: (Value) -> Int,
        _ body: (Value) throws -> Bool
    ) throws {
        var last = ObjectID(rawValue: 0)
        var page: [Value] = []
        repeat {
            page.removeAll(keepingCapacity: true)
            var octets = 0
            try connection.query(sql, [calendar.sqlValue, last.sqlValue, .integer(Self.pageLength)]) { row in
                let value = read(row)
                last = id(value)
                octets += weight(value)
                page.append(value)
                return octets < Self.pageOctets
            }
            for value in page where try !body(value) { return }
        } while !page.isEmpty
    }

    private static var pageLength: Int64 { 500 }
    private static var pageOctets: Int { 1 << 20 }

    func forEachObject(
        in calendar: CalendarID, overlapping range: Range<Instant>, includingUndated: Bool, _ body: (StoredObject) throws -> Bool
    ) throws {
        try forEachObject(try objectIDs(in: calendar, overlapping: range, includingUndated: includingUndated), body)
    }

    func forEachObject(in calendar: CalendarID, withAlarmsIn range: Range<Instant>, _ body: (StoredObject) throws -> Bool) throws {
        try forEachObject(try objectIDs(in: calendar, withAlarmsIn: range), body)
    }

    func forEachObject(
        in calendar: CalendarID, modifiedIn range: ClosedRange<Timestamp>, _ body: (StoredObject) throws -> Bool
    ) throws {
        try forEachObject(try objectIDs(in: calendar, modifiedIn: range), body)
    }

    /// Hands out objects in the order in which they were first stored; those that the closure removed meanwhile are left out.
    private func forEachObject(_ ids: [ObjectID], _ body: (StoredObject) throws -> Bool) throws {
        for id in ids {
            guard let object = try object(id) else { continue }
            if try !body(object) { return }
        }
    }

    func timeZoneTexts(_ digests: [Digest]) throws -> [Digest: [UInt8]] {
        var texts: [Digest: [UInt8]] = [:]
        for digest in digests where texts[digest] == nil {
            texts[digest] = try connection.first(Statements.timeZone, digest) { $0.bytes(0) }
        }
        return texts
    }

    private enum Statements {
        static let storedByID = SQL("SELECT \(ObjectColumns.stored) WHERE o.id = $1")
        static let storedByUID = SQL("SELECT \(ObjectColumns.stored) WHERE o.calendar = $1 AND o.uid = $2")
        static let storedByName = SQL("SELECT \(ObjectColumns.stored) WHERE o.calendar = $1 AND o.resource_name = $2")
        static let recordByUID = SQL("SELECT \(ObjectColumns.record) FROM objects o WHERE o.calendar = $1 AND o.uid = $2")
        static let recordByName = SQL("SELECT \(ObjectColumns.record) FROM objects o WHERE o.calendar = $1 AND o.resource_name = $2")
        static let storedAfter = SQL("SELECT \(ObjectColumns.stored) WHERE o.calendar = $1 AND o.id > $2 ORDER BY o.id LIMIT $3")
        static let recordsAfter = SQL(
            "SELECT \(ObjectColumns.record) FROM objects o WHERE o.calendar = $1 AND o.id > $2 ORDER BY o.id LIMIT $3")
        static let timeZone: SQL = "SELECT octets FROM time_zones WHERE digest = $1"
    }
}
