import CalendarStore

extension WriteTransaction {
    func keepTimeZone(_ digest: Digest, text: [UInt8]) throws {
        if timeZoneRows[digest] != nil { return }
        try change(Statements.keep, digest, text, now)
    }

    /// Notes that an object uses VTIMEZONE texts; each must have been kept before.
    func use(_ digests: [Digest], for object: ObjectID) throws {
        for digest in digests {
            try change(Statements.use, try row(of: digest), object)
        }
    }

    /// Forgets which VTIMEZONE texts an object uses, before it goes or uses others.
    func release(timeZonesOf object: ObjectID) throws {
        let rows = try connection.all(Statements.usedBy, object) { $0.integer(0) }
        guard !rows.isEmpty else { return }
        releasedTimeZones.formUnion(rows)
        try change(Statements.release, object)
    }

    private func row(of digest: Digest) throws -> Int64 {
        if let row = timeZoneRows[digest] { return row }
        guard let row = try connection.first(Statements.row, digest, read: { $0.integer(0) }) else {
            throw StoreError(.conflict, "an object names a VTIMEZONE text that was not kept")
        }
        timeZoneRows[digest] = row
        return row
    }

    private enum Statements {
        static let keep: SQL = "INSERT INTO time_zones (digest, octets, released) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING"
        static let row: SQL = "SELECT id FROM time_zones WHERE digest = $1"
        static let use: SQL = "INSERT INTO time_zone_uses (time_zone, object) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        static let usedBy: SQL = "SELECT time_zone FROM time_zone_uses WHERE object = $1"
        static let release: SQL = "DELETE FROM time_zone_uses WHERE object = $1"
    }
}
