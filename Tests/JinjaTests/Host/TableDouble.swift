import Formats
import Jinja

/// A stand-in for agate's MappedSequence: values by position or by name.
class MappedSequenceDouble: Object {
    let names: [String]
    let items: [Value]

    init(_ names: [String], _ items: [Value]) {
        self.names = names
        self.items = items
    }

    override var typeName: String { "MappedSequence" }
    override var qualifiedTypeName: String { "agate.mapped_sequence.MappedSequence" }
    override var length: Int? { items.count }
    override var isSequence: Bool { true }
    override func makeIterator() throws -> ValueIterator? { ArrayIterator(items) }
    override func slicedElements() throws -> [Value]? { items }
    override func repr() throws -> String { "<agate.\(typeName): \(try Value.object(TupleObject(items)).repr())>" }

    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        if let name = key.text { return names.firstIndex(of: name).map { items[$0] } }
        return try TupleObject(items).item(key, renderer)
    }

    override func isEqual(to other: Value) throws -> Bool? {
        guard let other = other.object(MappedSequenceDouble.self) else {
            return try Value.object(TupleObject(items)).equals(other)
        }
        return try Value.object(TupleObject(items)).equals(.object(TupleObject(other.items)))
    }

    private var keys: Value { .object(TupleObject(names.map { .string($0) })) }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "values": function(name) { [items] _ in .object(TupleObject(items)) }
        case "keys": function(name) { [self] _ in keys }
        case "items":
            function(name) { [self] _ in .object(ListObject(zip(names, items).map { .object(TupleObject([.string($0), $1])) })) }
        case "get":
            function(name) { [self] arguments in
                try item(arguments.required(0), renderer) ?? arguments.value(1, "default") ?? .none
            }
        case "dict": function(name) { [self] _ in .object(OrderedDictDouble(names, items)) }
        default: nil
        }
    }

    func function(_ name: String, _ body: @escaping (Arguments) throws -> Value) -> Value {
        .object(FunctionObject(name) { arguments, _ in try body(arguments) })
    }
}

/// A row of a table.
final class RowDouble: MappedSequenceDouble {
    override var typeName: String { "Row" }
    override var qualifiedTypeName: String { "agate.rows.Row" }
}

/// A column of a table.
final class TableColumnDouble: MappedSequenceDouble {
    private let name: String

    init(_ name: String, _ items: [Value]) {
        self.name = name
        super.init([], items)
    }

    override var typeName: String { "Column" }
    override var qualifiedTypeName: String { "agate.columns.Column" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        name == "name" ? .string(self.name) : try super.attribute(name, renderer)
    }
}

/// Python's OrderedDict as far as printing goes.
final class OrderedDictDouble: Object {
    private let dict: DictObject

    init(_ names: [String], _ items: [Value]) { dict = DictObject(zip(names, items).map { ($0, $1) }) }

    override var typeName: String { "OrderedDict" }
    override var length: Int? { dict.count }
    override var isMapping: Bool { true }
    override func makeIterator() throws -> ValueIterator? { try dict.makeIterator() }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { try dict.get(key) }
    override func method(_ name: String) -> Method? {
        guard let method = dict.method(name) else { return nil }
        return Method(name) { [dict = Holder(dict)] _, arguments, renderer in
            try method.function(.object(dict.dict), arguments, renderer)
        }
    }
    override func mappingEntries() throws -> [(key: Value, value: Value)]? { dict.entries }

    private struct Holder: @unchecked Sendable {
        let dict: DictObject
        init(_ dict: DictObject) { self.dict = dict }
    }

    override func repr() throws -> String {
        let pairs = dict.entries.map { Value.object(TupleObject([$0.key, $0.value])) }
        return "OrderedDict(" + (try Value.object(ListObject(pairs)).repr()) + ")"
    }
}

/// A stand-in for agate's Table.
final class TableDouble: Object {
    private let columns: MappedSequenceDouble
    private let rows: MappedSequenceDouble
    private let names: [String]

    init(_ map: ConfigMap) throws {
        let names = (map["columns"]?.list ?? []).compactMap(\.string)
        let rows = try (map["rows"]?.list ?? []).map { row in try (row.list ?? []).map(ValueDecoding.decode) }
        let columns = names.indices.map { index in Value.object(TableColumnDouble(names[index], rows.map { $0[index] })) }
        self.names = names
        self.columns = MappedSequenceDouble(names, columns)
        self.rows = MappedSequenceDouble([], rows.map { .object(RowDouble(names, $0)) })
    }

    override var typeName: String { "Table" }
    override var qualifiedTypeName: String { "agate.table.Table" }
    override var length: Int? { rows.items.count }
    override func makeIterator() throws -> ValueIterator? { ArrayIterator(rows.items) }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { try rows.item(key, renderer) }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "columns": .object(columns)
        case "rows": .object(rows)
        case "column_names": .object(TupleObject(names.map { .string($0) }))
        default: nil
        }
    }
}
