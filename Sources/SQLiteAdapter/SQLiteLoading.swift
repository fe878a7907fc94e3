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
                for row in rows { try loader.add(row) }
            }
            let count = try loader.finish()
            handle.traffic.rowsLoaded += count
            return count
        } catch let failure as SQLiteHandle.Failure {
            throw failed(failure)
        } catch {
            rollback()
            throw error
        }
    }
}

/// Collects rows until a whole insert is full.
private struct RowLoader {
    private let relation: String
    private let columns: [String]
    private let handle: SQLiteHandle
    private let rowsPerInsert: Int
    private var insert: SQLiteStatement?
    private var pending: [[SQLValue]] = []
    private var count = 0

    init(relation: String, columns: [String], handle: SQLiteHandle) {
        self.relation = relation
        self.columns = columns
        self.handle = handle
        rowsPerInsert = min(max(handle.variableLimit / columns.count, 1), 100)
    }

    mutating func add(_ row: [SQLValue]) throws {
        guard row.count == columns.count else {
            throw WarehouseError(.usage, "a row for \(relation) has \(row.count) values, expected \(columns.count)")
        }
        pending.append(row)
        if pending.count == rowsPerInsert { try flush() }
    }

    mutating func finish() throws -> Int {
        try flush()
        return count
    }

    private mutating func flush() throws {
        guard !pending.isEmpty else { return }
        let statement: SQLiteStatement
        if let insert, pending.count == rowsPerInsert {
            statement = insert
        } else {
            statement = try handle.prepare(insertText(rows: pending.count))
            if pending.count == rowsPerInsert { insert = statement }
        }
        var index = 0
        for row in pending {
            for value in row {
                index += 1
                try statement.bind(value, at: index)
            }
        }
        while try statement.step() {}
        statement.reset()
        count += pending.count
        pending.removeAll(keepingCapacity: true)
    }

    private func insertText(rows: Int) -> String {
        let names = columns.joined(separator: ", ")
        let marks = "(" + Array(repeating: "?", count: columns.count).joined(separator: ",") + ")"
        return "INSERT INTO \(relation) (\(names)) VALUES " + Array(repeating: marks, count: rows).joined(separator: ",")
    }
}
