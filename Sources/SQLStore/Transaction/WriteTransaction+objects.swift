import CalendarStore
import ICalendar

extension WriteTransaction {
    func insert(_ content: ObjectContent, resourceName: String?, in calendar: CalendarID, author: String) throws -> ObjectRecord {
        let size = content.text.octets.count
        let name = try nameOfNewObject(uid: content.uid, wanted: resourceName, in: calendar)
        let number = try nextChange(in: calendar, objects: 1, octets: size)
        let id = nextObject()
        let hull = content.span.hull
        let alarms = content.span.alarmHull
        try change(
            Statements.insert,
            values: [
                id.sqlValue, calendar.sqlValue, content.uid.keptName(name).sqlValue, content.uid.sqlValue, content.kind.sqlValue,
                content.etag.sqlValue, content.digest.sqlValue, size.sqlValue, hull.spanClass.sqlValue, hull.first.sqlValue,
                hull.last.sqlValue, content.span.isRecurring.sqlValue, alarms.spanClass.sqlValue, alarms.first.sqlValue,
                alarms.last.sqlValue, content.classification.sqlValue, content.sequence.sqlValue, now.sqlValue, now.sqlValue,
                number.sqlValue, content.source.sqlValue,
            ])
        try change(
            Statements.insertText,
            values: [
                id.sqlValue, content.text.form.sqlValue, .bytes(ObjectColumns.octets(content.text.timeZones)), .bytes(content.text.octets),
            ])
        try use(content.text.timeZones)
        try log(number, .created, object: id, name: name, uid: content.uid, in: calendar, author: author)
        return ObjectRecord(
            id: id, calendar: calendar, resourceName: name, uid: content.uid, kind: content.kind, etag: content.etag,
            digest: content.digest, size: size, span: content.span, classification: content.classification, sequence: content.sequence,
            created: now, modified: now, change: number, source: content.source
        )
    }

    func replace(_ object: ObjectRecord, with content: ObjectContent, author: String) throws -> ObjectRecord {
        let size = content.text.octets.count
        let stored = try requireUnchanged(object)
        let number = try nextChange(in: object.calendar, objects: 0, octets: size - stored.size)
        try keepVersion(of: object.id, before: number)
        try release(stored.timeZones)
        try change(
            Statements.update, content.kind, content.etag, content.digest, size, content.span.isRecurring, content.classification,
            content.sequence, now, number, content.source, object.id
        )
        // Each column named in a statement has its indexes written anew, whether it changes or not.
        if content.uid != object.uid {
            try noteName(object.resourceName, of: content.uid, in: object.calendar)
            try change(Statements.updateUID, content.uid, content.uid.keptName(object.resourceName), object.id)
        }
        if content.span != object.span { try updateSpan(of: object.id, to: content.span) }
        try change(
            Statements.updateText, content.text.form, ObjectColumns.octets(content.text.timeZones), content.text.octets, object.id)
        try use(content.text.timeZones)
        try log(number, .changed, object: object.id, name: object.resourceName, uid: content.uid, in: object.calendar, author: author)
        return ObjectRecord(
            id: object.id, calendar: object.calendar, resourceName: object.resourceName, uid: content.uid, kind: content.kind,
            etag: content.etag, digest: content.digest, size: size, span: content.span, classification: content.classification,
            sequence: content.sequence, created: object.created, modified: now, change: number, source: content.source
        )
    }

    func rename(_ object: ObjectRecord, to resourceName: String, author: String) throws -> ObjectRecord {
        _ = try requireUnchanged(object)
        if resourceName != object.resourceName { try requireFree(resourceName, for: object.uid, in: object.calendar) }
        let old = try nextChange(in: object.calendar, objects: 0, octets: 0)
        try keepVersion(of: object.id, before: old)
        try log(old, .deleted, object: object.id, name: object.resourceName, uid: object.uid, in: object.calendar, author: author)
        let new = try nextChange(in: object.calendar, objects: 0, octets: 0)
        try change(Statements.rename, object.uid.keptName(resourceName), new, object.id)
        try log(new, .created, object: object.id, name: resourceName, uid: object.uid, in: object.calendar, author: author)
        var renamed = object
        renamed.resourceName = resourceName
        renamed.change = new
        return renamed
    }

    func remove(_ object: ObjectRecord, author: String) throws {
        let stored = try requireUnchanged(object)
        let number = try nextChange(in: object.calendar, objects: -1, octets: -stored.size)
        try keepVersion(of: object.id, before: number)
        try release(stored.timeZones)
        try change(Statements.remove, object.id)
        try keepFormerName(of: object)
        try log(number, .deleted, object: object.id, name: object.resourceName, uid: object.uid, in: object.calendar, author: author)
    }

