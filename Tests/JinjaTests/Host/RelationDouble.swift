import Formats
import Jinja

/// A stand-in for dbt's PostgresRelation: three names, all quoted.
final class RelationDouble: Object {
    private let database: String?
    private let schema: String?
    private let identifier: String?
    private let type: String?
    private var included = [true, true, true]
    private var quoted = [true, true, true]

    init(_ map: ConfigMap) {
        database = map["database"]?.string
        schema = map["schema"]?.string
        identifier = map["identifier"]?.string
        type = map["type"]?.string
    }

    init(_ database: String?, _ schema: String?, _ identifier: String?, _ type: String?, included: [Bool], quoted: [Bool]) {
        self.database = database
        self.schema = schema
        self.identifier = identifier
        self.type = type
        self.included = included
        self.quoted = quoted
    }

    convenience init(_ database: String?, _ schema: String?, _ identifier: String?, _ type: String? = "table") {
        self.init(database, schema, identifier, type, included: [true, true, true], quoted: [true, true, true])
    }

    private func changed(
        _ path: [String?]? = nil, type: String?? = nil, included: [Bool]? = nil, quoted: [Bool]? = nil
    ) -> Value {
        let path = path ?? [database, schema, identifier]
        return .object(
            RelationDouble(
                path[0], path[1], path[2], type ?? self.type, included: included ?? self.included, quoted: quoted ?? self.quoted))
    }

    var sql: String {
        zip([database, schema, identifier], zip(included, quoted)).compactMap { name, flags in
            guard let name, flags.0 else { return nil }
            return flags.1 ? "\"\(name)\"" : name
        }.joined(separator: ".")
    }

    private var path: [String?] { [database, schema, identifier] }

    override var typeName: String { "PostgresRelation" }
    override var qualifiedTypeName: String { "dbt.adapters.postgres.relation.PostgresRelation" }
    override var isMapping: Bool { true }
    override func string() throws -> String { sql }
    override func repr() throws -> String { "<PostgresRelation \(sql)>" }
    override func hash(into hasher: inout Hasher) throws { hasher.combine(sql) }
    override func isEqual(to other: Value) throws -> Bool? {
        guard let other = other.object(RelationDouble.self) else { return nil }
        return other.path == path && other.type == type && other.included == included && other.quoted == quoted
    }

    private var usedAsDict: JinjaError {
        JinjaError(
            .compilation,
            "The object (\"\(sql)\") was used as a dictionary. This capability has been removed from objects of this type.")
    }

    override func makeIterator() throws -> ValueIterator? { throw usedAsDict }
    override func checkedLength() throws -> Int? { throw usedAsDict }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "database": return database.map { .string($0) } ?? Value.none
        case "schema": return schema.map { .string($0) } ?? Value.none
        case "identifier", "name", "table": return identifier.map { .string($0) } ?? Value.none
        case "type": return type.map { .string($0) } ?? Value.none
        case "is_table": return .bool(type == "table")
        case "is_view": return .bool(type == "view")
        case "is_cte": return .bool(type == "cte")
        case "is_materialized_view": return .bool(type == "materialized_view")
        case "Table", "View", "CTE", "External", "MaterializedView":
            let names = ["Table": "table", "View": "view", "CTE": "cte", "External": "external", "MaterializedView": "materialized_view"]
            return .string(names[name] ?? "")
        default: return method(named: name)
        }
    }

    private func function(_ name: String, _ body: @escaping (Arguments, Renderer) throws -> Value) -> Value {
        .object(FunctionObject(name, body))
    }

    private func flags(_ before: [Bool], _ arguments: Arguments) throws -> [Bool] {
        var result = before
        for (index, name) in ["database", "schema", "identifier"].enumerated() {
            if let value = arguments.value(index, name), !value.isNone { result[index] = try value.isTrue() }
        }
        return result
    }

    private func method(named name: String) -> Value? {
        switch name {
        case "render": function(name) { [self] _, _ in .string(sql) }
        case "include": function(name) { [self] arguments, _ in changed(included: try flags(included, arguments)) }
        case "quote": function(name) { [self] arguments, _ in changed(quoted: try flags(quoted, arguments)) }
        case "without_identifier": function(name) { [self] _, _ in changed(included: [included[0], included[1], false]) }
        case "quoted": function(name) { arguments, _ in .string("\"\(try arguments.required(0).str())\"") }
        case "replace_path": function(name) { [self] arguments, _ in changed(newPath(arguments.named)) }
        case "matches":
            function(name) { [self] arguments, _ in
                let names = ["database", "schema", "identifier"]
                let wanted = names.enumerated().map { arguments.value($0, $1)?.text }
                return .bool(zip(wanted, path).allSatisfy { $0 == nil || $0 == $1 })
            }
        case "get":
            function(name) { [self] arguments, renderer in
                let key = try arguments.required(0).str()
                return try attribute(key, renderer) ?? arguments.value(1, "default") ?? Value.none
            }
        case "incorporate":
            function(name) { [self] arguments, _ in
                let path = arguments.named("path")?.object(DictObject.self)?.entries.map { (name: $0.key.text ?? "", value: $0.value) }
                let type = arguments.named("type").map { $0.text }
                return changed(path.map(newPath), type: type)
            }
        default: nil
        }
    }

    private func newPath(_ changes: [(name: String, value: Value)]) -> [String?] {
        var result = path
        for (index, name) in ["database", "schema", "identifier"].enumerated() {
            if let change = changes.first(where: { $0.name == name }) { result[index] = change.value.text }
        }
        return result
    }
}

/// `api.Relation`.
final class RelationClassDouble: Object {
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        guard name == "create" else { return try RelationDouble(nil, nil, nil).attribute(name, renderer) }
        return .object(
            FunctionObject(name) { arguments, _ in
                func text(_ name: String) -> String? { arguments.named(name)?.text }
                return .object(RelationDouble(text("database"), text("schema"), text("identifier"), text("type")))
            })
    }
}
