public import Jinja
import Project
public import Warehouse

/// The table that `load_agate_table()` gives for a seed: names and types at once, rows only when somebody asks.
///
/// smelt's own macros hand it on to the adapter, which streams the file; a template that looks at `rows` gets them all in memory.
public final class SeedTableObject: Object {
    /// The columns' names in order.
    public let columnNames: [String]
    /// The columns' types as inferred or configured.
    public let types: [SeedColumnType]
    /// The number of rows, counted while the types were inferred.
    public let rowCount: Int
    private let open: () throws -> () throws -> RowBatch?
    private var table: TableObject?

    /// A table over a way to read the rows from the start: some at a time, nil at the end.
    public init(columnNames: [String], types: [SeedColumnType], rowCount: Int, open: @escaping () throws -> () throws -> RowBatch?) {
        self.columnNames = columnNames
        self.types = types
        self.rowCount = rowCount
        self.open = open
    }

    /// The same columns without any rows: what `--empty` loads.
    public var withoutRows: SeedTableObject {
        SeedTableObject(columnNames: columnNames, types: types, rowCount: 0, open: { { nil } })
    }

    /// Some rows picked at random, drawn with text; a line of dots stands for more.
    public func drawnSample(of count: Int) throws -> String {
        var picked: [[Value]] = []
        var seen = 0
        let next = try open()
        while let batch = try next() {
            for row in batch.rows {
                seen += 1
                if picked.count <= count {
                    picked.append(row.map(\.jinjaValue))
                } else {
                    let place = Int.random(in: 0..<seen)
                    if place < picked.count { picked[place] = row.map(\.jinjaValue) }
                }
            }
        }
        return try TableText(maxRows: count, maxColumns: nil).text(of: TableObject(columnNames: columnNames, rows: picked.shuffled()))
    }

    /// Starts reading the rows.
    public func openRows() throws -> () throws -> RowBatch? { try open() }

    /// All rows in memory.
    fileprivate func loaded() throws -> TableObject {
        if let table { return table }
        var rows: [[Value]] = []
        let next = try open()
        while let batch = try next() { rows += batch.rows.map { $0.map(\.jinjaValue) } }
        let made = TableObject(columnNames: columnNames, rows: rows)
        table = made
        return made
    }

    public override var typeName: String { "Table" }
    public override var qualifiedTypeName: String { "agate.table.Table" }
    public override var isSequence: Bool { true }
    public override var length: Int? { rowCount }
    public override var isTrue: Bool { rowCount > 0 }
    public override func makeIterator() throws -> ValueIterator? { try loaded().makeIterator() }
    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { try loaded().item(key, renderer) }

    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        if name == "column_names" { return .object(TupleObject(columnNames.map(Value.string))) }
        if name == "rows" { return .object(SeedRowsObject(self)) }
        return try loaded().attribute(name, renderer)
    }

    public override func method(_ name: String) -> Method? {
        guard let method = (try? loaded())?.method(name) else { return nil }
        return Method(name) { receiver, arguments, renderer in
            guard let seed: SeedTableObject = receiver.object() else { return .none }
            return try method.function(.object(try seed.loaded()), arguments, renderer)
        }
    }
}

/// `rows` of a seed's table: their number is known, the rows themselves are read when somebody looks.
private final class SeedRowsObject: Object {
    private let seed: SeedTableObject

    init(_ seed: SeedTableObject) { self.seed = seed }

    override var typeName: String { "MappedSequence" }
    override var isSequence: Bool { true }
    override var length: Int? { seed.rowCount }
    override var isTrue: Bool { seed.rowCount > 0 }
    override func makeIterator() throws -> ValueIterator? { try seed.loaded().makeIterator() }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { try seed.loaded().item(key, renderer) }
    override func method(_ name: String) -> Method? { MappedSequence([], keys: nil).method(name).map(forwarding) }

    private func forwarding(_ method: Method) -> Method {
        Method(method.name) { receiver, arguments, renderer in
            guard let rows: SeedRowsObject = receiver.object() else { return .none }
            let loaded = try renderer.attribute("rows", of: .object(try rows.seed.loaded()))
            return try method.function(loaded, arguments, renderer)
        }
    }
}
