import CalendarStore
import ICalendar

/// Objects by their ids: what is known of an object already need not be read again.
extension ReadTransaction {
    func objectIDs(in calendar: CalendarID) throws -> [ObjectID] {
        try connection.all(ObjectStatements.identifiers, calendar, read: Self.id)
    }

    func objectIDs(in calendar: CalendarID, overlapping range: Range<Instant>, includingUndated: Bool) throws -> [ObjectID] {
        var hits = try hits(overlapping: range, in: calendar, ObjectStatements.bySpan)
        if includingUndated { hits += try connection.all(ObjectStatements.undated, calendar, SpanClass.undated, read: Self.id) }
        return hits.sorted()
    }

    func objectIDs(in calendar: CalendarID, withAlarmsIn range: Range<Instant>) throws -> [ObjectID] {
        try hits(overlapping: range, in: calendar, ObjectStatements.byAlarm).sorted()
    }

    func objectIDs(in calendar: CalendarID, resourceNames names: [String]) throws -> [ObjectID] {
        if names.count <= 2 { return try names.compactMap { try objectRecord(resourceName: $0, in: calendar)?.id } }
        var found: [String: ObjectID] = [:]
        func find(_ sql: SQL, _ words: [String]) throws {
            var rest = words[...]
            while let filler = rest.first {
                var parameters = [calendar.sqlValue] + rest.prefix(ObjectStatements.portion).map(\.sqlValue)
                rest = rest.dropFirst(ObjectStatements.portion)
                while parameters.count <= ObjectStatements.portion { parameters.append(filler.sqlValue) }
                try connection.query(sql, parameters) { row in
                    found[row.text(1).resourceName(row.optionalText(2))] = Self.id(row)
                    return true
                }
            }
        }
        // Most names are the UID's; names that objects keep are asked for where no UID says them.
        try find(ObjectStatements.namesByUID, names.compactMap(\.uidOfResourceName))
        try find(ObjectStatements.namesByName, names.filter { found[$0] == nil })
        return names.compactMap { found[$0] }
    }

    /// The objects with a hull in the range: one seek a length class, from the index alone.
    private func hits(overlapping range: Range<Instant>, in calendar: CalendarID, _ sql: SQL) throws -> [ObjectID] {
        guard !range.isEmpty else { return [] }
        var hits: [ObjectID] = []
        for (spanClass, earliest) in SpanClass.seeks(from: range.lowerBound) {
            try connection.query(
                sql,
                [
                    calendar.sqlValue, .integer(spanClass), .integer(earliest), range.upperBound.sqlValue, range.lowerBound.sqlValue,
                ]
            ) { row in
                hits.append(Self.id(row))
                return true
            }
        }
        return hits
    }

    static func id(_ row: any SQLRow) -> ObjectID { ObjectID(rawValue: row.integer(0)) }

    func objectRecords(_ ids: some Collection<ObjectID>) throws -> [ObjectRecord] {
        var records: [ObjectRecord] = []
        records.reserveCapacity(ids.count)
        try inPortions(ids) { parameters in
            try connection.query(ObjectStatements.recordsByID, parameters) { row in
                records.append(ObjectColumns.record(row))
                return true
            }
        }
        // SQLite brings them in that order already.
        let isSorted = zip(records, records.dropFirst()).allSatisfy { $0.id < $1.id }
        return isSorted ? records : records.sorted { $0.id < $1.id }
    }

    func objectTexts(_ ids: some Collection<ObjectID>) throws -> [ObjectID: ObjectText] {
        var texts: [ObjectID: ObjectText] = [:]
        try inPortions(ids) { parameters in
            try connection.query(ObjectStatements.textsByID, parameters) { row in
                texts[Self.id(row)] = ObjectColumns.text(row, from: 1)
                return true
            }
        }
        return texts
    }

    /// So many ids are asked for by one statement; what is left of a portion is filled with an id that nothing has.
    private func inPortions(_ ids: some Collection<ObjectID>, _ body: ([SQLValue]) throws -> Void) throws {
        var rest = ids[...]
        while !rest.isEmpty {
            var parameters = rest.prefix(ObjectStatements.portion).map(\.sqlValue)
            rest = rest.dropFirst(ObjectStatements.portion)
            while parameters.count < ObjectStatements.portion { parameters.append(.integer(0)) }
            try body(parameters)
        }
    }
}

enum ObjectStatements {
    static let identifiers: SQL = "SELECT id FROM objects WHERE calendar = $1 ORDER BY id"
    /// Half-open: a hull that ends where the range begins is out, unless it is a single instant there.
    static let bySpan: SQL = """
        SELECT id FROM objects WHERE calendar = $1 AND span_class = $2 AND first_instant >= $3 AND first_instant < $4
        AND last_instant >= $5 AND (last_instant > $5 OR first_instant = $5)
        """
    static let byAlarm: SQL = """
        SELECT id FROM objects WHERE calendar = $1 AND alarm_class = $2 AND first_alarm >= $3 AND first_alarm < $4
        AND last_alarm >= $5 AND (last_alarm > $5 OR first_alarm = $5)
        """
    static let undated: SQL = "SELECT id FROM objects WHERE calendar = $1 AND span_class = $2"

    static let namesByUID = SQL(
        "SELECT id, uid, resource_name FROM objects WHERE calendar = $1 AND uid IN (\(placesBehindCalendar))")
    static let namesByName = SQL(
        "SELECT id, uid, resource_name FROM objects WHERE calendar = $1 AND resource_name IN (\(placesBehindCalendar))")
    private static let placesBehindCalendar = (2...portion + 1).map { "$\($0)" }.joined(separator: ", ")

    static let portion = 32
    static let recordsByID = SQL("SELECT \(ObjectColumns.record) FROM objects o WHERE o.id IN (\(places))")
    static let textsByID = SQL("SELECT object, form, time_zones, octets FROM object_texts WHERE object IN (\(places))")
    private static let places = (1...portion).map { "$\($0)" }.joined(separator: ", ")
}
