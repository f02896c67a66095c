extension Migrations {
    /// Step 1: everything.
    static let firstSchema: @Sendable (SchemaDialect) -> [String] = { dialect in
        accountTables(dialect) + calendarTables(dialect) + historyTables(dialect) + serviceTables(dialect)
    }

    private static func accountTables(_ dialect: SchemaDialect) -> [String] {
        [
            // One row: the life of this store, the number of its newest commit, the newest time given out.
            """
            CREATE TABLE store_state (
                id BIGINT PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL, generation BIGINT NOT NULL, last_time BIGINT NOT NULL)
            """,
            "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
            "CREATE TABLE domains (id \(dialect.identity), is_default BIGINT NOT NULL, is_webcal_enabled BIGINT NOT NULL)",
            // Position 0 is the domain's name, the others are its aliases: a name means one domain only.
            """
            CREATE TABLE domain_names (
                name TEXT PRIMARY KEY, domain BIGINT NOT NULL REFERENCES domains ON DELETE CASCADE, position BIGINT NOT NULL,
                UNIQUE (domain, position))
            """,
            """
            CREATE TABLE accounts (
                id \(dialect.identity), domain BIGINT NOT NULL REFERENCES domains, name TEXT NOT NULL, name_key TEXT NOT NULL,
                display_name TEXT NOT NULL, is_administrator BIGINT NOT NULL, time_zone TEXT NOT NULL,
                is_webcal_enabled BIGINT NOT NULL, is_resource BIGINT NOT NULL, default_calendar BIGINT, password_verifier TEXT,
                created BIGINT NOT NULL, UNIQUE (domain, name_key))
            """,
            """
            CREATE TABLE account_addresses (
                account BIGINT NOT NULL REFERENCES accounts ON DELETE CASCADE, position BIGINT NOT NULL, address TEXT NOT NULL,
                address_key TEXT NOT NULL UNIQUE, PRIMARY KEY (account, position))\(dialect.clustered)
            """,
            """
            CREATE TABLE preferences (
                account BIGINT NOT NULL REFERENCES accounts ON DELETE CASCADE, name TEXT NOT NULL, position BIGINT NOT NULL,
                value TEXT NOT NULL, PRIMARY KEY (account, name, position))\(dialect.clustered)
            """,
            """
            CREATE TABLE subscriptions (
                account BIGINT NOT NULL REFERENCES accounts ON DELETE CASCADE, position BIGINT NOT NULL, calid TEXT NOT NULL,
                name TEXT NOT NULL, PRIMARY KEY (account, position))\(dialect.clustered)
            """,
        ]
    }

    private static func calendarTables(_ dialect: SchemaDialect) -> [String] {
        [
            // change_floor: log entries up to this number are forgotten; version_floor: former texts likewise.
            """
            CREATE TABLE calendars (
                id \(dialect.identity), public_id TEXT NOT NULL UNIQUE, owner BIGINT NOT NULL REFERENCES accounts ON DELETE CASCADE,
                name TEXT NOT NULL, name_key TEXT NOT NULL, calid_tail TEXT NOT NULL, calid_tail_key TEXT NOT NULL,
                kinds BIGINT NOT NULL, display_name TEXT NOT NULL, properties TEXT NOT NULL, access_list TEXT NOT NULL,
                revision BIGINT NOT NULL, property_revision BIGINT NOT NULL, created BIGINT NOT NULL,
                content_modified BIGINT NOT NULL, properties_modified BIGINT NOT NULL, object_count BIGINT NOT NULL,
                octets BIGINT NOT NULL, change_floor BIGINT NOT NULL, version_floor BIGINT NOT NULL,
                delete_log_start BIGINT NOT NULL, UNIQUE (owner, name_key), UNIQUE (owner, calid_tail_key))
            """,
            """
            CREATE TABLE objects (
                id \(dialect.identity), calendar BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE,
                resource_name TEXT NOT NULL, uid TEXT NOT NULL, kind TEXT NOT NULL, etag TEXT NOT NULL, digest BYTEA NOT NULL,
                size BIGINT NOT NULL, span_class BIGINT NOT NULL, first_instant BIGINT, last_instant BIGINT,
                is_recurring BIGINT NOT NULL, alarm_class BIGINT, first_alarm BIGINT, last_alarm BIGINT,
                classification BIGINT NOT NULL, sequence BIGINT NOT NULL, created BIGINT NOT NULL, modified BIGINT NOT NULL,
                change BIGINT NOT NULL, UNIQUE (calendar, uid), UNIQUE (calendar, resource_name))
            """,
            // The engine adds the id to each index entry: this one gives a calendar's objects in the order in which they came.
            "CREATE INDEX objects_by_calendar ON objects (calendar)",
            "CREATE INDEX objects_by_span ON objects (calendar, span_class, first_instant, last_instant)",
            """
            CREATE INDEX objects_by_alarm ON objects (calendar, alarm_class, first_alarm, last_alarm)
                WHERE alarm_class IS NOT NULL
            """,
            "CREATE INDEX objects_by_modification ON objects (calendar, modified)",
            // time_zones: the digests of the VTIMEZONE texts, 32 octets each, one after the other.
            """
            CREATE TABLE object_texts (
                object \(dialect.rowKey) PRIMARY KEY REFERENCES objects ON DELETE CASCADE, form BIGINT NOT NULL, time_zones BYTEA NOT NULL,
                octets BYTEA NOT NULL)
            """,
            // released: when an object last ceased to use it; forgotten when no object and no version can need it.
            """
            CREATE TABLE time_zones (
                id \(dialect.identity), digest BYTEA NOT NULL UNIQUE, octets BYTEA NOT NULL, released BIGINT NOT NULL)
            """,
            """
            CREATE TABLE time_zone_uses (
                time_zone BIGINT NOT NULL REFERENCES time_zones, object BIGINT NOT NULL REFERENCES objects ON DELETE CASCADE,
                PRIMARY KEY (object, time_zone))\(dialect.clustered)
            """,
            "CREATE INDEX time_zone_uses_by_time_zone ON time_zone_uses (time_zone)",
            // The resource name an object had when it was removed: it comes back with its UID.
            """
            CREATE TABLE former_names (
                calendar BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE, uid TEXT NOT NULL, resource_name TEXT NOT NULL,
                removed BIGINT NOT NULL, PRIMARY KEY (calendar, uid))\(dialect.clustered)
            """,
            "CREATE INDEX former_names_by_time ON former_names (removed)",
        ]
    }

    private static func historyTables(_ dialect: SchemaDialect) -> [String] {
        [
            """
            CREATE TABLE changes (
                calendar BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE, number BIGINT NOT NULL, object BIGINT NOT NULL,
                resource_name TEXT NOT NULL, uid TEXT NOT NULL, kind BIGINT NOT NULL, time BIGINT NOT NULL, author TEXT NOT NULL,
                PRIMARY KEY (calendar, number))\(dialect.clustered)
            """,
            "CREATE INDEX changes_by_name ON changes (calendar, resource_name, number)",
            // What an object was before the change of this number; creations have no row.
            """
            CREATE TABLE versions (
                calendar BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE, number BIGINT NOT NULL, replaced BIGINT NOT NULL,
                size BIGINT NOT NULL, uid TEXT NOT NULL, kind TEXT NOT NULL, etag TEXT NOT NULL, digest BYTEA NOT NULL,
                first_instant BIGINT, last_instant BIGINT, is_recurring BIGINT NOT NULL, first_alarm BIGINT, last_alarm BIGINT,
                classification BIGINT NOT NULL, sequence BIGINT NOT NULL, form BIGINT NOT NULL, time_zones BYTEA NOT NULL,
                octets BYTEA NOT NULL, PRIMARY KEY (calendar, number))
            """,
            "CREATE INDEX versions_by_time ON versions (replaced, calendar, number, size)",
            """
            CREATE TABLE deleted_components (
                id \(dialect.identity), calendar BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE, time BIGINT NOT NULL,
                uid TEXT NOT NULL, recurrence_id TEXT, kind TEXT NOT NULL, author TEXT NOT NULL, stub BYTEA NOT NULL)
            """,
            "CREATE INDEX deleted_components_by_calendar ON deleted_components (calendar, time)",
            "CREATE INDEX deleted_components_by_time ON deleted_components (time)",
        ]
    }

    private static func serviceTables(_ dialect: SchemaDialect) -> [String] {
        [
            // recurrence_id is empty for the whole item.
            """
            CREATE TABLE links (
                id \(dialect.identity), destination BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE,
                source BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE, uid TEXT NOT NULL, recurrence_id TEXT NOT NULL,
                UNIQUE (destination, source, uid, recurrence_id))
            """,
            "CREATE INDEX links_by_source ON links (source)",
            """
            CREATE TABLE feed_links (
                id \(dialect.identity), calendar BIGINT NOT NULL REFERENCES calendars ON DELETE CASCADE,
                secret_hash BYTEA NOT NULL UNIQUE, view BIGINT NOT NULL, comment TEXT NOT NULL, created BIGINT NOT NULL,
                last_used BIGINT)
            """,
            "CREATE INDEX feed_links_by_calendar ON feed_links (calendar)",
            """
            CREATE TABLE sessions (
                id_hash BYTEA PRIMARY KEY, account BIGINT NOT NULL REFERENCES accounts ON DELETE CASCADE,
                acting_administrator BIGINT REFERENCES accounts ON DELETE CASCADE, address TEXT NOT NULL, created BIGINT NOT NULL,
                last_used BIGINT NOT NULL)\(dialect.clustered)
            """,
            "CREATE INDEX sessions_by_account ON sessions (account)",
            "CREATE INDEX sessions_by_administrator ON sessions (acting_administrator) WHERE acting_administrator IS NOT NULL",
            "CREATE INDEX sessions_by_use ON sessions (last_used)",
            """
            CREATE TABLE outgoing_messages (
                id \(dialect.identity), sender TEXT NOT NULL, recipients TEXT NOT NULL, octets BYTEA NOT NULL,
                created BIGINT NOT NULL, attempts BIGINT NOT NULL, next_attempt BIGINT NOT NULL, last_error TEXT)
            """,
            "CREATE INDEX outgoing_messages_by_time ON outgoing_messages (next_attempt)",
        ]
    }
}
