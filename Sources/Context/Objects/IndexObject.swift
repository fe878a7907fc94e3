import Jinja

/// A parsed `indexes:` entry: `columns`, `unique`, `type`, and a name made of them.
final class IndexObject: Object {
    private let columns: [String]
    private let isUnique: Bool
    private let kind: String?

    /// An index from its configuration. Throws dbt's message where it is none.
    init(_ config: Value) throws {
        guard let index: DictObject = config.object() else { throw Self.mistake("[]", "\(try config.repr()) is not of type 'object'") }
        guard let columns = index["columns"] else { throw Self.mistake("[]", "'columns' is a required property") }
        guard let list: ListObject = columns.object() else {
            throw Self.mistake("['columns']", "\(try columns.repr()) is not of type 'array'")
        }
        self.columns = try list.elements.enumerated().map { offset, column in
            guard let name = column.text else {
                throw Self.mistake("['columns'][\(offset)]", "\(try column.repr()) is not of type 'string'")
            }
            return name
        }
        switch index["unique"] {
        case .bool(let flag): isUnique = flag
        case nil: isUnique = false
        case let other?: throw Self.mistake("['unique']", "\(try other.repr()) is not of type 'boolean'")
        }
        kind = index["type"]?.text
        if let type = index["type"], kind == nil, !type.isNone {
            throw Self.mistake("['type']", "\(try type.repr()) is not valid under any of the given schemas")
        }
        for key in index.keys where !["columns", "unique", "type"].contains(key.text) {
            throw Self.mistake("[]", "Additional properties are not allowed (\(try key.repr()) was unexpected)")
        }
    }

    private static func mistake(_ path: String, _ message: String) -> JinjaError {
        JinjaError(.compilation, "Could not parse index config: at path \(path): \(message)")
    }

    override var typeName: String { "PostgresIndexConfig" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "columns": .object(ListObject(columns.map(Value.string)))
        case "unique": .bool(isUnique)
        case "type": .text(kind)
        default: nil
        }
    }

    override func method(_ name: String) -> Method? { name == "render" ? Self.render : nil }

    /// The index's name: a hash of its parts and the time, so that a rebuilt table gets a new one each run.
    private static let render = Method("render", Signature("relation")) { receiver, arguments, renderer in
        guard let index: IndexObject = receiver.object() else { return .none }
        let relation = try renderer.call(renderer.attribute("render", of: arguments.value(0)), Arguments()).str()
        let moment = "\(ContinuousClock.now)"
        let parts = index.columns + [relation, index.isUnique ? "True" : "False", index.kind ?? "None", moment]
        return try renderer.call(try renderer.lookUp(Symbol("local_md5")) ?? .none, Arguments([.string(parts.joined(separator: "_"))]))
    }
}
