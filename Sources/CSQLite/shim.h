#include <sqlite3.h>

// Swift cannot call C functions with variable arguments; two we need are these.

/// Switches SQLite's allocation statistics (and the lock they cost) on or off; before the first connection only.
static inline int calgate_sqlite3_config_memstatus(int on) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, on);
}

/// Sets a yes-or-no option of a connection.
static inline int calgate_sqlite3_db_config(sqlite3 *db, int option, int on) {
    int result = 0;
    return sqlite3_db_config(db, option, on, &result);
}

/// Binds a text of no characters, which has no address in Swift; NULL would be another value.
static inline int calgate_sqlite3_bind_empty_text(sqlite3_stmt *statement, int position) {
    return sqlite3_bind_text(statement, position, "", 0, SQLITE_STATIC);
}

// Every commit of a write-ahead log rewrites the header of the index that its connections share in memory
// (https://sqlite.org/walformat.html, section 2.1). Looking at it there costs nothing; asking SQLite takes and returns a lock.

/// What stands at the beginning of the index.
typedef struct {
    unsigned long long words[6];
} calgate_sqlite3_index_header;

/// The shared index of a connection that has read from a database in WAL mode; NULL when there is none of the known format.
/// Good as long as the connection is open.
static inline const volatile void *calgate_sqlite3_index(sqlite3 *db) {
    sqlite3_file *file = 0;
    volatile void *region = 0;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return 0;
    if (!file || !file->pMethods || file->pMethods->iVersion < 2 || !file->pMethods->xShmMap) return 0;
    if (file->pMethods->xShmMap(file, 0, 32768, 0, &region) != SQLITE_OK || !region) return 0;
    return *(const volatile unsigned int *)region == 3007000 ? region : 0;
}

/// Copies the header; 0 while somebody is just writing it.
static inline int calgate_sqlite3_index_read(const volatile void *index, calgate_sqlite3_index_header *header) {
    const volatile unsigned long long *words = (const volatile unsigned long long *)index;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    for (int i = 0; i < 6; i++) header->words[i] = words[i];
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    for (int i = 0; i < 6; i++) {
        if (header->words[i] != words[i + 6]) return 0;
    }
    return 1;
}

/// Whether two headers are the same.
static inline int calgate_sqlite3_index_equal(const calgate_sqlite3_index_header *one, const calgate_sqlite3_index_header *other) {
    for (int i = 0; i < 6; i++) {
        if (one->words[i] != other->words[i]) return 0;
    }
    return 1;
}

/// The number that each commit counts up by one (`iChange`, octets 8 to 11 in the machine's order), modulo 2^32.
static inline unsigned int calgate_sqlite3_index_commits(const calgate_sqlite3_index_header *header) {
    unsigned int count;
    __builtin_memcpy(&count, (const char *)header->words + 8, sizeof count);
    return count;
}

/// Whether the header is still the one that was read.
static inline int calgate_sqlite3_index_is(const volatile void *index, const calgate_sqlite3_index_header *header) {
    calgate_sqlite3_index_header now;
    return calgate_sqlite3_index_read(index, &now) && calgate_sqlite3_index_equal(&now, header);
}
