import Warehouse

/// Collects rows that come one by one into batches.
struct RowBatcher {
    let size: Int
    private var columns: [ResultColumn] = []
    private var types: [PostgresType]?
    private var rows: [[SQLValue]] = []
    private var given = false
    private var stopped = false

    init(size: Int) { self.size = size }

    mutating func add(_ answer: PostgresAnswer, _ body: ([ResultColumn], [[SQLValue]]) throws -> Bool) throws {
        guard !stopped else { return }
        if types == nil {
            columns = ResultTable.numbered(answer.columns)
            types = answer.types
        }
        for index in 0..<answer.rowCount {
            rows.append(answer.row(index, types ?? []))
            guard rows.count >= size else { continue }
            given = true
            stopped = try !body(columns, rows)
            rows.removeAll(keepingCapacity: true)
        }
    }

    mutating func finish(_ body: ([ResultColumn], [[SQLValue]]) throws -> Bool) throws {
        if !stopped, !rows.isEmpty || !given { _ = try body(columns, rows) }
    }
}
