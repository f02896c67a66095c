import CalendarStore

extension WriteTransaction {
    func keepTimeZone(_ digest: Digest, text: [UInt8]) throws {
        // Asked before: even an insertion that finds the text there counts up the engine's numbers, and writes that.
        if try row(of: digest) != nil { return }
        try change(Statements.keep, digest, text, now)
    }

    /// Notes that so many objects more use VTIMEZONE texts; each must have been kept before.
    func use(_ digests: [Digest], objects: Int64 = 1) throws {
        for (place, digest) in digests.enumerated() where !digests[..<place].contains(digest) {
            guard let row = try row(of: digest) else {
                throw StoreError(.conflict, "an object names a VTIMEZONE text that was not kept")
            }
            timeZoneUses[row, default: TimeZoneUse()].balance += objects
        }
    }

    /// Notes that so many objects fewer use VTIMEZONE texts; one that the store has lost is no reason to keep the object.
    func release(_ digests: [Digest], objects: Int64 = 1) throws {
        for digest in Set(digests) {
            guard let row = try row(of: digest) else { continue }
            timeZoneUses[row, default: TimeZoneUse()].balance -= objects
            timeZoneUses[row]?.isReleased = true
        }
    }

    /// As for each object of a calendar.
    func release(timeZonesOf calendar: CalendarID) throws {
        let used = try connection.all(Statements.usedIn, calendar) { (ObjectColumns.digests($0.bytes(0)), $0.integer(1)) }
        for (digests, objects) in used { try release(digests, objects: objects) }
    }

    /// Writes how many objects use each text. What was released and used again is not written at all.
    func settleTimeZones() throws {
        for (row, use) in timeZoneUses where use.balance != 0 {
            if use.isReleased {
                try change(Statements.countReleased, use.balance, now, row)
            } else {
                try change(Statements.count, use.balance, row)
            }
        }
        timeZoneUses.removeAll()
    }

    private func row(of digest: Digest) throws -> Int64? {
        if let row = timeZoneRows[digest] { return row }
        let row = try connection.first(Statements.row, digest) { $0.integer(0) }
        timeZoneRows[digest] = row
        return row
    }

    private enum Statements {
        static let keep: SQL = """
            INSERT INTO time_zones (digest, octets, released, uses) VALUES ($1, $2, $3, 0) ON CONFLICT (digest) DO NOTHING
            """
        static let row: SQL = "SELECT id FROM time_zones WHERE digest = $1"
        static let usedIn: SQL = """
            SELECT t.time_zones, COUNT(*) FROM objects o JOIN object_texts t ON t.object = o.id
            WHERE o.calendar = $1 AND LENGTH(t.time_zones) > 0 GROUP BY t.time_zones
            """
        static let count: SQL = "UPDATE time_zones SET uses = uses + $1 WHERE id = $2"
        static let countReleased: SQL = "UPDATE time_zones SET uses = uses + $1, released = $2 WHERE id = $3"
    }
}

/// How the use of one VTIMEZONE text changes in a transaction.
struct TimeZoneUse {
    /// Objects that use it now, less those that did before.
    var balance: Int64 = 0
    /// Whether an object ceased to use it: its former text may need it for as long as that is kept.
    var isReleased = false
}
