import CalendarStore
import ICalendar

extension WriteTransaction {
    func insert(_ content: ObjectContent, resourceName: String?, in calendar: CalendarID, author: String) throws -> ObjectRecord {
        let size = content.text.octets.count
        let number = try nextChange(in: calendar, objects: 1, octets: size)
        let former = try takeFormerName(of: content.uid, in: calendar)
        let name = try resourceName ?? freeName(for: content.uid, former: former, in: calendar)
        let hull = content.span.hull
        let alarms = content.span.alarmHull
        let id = ObjectID(
            rawValue: try insertRow(
                Statements.insert, calendar, name, content.uid, content.kind, content.etag, content.digest, size, hull.spanClass,
                hull.first, hull.last, content.span.isRecurring, alarms.spanClass, alarms.first, alarms.last, content.classification,
                content.sequence, now, now, number
            )
        )
        try change(
            Statements.insertText, id, content.text.form, ObjectColumns.octets(content.text.timeZones), content.text.octets)
        try use(content.text.timeZones, for: id)
        try log(number, .created, object: id, name: name, uid: content.uid, in: calendar, author: author)
        return ObjectRecord(
            id: id, calendar: calendar, resourceName: name, uid: content.uid, kind: content.kind, etag: content.etag,
            digest: content.digest, size: size, span: content.span, classification: content.classification, sequence: content.sequence,
            created: now, modified: now, change: number
        )
    }

    func replace(_ object: ObjectRecord, with content: ObjectContent, author: String) throws -> ObjectRecord {
        let size = content.text.octets.count
        let number = try nextChange(in: object.calendar, objects: 0, octets: size - (try storedSize(of: object)))
        try keepVersion(of: object.id, before: number)
        let hull = content.span.hull
        let alarms = content.span.alarmHull
        try change(
            Statements.update, content.uid, content.kind, content.etag, content.digest, size, hull.spanClass, hull.first, hull.last,
            content.span.isRecurring, alarms.spanClass, alarms.first, alarms.last, content.classification, content.sequence, now,
            number, object.id
        )
        try change(
            Statements.updateText, content.text.form, ObjectColumns.octets(content.text.timeZones), content.text.octets, object.id)
        try release(timeZonesOf: object.id)
        try use(content.text.timeZones, for: object.id)
        try log(number, .changed, object: object.id, name: object.resourceName, uid: content.uid, in: object.calendar, author: author)
        return ObjectRecord(
            id: object.id, calendar: object.calendar, resourceName: object.resourceName, uid: content.uid, kind: content.kind,
            etag: content.etag, digest: content.digest, size: size, span: content.span, classification: content.classification,
            sequence: content.sequence, created: object.created, modified: now, change: number
        )
    }

    func rename(_ object: ObjectRecord, to resourceName: String, author: String) throws -> ObjectRecord {
        _ = try storedSize(of: object)
        let old = try nextChange(in: object.calendar, objects: 0, octets: 0)
        try keepVersion(of: object.id, before: old)
        try log(old, .deleted, object: object.id, name: object.resourceName, uid: object.uid, in: object.calendar, author: author)
        let new = try nextChange(in: object.calendar, objects: 0, octets: 0)
        try change(Statements.rename, resourceName, new, object.id)
        try log(new, .created, object: object.id, name: resourceName, uid: object.uid, in: object.calendar, author: author)
        var renamed = object
        renamed.resourceName = resourceName
        renamed.change = new
        return renamed
    }

    func remove(_ object: ObjectRecord, author: String) throws {
        let number = try nextChange(in: object.calendar, objects: -1, octets: -(try storedSize(of: object)))
        try keepVersion(of: object.id, before: number)
        try release(timeZonesOf: object.id)
        try change(Statements.remove, object.id)
        try change(Statements.keepName, object.calendar, object.uid, object.resourceName, now)
        try log(number, .deleted, object: object.id, name: object.resourceName, uid: object.uid, in: object.calendar, author: author)
    }

    func updateDerived(_ object: ObjectID, with content: ObjectContent) throws {
        let hull = content.span.hull
        let alarms = content.span.alarmHull
        guard
            let calendar = try connection.first(Statements.calendarOf, object, read: { CalendarID(rawValue: $0.integer(0)) })
        else { throw StoreError(.conflict, "the object \(content.uid) is no longer there") }
        try change(
            Statements.updateDerived, content.kind, content.etag, content.digest, hull.spanClass, hull.first, hull.last,
            content.span.isRecurring, alarms.spanClass, alarms.first, alarms.last, content.classification, content.sequence, object
        )
        advanceGeneration(changingObjectsOf: calendar)
    }

    // MARK: Parts

    /// Gives out the next change number of a calendar and counts objects and octets.
    private func nextChange(in calendar: CalendarID, objects: Int64, octets: Int) throws -> ChangeNumber {
        let now = now
        return try withCounters(of: calendar) {
            $0.revision += 1
            $0.contentModified = now
            $0.objectCount += objects
            $0.octets += Int64(octets)
            return ChangeNumber(rawValue: $0.revision)
        }
    }

