#include <sqlite3.h>

// Swift cannot call C functions with variable arguments; these are the two we need.

/// Switches SQLite's allocation statistics (and the lock they cost) on or off; before the first connection only.
static inline int calgate_sqlite3_config_memstatus(int on) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, on);
}

/// Sets a yes-or-no option of a connection.
static inline int calgate_sqlite3_db_config(sqlite3 *db, int option, int on) {
    int result = 0;
    return sqlite3_db_config(db, option, on, &result);
}
