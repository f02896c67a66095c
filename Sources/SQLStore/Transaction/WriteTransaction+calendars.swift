import CalendarStore

extension WriteTransaction {
    func insert(_ calendar: NewCalendar) throws -> Calendar {
        let id = CalendarID(
            rawValue: try insertRow(
                Statements.insert, calendar.publicID.lowercased(), calendar.owner, calendar.name, calendar.name.normalizedKey,
                calendar.calidTail, calendar.calidTail.foldedKey, calendar.kinds, calendar.displayName,
                try coding.text(of: calendar.properties), calendar.accessList.text, now
            )
        )
        advanceGeneration(touching: CollectionOfOne(id))
        return Calendar(
            id: id, publicID: calendar.publicID.lowercased(), owner: calendar.owner, name: calendar.name, calidTail: calendar.calidTail,
            kinds: calendar.kinds, displayName: calendar.displayName, properties: calendar.properties, accessList: calendar.accessList,
            revision: .zero, propertyRevision: 1, created: now, contentModified: now, propertiesModified: now
        )
    }

    func updateProperties(of calendar: Calendar) throws {
        guard
            try change(
                Statements.update, calendar.name, calendar.name.normalizedKey, calendar.displayName, calendar.kinds,
                try coding.text(of: calendar.properties), calendar.accessList.text, now, calendar.id
            ) == 1
        else { throw StoreError(.conflict, "the calendar \(calendar.name) is no longer there") }
        advanceGeneration(touching: CollectionOfOne(calendar.id))
    }

    func removeCalendar(_ id: CalendarID) throws {
        forgetCounters(of: id)
        try release(timeZonesOf: id)
        try change(Statements.unsetDefault, id)
        try change(Statements.remove, id)
        advanceGeneration(touching: CollectionOfOne(id))
    }

    func touch(_ calendar: CalendarID) throws {
        let now = now
        try withCounters(of: calendar) {
            $0.revision += 1
            $0.contentModified = now
        }
    }

    private enum Statements {
        static let insert: SQL = """
            INSERT INTO calendars (public_id, owner, name, name_key, calid_tail, calid_tail_key, kinds, display_name, properties,
                access_list, revision, property_revision, created, content_modified, properties_modified, object_count, octets,
                change_floor, version_floor, delete_log_start)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 1, $11, $11, $11, 0, 0, 0, 0, $11) RETURNING id
            """
        static let update: SQL = """
            UPDATE calendars SET name = $1, name_key = $2, display_name = $3, kinds = $4, properties = $5, access_list = $6,
                properties_modified = $7, property_revision = property_revision + 1 WHERE id = $8
            """
        static let unsetDefault: SQL = "UPDATE accounts SET default_calendar = NULL WHERE default_calendar = $1"
        static let remove: SQL = "DELETE FROM calendars WHERE id = $1"
    }
}
