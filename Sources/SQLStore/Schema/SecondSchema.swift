extension Migrations {
    /// Step 2: what one object costs to write. Names are kept only where they are not the UID's, uses of VTIMEZONE texts are counted
    /// instead of listed, and of the log only deletions are found by name.
    static let secondSchema: @Sendable (SchemaDialect) -> [String] = { dialect in
        countedIDs + (dialect.altersTables ? alteredObjects : rebuiltObjects) + objectIndexes + countedTimeZones + deletionsByName
    }

    /// Numbers of objects are given by us, so that a row is written without asking for its number.
    private static let countedIDs = [
        "ALTER TABLE store_state ADD COLUMN last_object BIGINT NOT NULL DEFAULT 0",
        """
        UPDATE store_state SET last_object = (
            SELECT COALESCE(MAX(n), 0) FROM (SELECT MAX(id) AS n FROM objects UNION ALL SELECT MAX(object) AS n FROM changes) AS known)
        """,
    ]

    /// resource_name: NULL for the UID with ".ics". source: what a publish sent, see `ObjectContent.source`.
    private static let rebuiltObjects = [
        """
        CREATE TABLE objects_2 (
            id INTEGER PRIMARY KEY, calendar BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE, resource_name TEXT,
            uid TEXT NOT NULL, kind TEXT NOT NULL, etag TEXT NOT NULL, digest BYTEA NOT NULL, size BIGINT NOT NULL,
            span_class BIGINT NOT NULL, first_instant BIGINT, last_instant BIGINT, is_recurring BIGINT NOT NULL, alarm_class BIGINT,
            first_alarm BIGINT, last_alarm BIGINT, classification BIGINT NOT NULL, sequence BIGINT NOT NULL, created BIGINT NOT NULL,
            modified BIGINT NOT NULL, change BIGINT NOT NULL, source BYTEA, UNIQUE (calendar, uid))
        """,
        """
        INSERT INTO objects_2
        SELECT id, calendar, CASE WHEN resource_name = uid || '.ics' THEN NULL ELSE resource_name END, uid, kind, etag, digest, size,
            span_class, first_instant, last_instant, is_recurring, alarm_class, first_alarm, last_alarm, classification, sequence, created,
            modified, change, NULL
        FROM objects
        """,
        "DROP TABLE objects",
        "ALTER TABLE objects_2 RENAME TO objects",
        "CREATE INDEX objects_by_span ON objects (calendar, span_class, first_instant, last_instant)",
        """
        CREATE INDEX objects_by_alarm ON objects (calendar, alarm_class, first_alarm, last_alarm)
            WHERE alarm_class IS NOT NULL
        """,
        "CREATE INDEX objects_by_modification ON objects (calendar, modified)",
    ]

    private static let alteredObjects = [
        "ALTER TABLE objects ALTER COLUMN resource_name DROP NOT NULL",
        "ALTER TABLE objects DROP CONSTRAINT objects_calendar_resource_name_key",
        "DROP INDEX objects_by_calendar",
        "ALTER TABLE objects ADD COLUMN source BYTEA",
        "UPDATE objects SET resource_name = NULL WHERE resource_name = uid || '.ics'",
    ]

    private static let objectIndexes = [
        "CREATE UNIQUE INDEX objects_by_name ON objects (calendar, resource_name) WHERE resource_name IS NOT NULL"
    ]

    /// uses: objects whose text needs it.
    private static let countedTimeZones = [
        "ALTER TABLE time_zones ADD COLUMN uses BIGINT NOT NULL DEFAULT 0",
        "UPDATE time_zones SET uses = (SELECT COUNT(*) FROM time_zone_uses u WHERE u.time_zone = time_zones.id)",
        "DROP TABLE time_zone_uses",
    ]

    /// The newest entry about a name that nobody has any more is a deletion; of the others the object itself knows the number.
    private static let deletionsByName = [
        "DROP INDEX changes_by_name",
        "CREATE INDEX changes_by_name ON changes (calendar, resource_name, number) WHERE kind = 2",
    ]
}
