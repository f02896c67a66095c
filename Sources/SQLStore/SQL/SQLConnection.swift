import CalendarStore

/// A row of an answer, valid until the next one is asked for. Columns count from 0.
protocol SQLRow {
    func isNull(_ column: Int32) -> Bool
    /// 0 for NULL.
    func integer(_ column: Int32) -> Int64
    /// Empty for NULL.
    func text(_ column: Int32) -> String
    /// Empty for NULL.
    func bytes(_ column: Int32) -> [UInt8]
    func digest(_ column: Int32) -> Digest
}

extension SQLRow {
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
    func flag(_ column: Int32) -> Bool { integer(column) != 0 }
    func digest(_ column: Int32) -> Digest { Digest(octets: bytes(column)) }
    func int(_ column: Int32) -> Int { Int(truncatingIfNeeded: integer(column)) }
}

/// A connection to the engine, used by one thread at a time. What the engines do differently is behind it.
protocol SQLConnection: AnyObject {
    /// Hands out the rows of a statement one by one until the closure returns false.
    func query(_ sql: SQL, _ parameters: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws
    /// Runs a statement without rows; returns how many rows it changed.
    @discardableResult func execute(_ sql: SQL, _ parameters: [SQLValue]) throws -> Int

    /// Begins a transaction that reads one snapshot.
    func beginReading() throws
    /// Begins a transaction that holds the right to write from its first moment on; waits for others a bounded time.
    func beginWriting() throws
    func commit() throws
    /// Says whether a COMMIT returns only when it is safe from a loss of power, as it does in the beginning. Outside transactions only.
    func setFlushing(_ isOn: Bool) throws
    /// Gives the transaction up; does nothing when there is none.
    func rollback()
    /// Does what commits leave to be done: whoever waited for them has been answered.
    func shortenLog()
    func savepoint() throws
    func releaseSavepoint() throws
    func rollbackToSavepoint() throws
    /// Whether a transaction is still alive: an engine may give it up after an error.
    var isInTransaction: Bool { get }
}

extension SQLConnection {
    /// Runs a statement without rows; returns how many rows it changed.
    @discardableResult
    func run(_ sql: SQL, _ parameters: any SQLBindable...) throws -> Int {
        try execute(sql, parameters.map(\.sqlValue))
    }

    /// The first row of an answer, read by the closure; nil if there is none.
    func first<Value>(_ sql: SQL, _ parameters: any SQLBindable..., read: (any SQLRow) throws -> Value) throws -> Value? {
        var value: Value?
        try query(sql, parameters.map(\.sqlValue)) { row in
            value = try read(row)
            return false
        }
        return value
    }

    /// All rows of an answer, each read by the closure.
    func all<Value>(_ sql: SQL, _ parameters: any SQLBindable..., read: (any SQLRow) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try query(sql, parameters.map(\.sqlValue)) { row in
            values.append(try read(row))
            return true
        }
        return values
    }
}
