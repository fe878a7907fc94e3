#include <sqlite3.h>

/// `sqlite3_db_config` is variadic, which Swift cannot call: this sets one on/off option.
static inline int smelt_sqlite3_db_config_flag(sqlite3 *database, int option, int on) {
    return sqlite3_db_config(database, option, on, (int *)0);
}
