/// A tuple whose elements have names too: `timetuple()`, `isocalendar()`.
final class NamedTuple: Object {
    private let name: String
    private let fields: [String]
    private let tuple: TupleObject

    /// A named tuple; `name` is the qualified class name its `repr` shows.
    init(_ name: String, _ fields: [(String, Value)]) {
        self.name = name
        self.fields = fields.map(\.0)
        tuple = TupleObject(fields.map(\.1))
    }

    override var typeName: String { name }
    override var length: Int? { tuple.elements.count }
    override var isSequence: Bool { true }
    override func makeIterator() throws -> ValueIterator? { try tuple.makeIterator() }
    override func contains(_ needle: Value) throws -> Bool? { try tuple.contains(needle) }
    override func hash(into hasher: inout Hasher) throws { try tuple.hash(into: &hasher) }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { try tuple.item(key, renderer) }

    override func repr() throws -> String {
        let parts = try zip(fields, tuple.elements).map { try "\($0)=\($1.repr())" }
        return "\(name)(\(parts.joined(separator: ", ")))"
    }

    override func isEqual(to other: Value) throws -> Bool? {
        if let other = other.object(NamedTuple.self) { return try tuple.isEqual(to: .object(other.tuple)) }
        return try tuple.isEqual(to: other)
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        fields.firstIndex { sameText($0, name) }.map { tuple.elements[$0] }
    }
}
