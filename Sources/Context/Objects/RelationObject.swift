public import Jinja
public import Warehouse

/// A relation as templates see it: prints as its SQL name.
public final class RelationObject: Object {
    /// The relation.
    public let relation: Relation

    /// Wraps a relation.
    public init(_ relation: Relation) { self.relation = relation }

    public override var typeName: String { relation.style.className }
    /// dbt's relations are mappings of their attributes whose keys cannot be listed; packages tell them from other values by that.
    public override var isMapping: Bool { true }
    public override func string() throws -> String { relation.text }
    public override func repr() throws -> String { relation.debugText }
    public override func hash(into hasher: inout Hasher) throws { hasher.combine(relation) }
    public override func isEqual(to other: Value) throws -> Bool? {
        other.object(RelationObject.self).map { $0.relation == relation } ?? false
    }

    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "database": .text(relation.database)
        case "schema": .text(relation.schema)
        case "identifier", "name", "table": .text(relation.identifier)
        case "type": .text(relation.kind?.rawValue)
        case "is_table": .bool(relation.isTable)
        case "is_view": .bool(relation.isView)
        case "is_cte": .bool(relation.isCTE)
        case "is_materialized_view": .bool(relation.isMaterializedView)
        case "is_pointer": .bool(relation.isPointer)
        case "is_function": .bool(relation.isFunction)
        case "can_be_renamed": .bool(relation.canBeRenamed)
        case "can_be_replaced": .bool(relation.canBeReplaced)
        case "limit": relation.limit.map(Value.int) ?? Value.none
        case "dbt_created": .bool(relation.dbtCreated)
        case "quote_character": .string(relation.style.quoteCharacter)
        case "catalog": .text(relation.catalog)
        case "quote_policy": .object(relation.quotePolicy.dict)
        case "include_policy": .object(relation.includePolicy.dict)
        case "path": .object(DictObject(RelationPart.allCases.map { ($0.rawValue, .text(relation[$0])) }))
        default: RelationClassObject.constant(name)
        }
    }

    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        try key.text.flatMap { try renderer.pythonAttribute($0, of: .object(self)) }
    }

    public override func method(_ name: String) -> Method? { Self.methods[name] ?? RelationClassObject.methods(relation.style)[name] }

    private static func relation(_ receiver: Value) throws -> Relation {
        guard let object: RelationObject = receiver.object() else { throw JinjaError(.type, "a relation is required") }
        return object.relation
    }

    private static let methods: [String: Method] = Dictionary(
        uniqueKeysWithValues: [
            Method("render", Signature()) { receiver, _, _ in .string(try relation(receiver).render()) },
            Method("render_limited", Signature()) { receiver, _, _ in .string(try relation(receiver).renderLimited()) },
            Method("quoted", Signature("identifier")) { receiver, arguments, _ in
                .string(try relation(receiver).quoted(arguments.value(0).str()))
            },
            Method("quote", Signature("database=", "schema=", "identifier=")) { receiver, arguments, _ in
                let flags = try policy(arguments)
                return .relation(try relation(receiver).quote(database: flags[0], schema: flags[1], identifier: flags[2]))
            },
            Method("include", Signature("database=", "schema=", "identifier=")) { receiver, arguments, _ in
                let flags = try policy(arguments)
                return .relation(try relation(receiver).include(database: flags[0], schema: flags[1], identifier: flags[2]))
            },
            Method("incorporate", Signature("path=", "type=", "**")) { receiver, arguments, _ in
                let kind = try arguments[1].flatMap { try RelationKind(value: $0) }
                var parts: [RelationPart: String?] = [:]
                if let path: DictObject = arguments[0]?.object() {
                    for part in RelationPart.allCases {
                        if let value = path[part.rawValue] { parts[part] = .some(value.isNone ? nil : try value.str()) }
                    }
                }
                return .relation(try relation(receiver).incorporate(path: parts, kind: kind))
            },
            Method("replace_path", Signature("database=", "schema=", "identifier=")) { receiver, arguments, _ in
                var parts: [RelationPart: String?] = [:]
                for (index, part) in RelationPart.allCases.enumerated() {
                    if let value = arguments[index] { parts[part] = .some(value.isNone ? nil : try value.str()) }
                }
                return .relation(try relation(receiver).replacingPath(parts))
            },
            Method("without_identifier", Signature()) { receiver, _, _ in .relation(try relation(receiver).withoutIdentifier()) },
            Method("information_schema", Signature("view_name=")) { receiver, arguments, _ in
                let view = arguments.value(0)
                return .relation(try relation(receiver).informationSchema(view.isNone ? nil : view.str()))
            },
            Method("information_schema_only", Signature()) { receiver, _, _ in .relation(try relation(receiver).informationSchema()) },
            Method("matches", Signature("database=", "schema=", "identifier=")) { receiver, arguments, _ in
                let parts = try (0..<3).map { arguments.value($0).isNone ? nil : try arguments.value($0).str() }
                return .bool(try relation(receiver).matches(database: parts[0], schema: parts[1], identifier: parts[2]))
            },
            Method("get", Signature("key", "default=")) { receiver, arguments, renderer in
                let key = try arguments.text(0)
                if key == "metadata" { return .object(DictObject([("type", .string(receiver.typeName))])) }
                return try renderer.pythonAttribute(key, of: receiver) ?? arguments.value(1)
            },
            Method("get_function_config", Signature("model")) { _, arguments, _ in
                guard let model: DictObject = arguments.value(0).object(), model["resource_type"]?.text == "function" else { return .none }
                return .object(try functionConfig(model))
            },
            Method("get_function_macro_name", Signature("config")) { _, arguments, _ in
                guard let config: DictObject = arguments.value(0).object() else {
                    throw JinjaError(.type, "a function's config is required")
                }
                return .string("\(try (config["type"] ?? .none).str())_function_\(try (config["language"] ?? .none).str())")
            },
            Method("relation_max_name_length", Signature()) { receiver, _, _ in
                try relation(receiver).style.maximumNameLength.map(Value.int) ?? .none
            },
            Method("to_dict", Signature("omit_none=")) { receiver, _, _ in
                let relation = try relation(receiver)
                return .object(
                    DictObject([
                        ("path", .object(DictObject(RelationPart.allCases.map { ($0.rawValue, .text(relation[$0])) }))),
                        ("type", .text(relation.kind?.rawValue)),
                    ]))
            },
        ].map { ($0.name, $0) })

    /// What decides how a function is created. Throws where a Python function does not say how it runs.
    private static func functionConfig(_ model: DictObject) throws -> DictObject {
        let config: DictObject = model["config"]?.object() ?? DictObject()
        let language = model["language"] ?? .none
        for (key, article) in [("runtime_version", "A"), ("entry_point", "An")] where language.text == "python" {
            guard config[key]?.text == nil else { continue }
            throw JinjaError(.runtime, "\(article) `\(key)` is required for python functions")
        }
        return DictObject([
            ("language", language), ("type", config["type"] ?? .string("scalar")), ("runtime_version", config["runtime_version"] ?? .none),
            ("entry_point", config["entry_point"] ?? .none),
        ])
    }

    private static func policy(_ arguments: BoundArguments) throws -> [Bool?] {
        try (0..<3).map { index in
            guard let value = arguments[index], !value.isNone else { return nil }
            return try value.isTrue()
        }
    }
}

