import CalendarStore

/// What a transaction has learned of the resource names in a calendar: most have none but their UIDs'.
struct CalendarNames {
    /// Whether an object has another name than its UID's.
    var hasOwn: Bool
    /// Whether a removed object left a name.
    var hasFormer: Bool
}

extension WriteTransaction {
    /// The name under which a new object is stored: the wanted one, else the one it had before, else one derived from its UID.
    ///
    /// Throws `conflict` when the wanted one is taken.
    func nameOfNewObject(uid: String, wanted: String?, in calendar: CalendarID) throws -> String {
        // Most often: nobody in the calendar has a name but the one that the UID gives.
        if wanted == nil, ResourceName.isPlain(uid), try withNames(of: calendar, { !$0.hasOwn && !$0.hasFormer }) { return uid + ".ics" }
        if let wanted { try requireFree(wanted, for: uid, in: calendar) }
        let former = try takeFormerName(of: uid, in: calendar)
        let name = try wanted ?? freeName(for: uid, former: former, in: calendar)
        try noteName(name, of: uid, in: calendar)
        return name
    }

    /// Throws `conflict` when an object of another UID has the name.
    func requireFree(_ name: String, for uid: String, in calendar: CalendarID) throws {
        guard try isFree(name, for: uid, in: calendar) else {
            throw StoreError(.conflict, "another object is named \(name) already")
        }
        try noteName(name, of: uid, in: calendar)
    }

    /// Says that an object gets a name, which may be another than its UID's.
    func noteName(_ name: String, of uid: String, in calendar: CalendarID) throws {
        if uid.keptName(name) != nil { try withNames(of: calendar) { $0.hasOwn = true } }
    }

    func keepFormerName(of object: ObjectRecord) throws {
        try change(Statements.keepName, object.calendar, object.uid, object.resourceName, now)
        try withNames(of: object.calendar) { $0.hasFormer = true }
    }

    private func takeFormerName(of uid: String, in calendar: CalendarID) throws -> String? {
        guard try withNames(of: calendar, { $0.hasFormer }) else { return nil }
        let name = try connection.first(Statements.formerName, calendar, uid) { $0.text(0) }
        if name != nil { try change(Statements.forgetName, calendar, uid) }
        return name
    }

    private func freeName(for uid: String, former: String?, in calendar: CalendarID) throws -> String {
        if let former, try isFree(former, for: uid, in: calendar) { return former }
        var name = ResourceName.derived(fromUID: uid)
        var ordinal = 1
        while try !isFree(name, for: uid, in: calendar) {
            ordinal += 1
            name = ResourceName.derived(fromUID: uid, ordinal: ordinal)
        }
        return name
    }

    /// Whether no object has a name. That its own UID is new is not asked here: the engine sees to it.
    private func isFree(_ name: String, for uid: String, in calendar: CalendarID) throws -> Bool {
        if try withNames(of: calendar, { $0.hasOwn }), try connection.first(Statements.named, calendar, name, read: { _ in true }) != nil {
            return false
        }
        guard let other = name.uidOfResourceName, other != uid else { return true }
        return try connection.first(Statements.namedByUID, calendar, other) { _ in true } == nil
    }

    @discardableResult
    private func withNames<Result>(of calendar: CalendarID, _ body: (inout CalendarNames) -> Result) throws -> Result {
        var names =
            try knownNames(in: calendar)
            ?? CalendarNames(
                hasOwn: try connection.first(Statements.anyName, calendar) { _ in true } != nil,
                hasFormer: try connection.first(Statements.anyFormerName, calendar) { _ in true } != nil)
        let result = body(&names)
        self.names[calendar] = names
        return result
    }

    private enum Statements {
        static let anyName: SQL = "SELECT id FROM objects WHERE calendar = $1 AND resource_name IS NOT NULL LIMIT 1"
        static let named: SQL = "SELECT id FROM objects WHERE calendar = $1 AND resource_name = $2"
        static let namedByUID: SQL = "SELECT id FROM objects WHERE calendar = $1 AND uid = $2 AND resource_name IS NULL"
        static let anyFormerName: SQL = "SELECT removed FROM former_names WHERE calendar = $1 LIMIT 1"
        static let formerName: SQL = "SELECT resource_name FROM former_names WHERE calendar = $1 AND uid = $2"
        static let forgetName: SQL = "DELETE FROM former_names WHERE calendar = $1 AND uid = $2"
        static let keepName: SQL = """
            INSERT INTO former_names (calendar, uid, resource_name, removed) VALUES ($1, $2, $3, $4)
            ON CONFLICT (calendar, uid) DO UPDATE SET resource_name = excluded.resource_name, removed = excluded.removed
            """
    }
}
