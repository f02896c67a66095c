import CSQLite
import GatewayTesting

/// Takes tables away from under a running server: a store that fails.
struct BrokenStore {
    let gateway: RunningGateway

    func lose(_ tables: String...) throws { try run(tables.map { "ALTER TABLE \($0) RENAME TO lost_\($0)" }) }

    func find(_ tables: String...) throws { try run(tables.map { "ALTER TABLE lost_\($0) RENAME TO \($0)" }) }

    private func run(_ statements: [String]) throws {
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        guard sqlite3_open(gateway.folder + "/calgate.sqlite", &database) == SQLITE_OK else {
            throw HTTPFailure("the store cannot be opened")
        }
        sqlite3_busy_timeout(database, 10_000)
        // The tables that refer to a lost one go on naming it as it was.
        for statement in ["PRAGMA legacy_alter_table=ON", "PRAGMA foreign_keys=OFF"] + statements
        where sqlite3_exec(database, statement, nil, nil, nil) != SQLITE_OK {
            throw HTTPFailure("\(statement): \(String(cString: sqlite3_errmsg(database)))")
        }
    }
}