    func updateDerived(_ object: ObjectID, with content: ObjectContent) throws {
        guard
            let calendar = try connection.first(Statements.calendarOf, object, read: { CalendarID(rawValue: $0.integer(0)) })
        else { throw StoreError(.conflict, "the object \(content.uid) is no longer there") }
        try change(
            Statements.updateDerived, content.kind, content.etag, content.digest, content.span.isRecurring, content.classification,
            content.sequence, object
        )
        try updateSpan(of: object, to: content.span)
        advanceGeneration(changingObjectsOf: calendar)
    }

    func updateSource(of object: ObjectID, to source: Digest) throws { try change(Statements.updateSource, source, object) }

    // MARK: Parts

    /// Gives out the next change number of a calendar and counts objects and octets.
    private func nextChange(in calendar: CalendarID, objects: Int64, octets: Int) throws -> ChangeNumber {
        let now = now
        return try withCounters(of: calendar) {
            $0.revision += 1
            $0.contentModified = now
            $0.addedObjects += objects
            $0.addedOctets += Int64(octets)
            return ChangeNumber(rawValue: $0.revision)
        }
    }

    /// The size of an object's text as stored, and the VTIMEZONE texts it names; throws when the object is gone or is another by now.
    private func requireUnchanged(_ object: ObjectRecord) throws -> (size: Int, timeZones: [Digest]) {
        let stored = try connection.first(Statements.state, object.id) {
            (
                size: $0.int(0), change: $0.integer(1), name: $0.text(3).resourceName($0.optionalText(2)),
                timeZones: ObjectColumns.digests($0.bytes(4))
            )
        }
        guard let stored, stored.change == object.change.rawValue, stored.name == object.resourceName else {
            throw StoreError(.conflict, "the object \(object.uid) was changed or removed meanwhile")
        }
        return (stored.size, stored.timeZones)
    }

    private func keepVersion(of object: ObjectID, before number: ChangeNumber) throws {
        try change(Statements.keepVersion, number, now, object)
    }

    private func log(
        _ number: ChangeNumber, _ kind: Change.Kind, object: ObjectID, name: String, uid: String, in calendar: CalendarID, author: String
    ) throws {
        try change(
            Statements.log,
            values: [
                calendar.sqlValue, number.sqlValue, object.sqlValue, name.sqlValue, uid.sqlValue, kind.sqlValue, now.sqlValue,
                author.sqlValue,
            ])
    }

    private func nextObject() -> ObjectID {
        lastObject += 1
        return ObjectID(rawValue: lastObject)
    }

    private func updateSpan(of object: ObjectID, to span: ObjectSpan) throws {
        let hull = span.hull
        let alarms = span.alarmHull
        try change(
            Statements.updateSpan, hull.spanClass, hull.first, hull.last, alarms.spanClass, alarms.first, alarms.last, object)
    }

    private enum Statements {
        static let insert: SQL = """
            INSERT INTO objects (id, calendar, resource_name, uid, kind, etag, digest, size, span_class, first_instant, last_instant,
                is_recurring, alarm_class, first_alarm, last_alarm, classification, sequence, created, modified, change, source)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            """
        static let insertText: SQL = "INSERT INTO object_texts (object, form, time_zones, octets) VALUES ($1, $2, $3, $4)"
        static let update: SQL = """
            UPDATE objects SET kind = $1, etag = $2, digest = $3, size = $4, is_recurring = $5, classification = $6, sequence = $7,
                modified = $8, change = $9, source = $10 WHERE id = $11
            """
        static let updateUID: SQL = "UPDATE objects SET uid = $1, resource_name = $2 WHERE id = $3"
        static let updateSpan: SQL = """
            UPDATE objects SET span_class = $1, first_instant = $2, last_instant = $3, alarm_class = $4, first_alarm = $5,
                last_alarm = $6 WHERE id = $7
            """
        static let updateText: SQL = "UPDATE object_texts SET form = $1, time_zones = $2, octets = $3 WHERE object = $4"
        static let rename: SQL = "UPDATE objects SET resource_name = $1, change = $2 WHERE id = $3"
        static let remove: SQL = "DELETE FROM objects WHERE id = $1"
        static let updateDerived: SQL = """
            UPDATE objects SET kind = $1, etag = $2, digest = $3, is_recurring = $4, classification = $5, sequence = $6,
                source = NULL WHERE id = $7
            """
        static let updateSource: SQL = "UPDATE objects SET source = $1 WHERE id = $2"
        static let calendarOf: SQL = "SELECT calendar FROM objects WHERE id = $1"
        static let state: SQL = """
            SELECT o.size, o.change, o.resource_name, o.uid, t.time_zones FROM objects o JOIN object_texts t ON t.object = o.id
            WHERE o.id = $1
            """
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
    }
}
