#include <sqlite3.h>

/// Turns off the count of all memory that SQLite has: threads would wait for each other at every allocation. Only before the first use.
static inline int smelt_sqlite3_configure(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// `sqlite3_db_config` is variadic, which Swift cannot call: this sets one on/off option.
static inline int smelt_sqlite3_db_config_flag(sqlite3 *database, int option, int on) {
    return sqlite3_db_config(database, option, on, (int *)0);
}

/// `SQLITE_STATIC` is a cast that Swift does not import: binds text that stays where it is while it is bound.
static inline int smelt_sqlite3_bind_text(sqlite3_stmt *statement, int index, const void *text, sqlite3_uint64 length) {
    return sqlite3_bind_text64(statement, index, text ? (const char *)text : "", length, SQLITE_STATIC, SQLITE_UTF8);
}

/// Binds bytes that stay where they are; an empty blob is bound as one, not as NULL.
static inline int smelt_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 length) {
    return length == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                       : sqlite3_bind_blob64(statement, index, bytes, length, SQLITE_STATIC);
}

/// Answers a function with text that SQLite copies.
static inline void smelt_sqlite3_result_text(sqlite3_context *context, const void *text, sqlite3_uint64 length) {
    sqlite3_result_text64(context, text ? (const char *)text : "", length, SQLITE_TRANSIENT, SQLITE_UTF8);
}
