import CSQLite
import CalendarStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension StoreError {
    /// What the last call on a connection failed with.
    init(sqlite handle: OpaquePointer?, result: Int32, doing what: String) {
        let extended = handle.map { sqlite3_extended_errcode($0) } ?? result
        let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(result))
        let systemError = handle.map { sqlite3_system_errno($0) } ?? 0
        self.init(sqlite: extended == SQLITE_OK ? result : extended, systemError: systemError, message: message, doing: what)
    }

    init(sqlite extended: Int32, systemError: Int32, message: String, doing what: String) {
        switch extended & 0xFF {
        case SQLITE_FULL:
            self.init(.full, "no space left for the store; nothing was changed (\(what): \(message))")
        case SQLITE_IOERR where systemError == ENOSPC || systemError == EDQUOT || Self.isWriting(extended):
            self.init(.full, "the store could not be written; nothing was changed (\(what): \(message), error \(systemError))")
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(.busy, "the store is in use by another process; try again (\(what): \(message))")
        case SQLITE_READONLY, SQLITE_PERM:
            self.init(.readOnly, "the store cannot be written: check the owner and rights of its file and folder (\(what): \(message))")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            self.init(.damaged, "the store's file is damaged or no store; restore a backup (\(what): \(message))")
        case SQLITE_CONSTRAINT:
            self.init(.conflict, "\(what): \(message)")
        case SQLITE_CANTOPEN:
            self.init(.unavailable, "the store's file cannot be opened: check that its folder exists and may be written (\(message))")
        default:
            self.init(.unavailable, "\(what): \(message) (SQLite \(extended), error \(systemError))")
        }
    }

    /// Whether the input/output error of an extended code happened while the file was written or made longer.
    private static func isWriting(_ extended: Int32) -> Bool {
        // SQLITE_IOERR_WRITE, _FSYNC, _DIR_FSYNC, _TRUNCATE, _SHMSIZE, _SHMMAP: macros Swift does not import.
        [3, 4, 5, 6, 19, 21].contains(extended >> 8)
    }
}
