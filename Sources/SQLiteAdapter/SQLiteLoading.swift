import Warehouse

extension SQLiteConnection {
    /// Prepared inserts of up to a hundred rows, in dbt's transaction. Gives the number of rows.
    func load(into relation: Relation, columns: [String], nextRows: () throws -> [[SQLValue]]?) throws -> Int {
        guard !columns.isEmpty else { throw WarehouseError(.usage, "cannot load rows into \(relation.render()): no columns") }
        do {
            try beginWriting()
            let handle = try handle()
            var loader = RowLoader(relation: relation.render(), columns: columns, handle: handle)
            while let rows = try nextRows() {
                if cancelHandle.isCancelled { throw SQLiteSession.interrupted }
                try loader.add(rows)
            }
            handle.traffic.rowsLoaded += loader.count
            return loader.count
        } catch let failure as SQLiteHandle.Failure {
            throw failed(failure)
        } catch {
            rollback()
            throw error
        }
    }
}

/// Inserts rows, many with each statement.
private struct RowLoader {
    private let relation: String
    private let columns: [String]
    private let handle: SQLiteHandle
    private let rowsPerInsert: Int
    /// The statement for a full number of rows.
    private var insert: SQLiteStatement?
    /// How many rows were inserted.
    private(set) var count = 0

    init(relation: String, columns: [String], handle: SQLiteHandle) {
        self.relation = relation
        self.columns = columns
        self.handle = handle
        rowsPerInsert = min(max(handle.variableLimit / columns.count, 1), 100)
    }

    mutating func add(_ rows: [[SQLValue]]) throws {
        var start = 0
        while start < rows.count {
            let end = min(start + rowsPerInsert, rows.count)
            try insert(rows[start..<end])
            start = end
        }
        count += rows.count
    }

    private mutating func insert(_ rows: ArraySlice<[SQLValue]>) throws {
        let statement: SQLiteStatement
        if let insert, rows.count == rowsPerInsert {
            statement = insert
        } else {
            statement = try handle.prepare(insertText(rows: rows.count))
            if rows.count == rowsPerInsert { insert = statement }
        }
        var index = 0
        for row in rows {
            guard row.count == columns.count else {
                throw WarehouseError(.usage, "a row for \(relation) has \(row.count) values, expected \(columns.count)")
            }
            for value in row {
                index += 1
                try statement.bind(value, at: index)
            }
        }
        while try statement.step() {}
        statement.reset()
    }

    private func insertText(rows: Int) -> String {
        let names = columns.joined(separator: ", ")
        let marks = "(" + Array(repeating: "?", count: columns.count).joined(separator: ",") + ")"
        return "INSERT INTO \(relation) (\(names)) VALUES " + Array(repeating: marks, count: rows).joined(separator: ",")
    }
}