    /// The size of an object's text as stored; throws when the object is gone or is another by now.
    private func storedSize(of object: ObjectRecord) throws -> Int {
        let stored = try connection.first(Statements.state, object.id) { (size: $0.int(0), change: $0.integer(1), name: $0.text(2)) }
        guard let stored, stored.change == object.change.rawValue, stored.name == object.resourceName else {
            throw StoreError(.conflict, "the object \(object.uid) was changed or removed meanwhile")
        }
        return stored.size
    }

    private func keepVersion(of object: ObjectID, before number: ChangeNumber) throws {
        try change(Statements.keepVersion, number, now, object)
    }

    private func log(
        _ number: ChangeNumber, _ kind: Change.Kind, object: ObjectID, name: String, uid: String, in calendar: CalendarID, author: String
    ) throws {
        try change(Statements.log, calendar, number, object, name, uid, kind, now, author)
    }

    private func takeFormerName(of uid: String, in calendar: CalendarID) throws -> String? {
        var name: String?
        try connection.query(Statements.takeName, [calendar.sqlValue, uid.sqlValue]) { row in
            name = row.text(0)
            return true
        }
        return name
    }

    private func freeName(for uid: String, former: String?, in calendar: CalendarID) throws -> String {
        if let former, try isFree(former, in: calendar) { return former }
        var name = ResourceName.derived(fromUID: uid)
        var ordinal = 1
        while try !isFree(name, in: calendar) {
            ordinal += 1
            name = ResourceName.derived(fromUID: uid, ordinal: ordinal)
        }
        return name
    }

    private func isFree(_ name: String, in calendar: CalendarID) throws -> Bool {
        try connection.first(Statements.named, calendar, name) { _ in true } == nil
    }

    private enum Statements {
        static let insert: SQL = """
            INSERT INTO objects (calendar, resource_name, uid, kind, etag, digest, size, span_class, first_instant, last_instant,
                is_recurring, alarm_class, first_alarm, last_alarm, classification, sequence, created, modified, change)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING id
            """
        static let insertText: SQL = "INSERT INTO object_texts (object, form, time_zones, octets) VALUES ($1, $2, $3, $4)"
        static let update: SQL = """
            UPDATE objects SET uid = $1, kind = $2, etag = $3, digest = $4, size = $5, span_class = $6, first_instant = $7,
                last_instant = $8, is_recurring = $9, alarm_class = $10, first_alarm = $11, last_alarm = $12, classification = $13,
                sequence = $14, modified = $15, change = $16 WHERE id = $17
            """
        static let updateText: SQL = "UPDATE object_texts SET form = $1, time_zones = $2, octets = $3 WHERE object = $4"
        static let rename: SQL = "UPDATE objects SET resource_name = $1, change = $2 WHERE id = $3"
        static let remove: SQL = "DELETE FROM objects WHERE id = $1"
        static let updateDerived: SQL = """
            UPDATE objects SET kind = $1, etag = $2, digest = $3, span_class = $4, first_instant = $5, last_instant = $6,
                is_recurring = $7, alarm_class = $8, first_alarm = $9, last_alarm = $10, classification = $11, sequence = $12
            WHERE id = $13
            """
        static let calendarOf: SQL = "SELECT calendar FROM objects WHERE id = $1"
        static let state: SQL = "SELECT size, change, resource_name FROM objects WHERE id = $1"
        static let keepVersion: SQL = """
            INSERT INTO versions (calendar, number, replaced, size, uid, kind, etag, digest, first_instant, last_instant, is_recurring,
                first_alarm, last_alarm, classification, sequence, form, time_zones, octets)
            SELECT o.calendar, CAST($1 AS BIGINT), CAST($2 AS BIGINT), o.size, o.uid, o.kind, o.etag, o.digest, o.first_instant,
                o.last_instant, o.is_recurring, o.first_alarm, o.last_alarm, o.classification, o.sequence, t.form, t.time_zones,
                t.octets
            FROM objects o JOIN object_texts t ON t.object = o.id WHERE o.id = $3
            """
        static let log: SQL = """
            INSERT INTO changes (calendar, number, object, resource_name, uid, kind, time, author)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """
        static let keepName: SQL = """
            INSERT INTO former_names (calendar, uid, resource_name, removed) VALUES ($1, $2, $3, $4)
            ON CONFLICT (calendar, uid) DO UPDATE SET resource_name = excluded.resource_name, removed = excluded.removed
            """
        static let takeName: SQL = "DELETE FROM former_names WHERE calendar = $1 AND uid = $2 RETURNING resource_name"
        static let named: SQL = "SELECT id FROM objects WHERE calendar = $1 AND resource_name = $2"
    }
}
