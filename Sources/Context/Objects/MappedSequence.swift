import Jinja

/// An ordered collection that is reached by position and by key: what rows, columns and lists of them are in agate.
///
/// Attributes and wording follow agate 1.9, which dbt hands to templates as the result of `run_query`.
class MappedSequence: Object {
    /// The class name agate shows: `MappedSequence`, `Row`, `Column`.
    var agateName: String { "MappedSequence" }
    /// The values in order.
    let values: [Value]
    /// The keys in order; nil where values are reached by position alone.
    let keys: [String]?
    private lazy var positions: [String: Int] = Dictionary(
        (keys ?? []).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })

    /// A sequence of values with as many keys, or none.
    init(_ values: [Value], keys: [String]?) {
        self.values = values
        self.keys = keys
    }

    override var typeName: String { agateName }
    override var qualifiedTypeName: String {
        agateName == "MappedSequence" ? "agate.mapped_sequence.MappedSequence" : "agate.\(agateName.lowercased())s.\(agateName)"
    }
    override var length: Int? { values.count }
    override var isTrue: Bool { !values.isEmpty }
    override var isSequence: Bool { true }
    override func makeIterator() throws -> ValueIterator? { ArrayIterator(values) }

    override func repr() throws -> String {
        let shown = try values.prefix(5).map { try $0.repr() }.joined(separator: ", ")
        return "<agate.\(agateName): (\(shown)\(values.count > 5 ? ", ..." : ""))>"
    }

    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { value(at: key) }

    /// The value under a text key or at a position (negative from the end); nil where there is none.
    func value(at key: Value) -> Value? {
        switch key {
        case .string(let name): return positions[name].map { values[$0] }
        case .int(let index):
            let place = index < 0 ? index + values.count : index
            return values.indices.contains(place) ? values[place] : nil
        default: return nil
        }
    }

    override func isEqual(to other: Value) throws -> Bool? {
        guard let other: MappedSequence = other.object() else { return nil }
        return try TupleObject(values).isEqual(to: .object(TupleObject(other.values)))
    }

    override func method(_ name: String) -> Method? { Self.methods[name] }

    private static let methods: [String: Method] = Dictionary(
        uniqueKeysWithValues: [
            Method("keys", Signature()) { receiver, _, _ in
                guard let sequence: MappedSequence = receiver.object(), let keys = sequence.keys else { return .none }
                return .object(TupleObject(keys.map(Value.string)))
            },
            Method("values", Signature()) { receiver, _, _ in
                .object(TupleObject(receiver.object(MappedSequence.self)?.values ?? []))
            },
            Method("items", Signature()) { receiver, _, _ in
                guard let sequence: MappedSequence = receiver.object() else { return .none }
                let pairs = zip(sequence.keys ?? [], sequence.values).map { Value.object(TupleObject([.string($0), $1])) }
                return .object(GeneratorObject(ArrayIterator(pairs), typeName: "zip"))
            },
            Method("get", Signature("key", "default=")) { receiver, arguments, _ in
                receiver.object(MappedSequence.self)?.value(at: arguments.value(0)) ?? arguments.value(1)
            },
            Method("dict", Signature()) { receiver, _, _ in
                guard let sequence: MappedSequence = receiver.object(), let keys = sequence.keys else {
                    throw JinjaError(.key, "Can not convert a MappedSequence without keys to a dict")
                }
                return .object(DictObject(Array(zip(keys, sequence.values))))
            },
        ].map { ($0.name, $0) })
}

/// One row of a table: values by column name and position.
final class RowObject: MappedSequence {
    override var agateName: String { "Row" }
}

/// One column of a table: its values by row position.
final class TableColumnObject: MappedSequence {
    /// The column's name.
    let name: String
    /// Its position in the table.
    let index: Int

    /// A column with the values of all rows.
    init(name: String, index: Int, values: [Value]) {
        self.name = name
        self.index = index
        super.init(values, keys: nil)
    }

    override var agateName: String { "Column" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "name": .string(self.name)
        case "index": .int(index)
        case "data_type": .object(TableColumnTypeObject(TableColumnType(of: values)))
        default: nil
        }
    }

    override func method(_ name: String) -> Method? { Self.columnMethods[name] ?? super.method(name) }

    private static let columnMethods: [String: Method] = Dictionary(
        uniqueKeysWithValues: [
            Method("values_distinct", Signature()) { receiver, _, _ in
                var distinct: [Value] = []
                for value in receiver.object(TableColumnObject.self)?.values ?? []
                where try !distinct.contains(where: { try $0.equals(value) }) {
                    distinct.append(value)
                }
                return .object(TupleObject(distinct))
            },
            Method("values_without_nulls", Signature()) { receiver, _, _ in
                .object(TupleObject((receiver.object(TableColumnObject.self)?.values ?? []).filter { !$0.isNone }))
            },
        ].map { ($0.name, $0) })
}
