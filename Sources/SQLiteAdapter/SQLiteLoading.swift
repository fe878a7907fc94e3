import Warehouse

extension SQLiteConnection {
    /// Prepared inserts of up to a hundred rows, in dbt's transaction. Gives the number of rows.
    func load(into relation: Relation, columns: [String], nextRows: () throws -> RowBatch?) throws -> Int {
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

    mutating func add(_ batch: RowBatch) throws {
        var start = 0
        while start < batch.rowCount {
            let end = min(start + rowsPerInsert, batch.rowCount)
            try insert(batch, start..<end)
            start = end
        }
        count += batch.rowCount
    }

    private mutating func insert(_ batch: RowBatch, _ rows: Range<Int>) throws {
        for row in rows where batch.row(row).count != columns.count {
            throw WarehouseError(.usage, "a row for \(relation) has \(batch.row(row).count) values, expected \(columns.count)")
        }
        let statement: SQLiteStatement
        if let insert, rows.count == rowsPerInsert {
            statement = insert
        } else {
            statement = try handle.prepare(insertText(rows: rows.count))
            if rows.count == rowsPerInsert { insert = statement }
        }
        try statement.run(batch, cells: batch.row(rows.lowerBound).lowerBound..<batch.row(rows.upperBound - 1).upperBound)
    }

    private func insertText(rows: Int) -> String {
        let names = columns.joined(separator: ", ")
        let marks = "(" + Array(repeating: "?", count: columns.count).joined(separator: ",") + ")"
        return "INSERT INTO \(relation) (\(names)) VALUES " + Array(repeating: marks, count: rows).joined(separator: ",")
    }
}
