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
        if let uid = resourceName.uidOfResourceName,
            let stored = try connection.first(Statements.storedByUID, calendar, uid, read: ObjectColumns.stored),
            stored.record.resourceName == resourceName
        {
            return stored
        }
        return try connection.first(Statements.storedByName, calendar, resourceName, read: ObjectColumns.stored)
    }

    func objectRecord(uid: String, in calendar: CalendarID) throws -> ObjectRecord? {
        try connection.first(Statements.recordByUID, calendar, uid, read: ObjectColumns.record)
    }

    func objectRecord(resourceName: String, in calendar: CalendarID) throws -> ObjectRecord? {
        if let record = try resourceName.uidOfResourceName.flatMap({ try objectRecord(uid: $0, in: calendar) }),
            record.resourceName == resourceName
        {
            return record
        }
        return try objectRecord(ownName: resourceName, in: calendar)
    }

    func objectRecords(
        resourceName: String, uid: String, in calendar: CalendarID
    ) throws -> (named: ObjectRecord?, withUID: ObjectRecord?) {
        guard resourceName.uidOfResourceName == uid else {
            return (try objectRecord(resourceName: resourceName, in: calendar), try objectRecord(uid: uid, in: calendar))
        }
        let record = try objectRecord(uid: uid, in: calendar)
        if let record, record.resourceName == resourceName { return (record, record) }
        return (try objectRecord(ownName: resourceName, in: calendar), record)
    }

    /// The object with a name that is not its UID's.
    private func objectRecord(ownName name: String, in calendar: CalendarID) throws -> ObjectRecord? {
        if let names = knownNames(in: calendar), !names.hasOwn { return nil }
        return try connection.first(Statements.recordByName, calendar, name, read: ObjectColumns.record)
    }

    func forEachObject(in calendar: CalendarID, _ body: (StoredObject) throws -> Bool) throws {
        try forEachPage(
            Statements.storedBetween, Statements.storedByID, in: calendar, read: ObjectColumns.stored, weight: \.record.size, body)
    }

    func forEachObjectRecord(in calendar: CalendarID, _ body: (ObjectRecord) throws -> Bool) throws {
        try forEachPage(
            Statements.recordsBetween, Statements.recordByID, in: calendar, read: ObjectColumns.record, weight: { _ in 0 }, body)
    }

    /// Reads in pages, so that no statement is open while the closure runs: it may ask and change what it likes. What it adds is not handed out.
    ///
    /// Numbers that stand close together, as after a publish, are read in one go; others one by one.
    private func forEachPage<Value>(
        _ between: SQL, _ single: SQL, in calendar: CalendarID, read: (any SQLRow) -> Value, weight: (Value) -> Int,
        _ body: (Value) throws -> Bool
    ) throws {
        let ids = try connection.all(ObjectStatements.identifiers, calendar) { $0.integer(0) }
        var page: [Value] = []
        var start = 0
        while start < ids.count {
            let end = min(start + Self.pageLength, ids.count)
            page.removeAll(keepingCapacity: true)
            var octets = 0
            var next = end
            if ids[end - 1] - ids[start] < 2 * Int64(Self.pageLength) {
                var last = ids[start]
                try connection.query(between, [calendar.sqlValue, .integer(ids[start]), .integer(ids[end - 1])]) { row in
                    let value = read(row)
                    last = row.integer(0)
                    octets += weight(value)
                    page.append(value)
                    return octets < Self.pageOctets
                }
                if octets >= Self.pageOctets { next = ids[start..<end].partitioningIndex { $0 > last } }
            } else {
                next = start
                while next < end, octets < Self.pageOctets {
                    if let value = try connection.first(single, ids[next], read: read) {
                        octets += weight(value)
                        page.append(value)
                    }
                    next += 1
                }
            }
            for value in page where try !body(value) { return }
            start = next
        }
    }

    private static var pageLength: Int { 500 }
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
        static let recordByID = SQL("SELECT \(ObjectColumns.record) FROM objects o WHERE o.id = $1")
        /// The sign keeps SQLite from taking an index of the calendar and sorting.
        static let storedBetween = SQL(
            "SELECT \(ObjectColumns.stored) WHERE +o.calendar = $1 AND o.id >= $2 AND o.id <= $3 ORDER BY o.id")
        static let recordsBetween = SQL(
            "SELECT \(ObjectColumns.record) FROM objects o WHERE +o.calendar = $1 AND o.id >= $2 AND o.id <= $3 ORDER BY o.id")
        static let timeZone: SQL = "SELECT octets FROM time_zones WHERE digest = $1"
    }
}

extension ArraySlice<Int64> {
    /// The place of the first number that fulfils a condition which, in ascending order, all after it fulfil.
    fileprivate func partitioningIndex(where isBehind: (Int64) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
