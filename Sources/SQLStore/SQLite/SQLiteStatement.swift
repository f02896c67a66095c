import CSQLite
import CalendarStore

/// A prepared statement of one connection.
final class SQLiteStatement {
    let sql: SQL
    let handle: OpaquePointer
    private let connection: OpaquePointer
    /// Set while rows are being handed out: whoever asks for the same text meanwhile gets a statement of their own.
    var isInUse = false

    init(_ sql: SQL, on connection: OpaquePointer) throws {
        var handle: OpaquePointer?
        let result = sqlite3_prepare_v3(connection, sql.text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard result == SQLITE_OK, let handle else {
            throw StoreError(sqlite: connection, result: result, doing: "preparing \"\(sql.text)\"")
        }
        self.sql = sql
        self.handle = handle
        self.connection = connection
        // Bound by position below; that is the same as by name only while the names are $1, $2 … in this order.
        for index in 0..<sqlite3_bind_parameter_count(handle) {
            let name = sqlite3_bind_parameter_name(handle, index + 1).map { String(cString: $0) }
            guard name == "$\(index + 1)" else {
                throw StoreError(.unavailable, "parameter \(name ?? "?") is out of order in \"\(sql.text)\"")
            }
        }
    }

    deinit { sqlite3_finalize(handle) }

    /// Binds the parameters, runs `body` and unbinds them; texts and octets are lent to SQLite for that time, not copied.
    func withBound<Result>(_ parameters: [SQLValue], _ body: () throws -> Result) throws -> Result {
        guard Int(sqlite3_bind_parameter_count(handle)) == parameters.count else {
            throw StoreError(.unavailable, "\(parameters.count) parameters given to \"\(sql.text)\"")
        }
        isInUse = true
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
            isInUse = false
        }
        return try bind(parameters, from: 0, body)
    }

    private func bind<Result>(_ parameters: [SQLValue], from start: Int, _ body: () throws -> Result) throws -> Result {
        for index in start..<parameters.count {
            let position = Int32(index + 1)
            switch parameters[index] {
            case .null:
                break
            case .integer(let value):
                try check(sqlite3_bind_int64(handle, position, value))
            case .text(var value):
                return try value.withUTF8 { text in
                    // An empty text has no address of its own; NULL would be another value.
                    let result =
                        text.baseAddress.map { start in
                            start.withMemoryRebound(to: CChar.self, capacity: text.count) {
                                sqlite3_bind_text64(handle, position, $0, UInt64(text.count), nil, UInt8(SQLITE_UTF8))
                            }
                        } ?? calgate_sqlite3_bind_empty_text(handle, position)
                    try check(result)
                    return try bind(parameters, from: index + 1, body)
                }
            case .bytes(let octets):
                guard !octets.isEmpty else {
                    try check(sqlite3_bind_zeroblob(handle, position, 0))
                    continue
                }
                return try octets.withUnsafeBytes { octets in
                    try check(sqlite3_bind_blob64(handle, position, octets.baseAddress, UInt64(octets.count), nil))
                    return try bind(parameters, from: index + 1, body)
                }
            }
        }
        return try body()
    }

    /// Goes to the next row; false at the end.
    func step() throws -> Bool {
        let result = sqlite3_step(handle)
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw StoreError(sqlite: connection, result: result, doing: sql.text)
        }
    }

    private func check(_ result: Int32) throws {
        guard result == SQLITE_OK else { throw StoreError(sqlite: connection, result: result, doing: "binding \"\(sql.text)\"") }
    }
}

/// The row a statement stands on.
struct SQLiteRow: SQLRow {
    let handle: OpaquePointer

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        return String(decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))), as: UTF8.self)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func digest(_ column: Int32) -> Digest {
        let start = sqlite3_column_blob(handle, column)
        return Digest(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))))
    }
}