/// `api.Relation`: makes relations.
final class RelationClassObject: Object {
    private let style: RelationStyle

    /// The class of an adapter's relations.
    init(_ style: RelationStyle) { self.style = style }

    override var typeName: String { "type" }
    override var isCallable: Bool { true }
    override func repr() throws -> String { "<class '\(style.className)'>" }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { Self.constant(name) }
    override func method(_ name: String) -> Method? { Self.methods(style)[name] }

    /// The names of kinds, on the class and on every relation.
    static func constant(_ name: String) -> Value? {
        switch name {
        case "Table": .string("table")
        case "View": .string("view")
        case "CTE": .string("cte")
        case "External": .string("external")
        case "MaterializedView": .string("materialized_view")
        case "Function": .string("function")
        case "PointerTable": .string("pointer_table")
        default: nil
        }
    }

    /// The class methods, on the class and on every relation.
    static func methods(_ style: RelationStyle) -> [String: Method] {
        [
            "create": Method("create", Signature("database=", "schema=", "identifier=", "type=", "**")) { _, arguments, _ in
                .relation(try create(arguments, style))
            },
            "add_ephemeral_prefix": Method("add_ephemeral_prefix", Signature("name")) { _, arguments, _ in
                .string(Relation.ephemeralPrefix + (try arguments.value(0).str()))
            },
            "get_default_quote_policy": Method("get_default_quote_policy", Signature()) { _, _, _ in .object(style.quotePolicy.dict) },
            "scd_args": Method("scd_args", Signature("primary_key", "updated_at")) { _, arguments, _ in
                let key = arguments.value(0)
                let columns = key.object(ListObject.self)?.elements ?? [key]
                return .object(ListObject(columns + [arguments.value(1)]))
            },
            "get_default_include_policy": Method("get_default_include_policy", Signature()) { _, _, _ in
                .object(style.includePolicy.dict)
            },
        ]
    }

    private static func create(_ arguments: BoundArguments, _ style: RelationStyle) throws -> Relation {
        let parts = try (0..<3).map { arguments.value($0).isNone ? nil : try arguments.value($0).str() }
        let kind = try arguments[3].flatMap { try RelationKind(value: $0) }
        var quoting = style.quotePolicy
        if let policy: DictObject = arguments.extraNamed.first(where: { $0.name == "quote_policy" })?.value.object() {
            for part in RelationPart.allCases {
                if let flag = policy[part.rawValue] { quoting[part] = try flag.isTrue() }
            }
        }
        return try Relation(
            database: parts[0], schema: parts[1], identifier: parts[2], kind: kind, quotePolicy: quoting, style: style
        ).checked()
    }
}

extension RelationKind {
    /// The kind a template names; nil for None. Throws a ValueError for a word that is no kind.
    init?(value: Value) throws {
        guard !value.isNone, !value.isUndefined else { return nil }
        let word = try value.str()
        guard let kind = RelationKind(rawValue: word) else { throw JinjaError(.value, "'\(word)' is not a valid RelationType") }
        self = kind
    }
}

extension NamePolicy {
    /// The policy as a dict.
    var dict: DictObject { DictObject(RelationPart.allCases.map { ($0.rawValue, .bool(self[$0])) }) }
}

extension Value {
    /// A text, or None for nil.
    static func text(_ text: String?) -> Value { text.map(Value.string) ?? .none }

    /// A relation as a value.
    public static func relation(_ relation: Relation) -> Value { .object(RelationObject(relation)) }
}
