// SQLiteAdapter
