import CSQLite
import CalendarStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Opens a store's file: settings of each connection, schema, marks by which it is known.
enum SQLiteFile {
    enum Role {
        case writing
        case reading
        /// Looks for the commits of others; never waits.
        case watching
    }

    /// "CalG": the file is ours.
    static let applicationID: Int64 = 0x4361_6C47

    /// Makes an empty file that nobody else may read, for it will hold password verifiers; leaves one that is there alone.
    ///
    /// A file that is there is not even opened: closing a descriptor of it would end the locks SQLite holds for this process.
    static func prepare(_ path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file < 0 else { return closeDescriptor(file) }
        let code = errno
        switch code {
        case EEXIST: return
        case EACCES, EROFS, EPERM:
            throw StoreError(.readOnly, "\(path) cannot be made: \(String(cString: strerror(code)))")
        case ENOSPC, EDQUOT:
            throw StoreError(.full, "\(path) cannot be made: \(String(cString: strerror(code)))")
        default:
            throw StoreError(.unavailable, "\(path) cannot be made: \(String(cString: strerror(code)))")
        }
    }

    static func connect(_ path: String, _ options: SQLiteStore.Options, _ role: Role) throws -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, access: .write, busyTimeout: options.busyTimeout)
        // No memory mapping: an error of the disk would be a signal there, and each connection's map would count as memory.
        try connection.script("PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY")
        switch role {
        case .writing:
            try writeAheadLog(connection)
            try connection.script(
                """
                PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000;
                PRAGMA journal_size_limit = 67108864
                """
            )
            connection.keepLog()
            if let pages = options.maximumPages { try connection.script("PRAGMA max_page_count = \(pages)") }
        case .reading:
            try connection.script("PRAGMA query_only = ON; PRAGMA cache_size = -2000")
        case .watching:
            // Even this connection's first look at the file waits for another process that is just beginning or ending.
            try connection.script("PRAGMA query_only = ON; PRAGMA cache_size = 10; PRAGMA busy_timeout = 0")
        }
        return connection
    }

    /// Switches to write-ahead logging, which stays with the file. SQLite does not wait by itself when two processes do it at once.
    private static func writeAheadLog(_ connection: SQLiteConnection) throws {
        for attempt in 0... {
            do {
                try connection.script("PRAGMA journal_mode = WAL")
                return
            } catch let error as StoreError where error.code == .busy && attempt < 100 {
                usleep(20_000)
            }
        }
    }

    /// Brings the schema to the newest, in one transaction; two processes that start at once do it once.
    static func migrate(_ connection: SQLiteConnection, clock: any WallClock) throws {
        if try version(of: connection) == Migrations.newest { return }
        // A table that is made anew must not take the rows along that name it; SQLite heeds this outside transactions only.
        try connection.script("PRAGMA foreign_keys = OFF")
        try connection.beginWriting()
        do {
            for step in try version(of: connection)..<Migrations.newest {
                for statement in Migrations.steps[step](.sqlite) { try connection.script(statement) }
                if step == 0 { try writeFirstState(connection, clock: clock) }
            }
            guard try connection.first("PRAGMA foreign_key_check", read: { $0.text(0) }) == nil else {
                throw StoreError(.damaged, "a row names something that is not there: the store cannot be brought to the newest schema")
            }
            try connection.script("PRAGMA user_version = \(Migrations.newest); PRAGMA application_id = \(applicationID)")
            try connection.commit()
        } catch {
            connection.rollback()
            throw error
        }
        try connection.script("PRAGMA foreign_keys = ON")
    }

    /// Number of a file's schema, 0 for an empty file. Throws for files that are not ours, or newer than we are.
    static func version(of connection: SQLiteConnection) throws -> Int {
        let version = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
        let application = try connection.first("PRAGMA application_id") { $0.integer(0) } ?? 0
        if version == 0 && application == 0 {
            guard try connection.first("SELECT COUNT(*) FROM sqlite_master", read: { $0.integer(0) }) == 0 else {
                throw StoreError(.damaged, "the file is an SQLite database, but no store of ours")
            }
            return 0
        }
        guard application == applicationID, version > 0 else {
            throw StoreError(.damaged, "the file is an SQLite database, but no store of ours")
        }
        guard version <= Migrations.newest else {
            throw StoreError(
                .tooNew, "the store has schema \(version), this program knows up to \(Migrations.newest): use the newer program")
        }
        return version
    }

    private static func writeFirstState(_ connection: SQLiteConnection, clock: any WallClock) throws {
        try connection.run(
            "INSERT INTO store_state (id, epoch, generation, last_time) VALUES (1, $1, 1, $2)", StoreEpoch.random().rawValue, clock.now())
    }
}

extension StoreEpoch {
    static func random() -> StoreEpoch {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return StoreEpoch(rawValue: String(repeating: "0", count: 16 - digits.count) + digits)
    }
}
