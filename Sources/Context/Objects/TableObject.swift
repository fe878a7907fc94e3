import Jinja

/// A query's result as templates see it: agate's `Table`.
final class TableObject: Object {
    /// The columns' names, made unique.
    let columnNames: [String]
    /// The values, row by row.
    let rows: [[Value]]

    /// A table; each row has one value a column.
    init(columnNames: [String], rows: [[Value]]) {
        self.columnNames = columnNames
        self.rows = rows
    }

    /// A table without columns and rows: what a statement without a result gives.
    static var empty: TableObject { TableObject(columnNames: [], rows: []) }

    private lazy var rowSequence = MappedSequence(rows.map { .object(RowObject($0, keys: columnNames)) }, keys: nil)
    private lazy var columnSequence = MappedSequence(
        columnNames.indices.map { index in
            .object(TableColumnObject(name: columnNames[index], index: index, values: rows.map { $0[index] }))
        }, keys: columnNames)

    override var typeName: String { "Table" }
    override var qualifiedTypeName: String { "agate.table.Table" }
    override var length: Int? { rows.count }
    override var isTrue: Bool { !rows.isEmpty }
    override var isSequence: Bool { true }
    override func makeIterator() throws -> ValueIterator? { ArrayIterator(rowSequence.values) }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { rowSequence.value(at: key) }
    override func repr() throws -> String { "<agate.table.Table object>" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "rows": .object(rowSequence)
        case "columns": .object(columnSequence)
        case "column_names": .object(TupleObject(columnNames.map(Value.string)))
        case "column_types": .object(TupleObject(columnNames.indices.map(columnType)))
        case "row_names": Value.none
        default: nil
        }
    }

    private func columnType(_ index: Int) -> Value {
        .object(TableColumnTypeObject(TableColumnType(of: rows.lazy.map { $0[index] })))
    }

    override func method(_ name: String) -> Method? { Self.methods[name] }

    /// The table with only some rows, columns unchanged.
    func with(rows: [[Value]]) -> TableObject { TableObject(columnNames: columnNames, rows: rows) }

    /// The table with only the named columns, in the order named. Throws a KeyError for an unknown name.
    func selecting(_ names: [String]) throws -> TableObject {
        let indices = try names.map { name in
            guard let index = columnNames.firstIndex(of: name) else { throw JinjaError(.key, "'\(name)'") }
            return index
        }
        return TableObject(columnNames: names, rows: rows.map { row in indices.map { row[$0] } })
    }

    private static func names(_ value: Value) throws -> [String] {
        if let name = value.text { return [name] }
        return try value.elements().compactMap(\.text)
    }

    private static let methods: [String: Method] = Dictionary(
        uniqueKeysWithValues: [
            Method("select", Signature("key")) { receiver, arguments, _ in
                guard let table: TableObject = receiver.object() else { return .none }
                return .object(try table.selecting(names(arguments.value(0))))
            },
            Method("exclude", Signature("key")) { receiver, arguments, _ in
                guard let table: TableObject = receiver.object() else { return .none }
                let left = try names(arguments.value(0))
                return .object(try table.selecting(table.columnNames.filter { !left.contains($0) }))
            },
            Method("limit", Signature("start_or_stop=", "stop=", "step=")) { receiver, arguments, _ in
                guard let table: TableObject = receiver.object() else { return .none }
                let first = try arguments.int(0, default: table.rows.count)
                let second = arguments[1]
                let start = second == nil ? 0 : max(0, first)
                let stop = min(table.rows.count, try second?.index() ?? first)
                let step = max(1, try arguments.int(2, default: 1))
                let indices = stride(from: start, to: max(start, stop), by: step)
                return .object(table.with(rows: indices.map { table.rows[$0] }))
            },
            Method("where", Signature("test")) { receiver, arguments, renderer in
                guard let table: TableObject = receiver.object() else { return .none }
                let kept = try table.rows.filter { row in
                    try renderer.call(arguments.value(0), Arguments([.object(RowObject(row, keys: table.columnNames))])).isTrue()
                }
                return .object(table.with(rows: kept))
            },
            Method("rename", Signature("column_names=", "row_names=")) { receiver, arguments, _ in
                guard let table: TableObject = receiver.object() else { return .none }
                return .object(TableObject(columnNames: try table.renamed(arguments.value(0)), rows: table.rows))
            },
            Method(
                "print_table",
                Signature("max_rows=", "max_columns=", "output=", "max_column_width=", "locale=", "max_precision=")
            ) { receiver, arguments, renderer in
                guard let table: TableObject = receiver.object(), let print = try renderer.lookUp(Symbol("print")) else { return .none }
                var drawing = TableText()
                func limit(_ index: Int, _ fallback: Int?) throws -> Int? {
                    guard let value = arguments[index] else { return fallback }
                    return value.isNone ? nil : try value.index()
                }
                drawing.maxRows = try limit(0, drawing.maxRows)
                drawing.maxColumns = try limit(1, drawing.maxColumns)
                drawing.maxCellWidth = try limit(3, drawing.maxCellWidth)
                drawing.maxPrecision = try limit(5, drawing.maxPrecision)
                return try renderer.call(print, Arguments([.string(try drawing.text(of: table))]))
            },
        ].map { ($0.name, $0) })

    /// Column names after `rename`: a sequence replaces all, a mapping those it names.
    private func renamed(_ value: Value) throws -> [String] {
        if let mapping: DictObject = value.object() { return columnNames.map { mapping[$0]?.text ?? $0 } }
        let names = try value.elements().compactMap(\.text)
        return names.count == columnNames.count ? names : columnNames
    }
}
