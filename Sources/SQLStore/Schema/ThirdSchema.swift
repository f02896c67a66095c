extension Migrations {
    /// Step 3: what one change costs to write. Times grow with the numbers of the log, so that the log tells when an object was modified, and former
    /// texts lie in the order in which they were replaced: two indexes less.
    static let thirdSchema: @Sendable (SchemaDialect) -> [String] = { dialect in
        ["DROP INDEX objects_by_modification"] + versionsInOrder(dialect)
    }

    /// The index has the size in it, so that the sum of all sizes reads no text.
    private static func versionsInOrder(_ dialect: SchemaDialect) -> [String] {
        [
            """
            CREATE TABLE versions_3 (
                id \(dialect.counter), calendar BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE, number BIGINT NOT NULL,
                replaced BIGINT NOT NULL, size BIGINT NOT NULL, uid TEXT NOT NULL, kind TEXT NOT NULL, etag TEXT NOT NULL,
                digest BYTEA NOT NULL, first_instant BIGINT, last_instant BIGINT, is_recurring BIGINT NOT NULL, first_alarm BIGINT,
                last_alarm BIGINT, classification BIGINT NOT NULL, sequence BIGINT NOT NULL, form BIGINT NOT NULL,
                time_zones BYTEA NOT NULL, octets BYTEA NOT NULL)
            """,
            """
            INSERT INTO versions_3 (calendar, number, replaced, size, uid, kind, etag, digest, first_instant, last_instant, is_recurring,
                first_alarm, last_alarm, classification, sequence, form, time_zones, octets)
            SELECT calendar, number, replaced, size, uid, kind, etag, digest, first_instant, last_instant, is_recurring, first_alarm,
                last_alarm, classification, sequence, form, time_zones, octets
            FROM versions ORDER BY replaced, calendar, number
            """,
            "DROP TABLE versions",
            "ALTER TABLE versions_3 RENAME TO versions",
            "CREATE INDEX versions_by_change ON versions (calendar, number, size)",
        ]
    }
}
