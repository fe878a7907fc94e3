import Formats
import Diagnostics
import Jinja

/// A stand-in for dbt's context of one node: the macros of the case, then the context values, as the recorder had it.
final class HostContext: NameLookup {
    private let testCase: GoldenCase
    private var base: [String: Value] = [:]
    private var order: [String] = []
    private(set) var effects: [ConfigValue] = []
    private var queries = 0
    let macros: MacroNamespace
    private let dispatch: MacroDispatch
    private var generators: [String: Value] = [:]
    private let mapping = ContextMapping()

    init(_ testCase: GoldenCase) throws {
        self.testCase = testCase
        let project = testCase["project"]?.map ?? [:]
        let root = project["root"]?.string ?? "my_project"
        let internals = project["internal"]?.list?.compactMap(\.string) ?? ["dbt_postgres", "dbt"]
        let packages = try Self.readMacros(testCase["macros"]?.map ?? [:])
        let installed =
            project["packages"]?.list?.compactMap(\.string) ?? packages.keys.filter { $0 != root && !internals.contains($0) }
        macros = MacroNamespace(
            packages: packages, root: root, searchPackage: project["search_package"]?.string ?? root, internalPackages: internals)
        var orders: [String: [String]] = [:]
        for entry in project["dispatch"]?.list ?? [] {
            orders[entry["macro_namespace"]?.string ?? ""] = entry["search_order"]?.list?.compactMap(\.string)
        }
        dispatch = MacroDispatch(
            adapterTypes: project["adapter_types"]?.list?.compactMap(\.string) ?? ["postgres"], root: root,
            packages: Set([root] + internals + installed), searchOrders: orders)
        mapping.host = self
        addFunctions()
        for entry in testCase["context"]?.map?.entries ?? [] { set(entry.name, try ValueDecoding.decode(entry.value)) }
    }

    private static func readMacros(_ map: ConfigMap) throws -> [String: MacroNamespace.Package] {
        var packages: [String: MacroNamespace.Package] = [:]
        for entry in map.entries {
            var package: MacroNamespace.Package = [:]
            for text in entry.value.list ?? [entry.value] {
                let file = SourceFile(path: "m.sql", text: text.string ?? "")
                for block in try BlockExtraction(file, tags: BlockExtraction.macroTags, keepsText: false).blocks {
                    let macro = try ProjectMacro.Definition(package: entry.name, file: file, in: block.block)
                    package[macro.name] = macro
                }
            }
            packages[entry.name] = package
        }
        return packages
    }

    // MARK: Lookup

    func value(of name: Symbol) throws -> Value? {
        if name.name == "context" { return .object(mapping) }
        return lookUp(name.name)
    }

    func lookUp(_ name: String) -> Value? {
        switch macros[name] {
        case .macro(let macro): return generator(macro)
        case .package(let package): return .object(PackageDouble(package, self))
        case nil: return base[name]
        }
    }

    var keys: [String] { Array(macros.names) + order }

    func generator(_ macro: ProjectMacro.Definition) -> Value {
        if let known = generators[macro.uniqueID] { return known }
        let value = Value.object(ProjectMacro(macro))
        generators[macro.uniqueID] = value
        return value
    }

    private func set(_ name: String, _ value: Value) {
        if base[name] == nil { order.append(name) }
        base[name] = value
    }

    private func add(_ name: String, _ body: @escaping (Arguments, Renderer) throws -> Value) {
        set(name, .object(FunctionObject(name, body)))
    }

    // MARK: Functions

    private func addFunctions() {
        for (name, value) in HostLibrary.functions() { set(name, value) }
        set("modules", HostLibrary.modules)
        addRecorders()
        addRelations()
        addVariables()
        set("exceptions", exceptions())
        set("adapter", .object(AdapterDouble(self, dispatch, testCase)))
        set("api", .object(DictObject([("Relation", .object(RelationClassDouble())), ("Column", .object(ColumnClassDouble()))])))
        set("execute", .bool(testCase.mode != "parse"))
        set("dbt_version", .string("1.12.6"))
        set("invocation_id", .string("00000000-0000-4000-8000-000000000001"))
        set(
            "target",
            .object(
                DictObject([
                    ("name", .string("dev")), ("schema", .string("analytics")), ("database", .string("db")), ("type", .string("postgres")),
                    ("profile_name", .string("prof")), ("threads", .int(4)),
                ])))
        let builtins = DictObject(order.filter { $0 != "run_query" && $0 != "target" && $0 != "api" }.map { ($0, base[$0] ?? .none) })
        set("builtins", .object(builtins))
        add("return") { arguments, renderer in
            let bound = try Signature("data").bind(arguments, function: "BaseContext._return")
            try renderer.returnFromMacro(bound.value(0))
        }
        builtins["return"] = base["return"]
    }

    private func record(_ items: ConfigValue...) { effects.append(.list(items)) }

    private func addRecorders() {
        add("log") { [unowned self] arguments, _ in
            let bound = try Signature("msg", "info=").bind(arguments, function: "BaseContext.log")
            record("log", .string(try bound.value(0).str()), .bool(try bound.bool(1, default: false)))
            return .string("")
        }
        add("print") { [unowned self] arguments, _ in
            let bound = try Signature("msg").bind(arguments, function: "BaseContext.print")
            record("print", .string(try bound.value(0).str()))
            return .string("")
        }
        add("run_query") { [unowned self] arguments, _ in
            record("query", .string(try arguments.value(0, "sql")?.str() ?? ""))
            defer { queries += 1 }
            let answers = testCase["queries"]?.list ?? []
            return queries < answers.count ? try ValueDecoding.decode(answers[queries]) : .none
        }
        set("config", .object(ConfigDouble(testCase) { [unowned self] in record("config", $0) }))
    }

    private func addRelations() {
        add("ref") { arguments, _ in
            let version = [arguments.named("version"), arguments.named("v")].compactMap { $0 }.first { (try? $0.isTrue()) == true }
            let last = try arguments.positional.last?.str() ?? ""
            let name = try version.map { last + "_v" + (try $0.str()) } ?? last
            let schema = arguments.positional.count == 1 ? "analytics" : try arguments.required(0).str()
            return .object(RelationDouble("db", schema, name))
        }
        add("source") { arguments, _ in
            .object(RelationDouble("raw", try arguments.required(0).str(), try arguments.required(1).str()))
        }
    }

    private func addVariables() {
        set("var", .object(VarDouble(testCase["vars"]?.map ?? [:], self)))
        add("env_var") { [testCase] arguments, _ in
            let bound = try Signature("var", "default=").bind(arguments, function: "env_var")
            let name = try bound.value(0).str()
            if name.hasPrefix("DBT_ENV_SECRET") {
                throw JinjaError(
                    .compilation,
                    "Secret env vars are allowed only in profiles.yml or packages.yml. Found '\(name)' referenced elsewhere.")
            }
            if let value = testCase["env"]?[name]?.string { return .string(value) }
            if let fallback = bound[1], !fallback.isNone { return fallback }
            throw JinjaError(.compilation, "Env var required but not provided: '\(name)'")
        }
    }

    private func exceptions() -> Value {
        func raising(_ name: String, _ message: @escaping (String) -> String) -> (String, Value) {
            (
                name,
                .object(
                    FunctionObject(name) { arguments, _ in
                        throw JinjaError(.compilation, message(try arguments.value(0, "msg")?.str() ?? ""))
                    })
            )
        }
        let dict = DictObject([
            raising("raise_compiler_error") { $0 }, raising("raise_database_error") { $0 },
            raising("raise_not_implemented") { $0 },
        ])
        dict["warn"] = .object(
            FunctionObject("warn") { [unowned self] arguments, _ in
                record("warn", .string(try arguments.value(0, "msg")?.str() ?? ""))
                return .string("")
            })
        return .object(dict)
    }
}

/// `context`: the whole context as a mapping.
final class ContextMapping: Object {
    fileprivate weak var host: HostContext?

    override var typeName: String { "dict" }
    override var isMapping: Bool { true }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { key.text.flatMap { host?.lookUp($0) } }
    override func contains(_ needle: Value) throws -> Bool? { needle.text.map { host?.lookUp($0) != nil } ?? false }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        guard name == "get" else { return nil }
        return .object(
            FunctionObject(name) { [self] arguments, renderer in
                try item(arguments.required(0), renderer) ?? arguments.value(1, "default") ?? .none
            })
    }
}

/// A package by name.
final class PackageDouble: Object {
    private let package: MacroNamespace.Package
    private unowned let host: HostContext

    init(_ package: MacroNamespace.Package, _ host: HostContext) {
        self.package = package
        self.host = host
    }

    override var typeName: String { "MacroNamespace" }
    override var qualifiedTypeName: String { "dbt.context.macros.MacroNamespace" }
    override var isMapping: Bool { true }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        key.text.flatMap { package[$0] }.map { host.generator($0) }
    }
}

/// `adapter`.
final class AdapterDouble: Object {
    private unowned let host: HostContext
    private let dispatch: MacroDispatch
    private let testCase: GoldenCase

    init(_ host: HostContext, _ dispatch: MacroDispatch, _ testCase: GoldenCase) {
        self.host = host
        self.dispatch = dispatch
        self.testCase = testCase
    }

    override var typeName: String { "RuntimeDatabaseWrapper" }
    override var qualifiedTypeName: String { "dbt.context.providers.RuntimeDatabaseWrapper" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "dispatch":
            function(name) { [self] arguments in host.generator(try dispatch.find(arguments, in: host.macros)) }
        case "type": function(name) { [self] _ in .string(dispatch.adapterTypes[0]) }
        case "quote": function(name) { arguments in .string("\"\(try arguments.required(0).str())\"") }
        case "get_columns_in_relation":
            function(name) { [self] arguments in
                let identifier = try renderer.attribute("identifier", of: arguments.required(0)).str()
                guard let columns = testCase["relation_columns"]?[identifier] else { return .object(ListObject()) }
                return try ValueDecoding.decode(columns)
            }
        default: nil
        }
    }

    private func function(_ name: String, _ body: @escaping (Arguments) throws -> Value) -> Value {
        .object(FunctionObject(name) { arguments, _ in try body(arguments) })
    }
}

/// `config`.
final class ConfigDouble: Object {
    private let testCase: GoldenCase
    private let record: (ConfigValue) -> Void

    init(_ testCase: GoldenCase, _ record: @escaping (ConfigValue) -> Void) {
        self.testCase = testCase
        self.record = record
    }

    override var typeName: String { "Config" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let options = arguments.positional.first ?? .object(DictObject(arguments.named.map { ($0.name, $0.value) }))
        record(try ValueEncoding.encode(options))
        return .string("")
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "get":
            return .object(
                FunctionObject(name) { [testCase] arguments, _ in
                    let key = arguments.value(0, "name")?.text ?? ""
                    if let value = testCase["config"]?[key] { return try ValueDecoding.decode(value) }
                    return arguments.value(1, "default") ?? .none
                })
        case "require":
            return .object(
                FunctionObject(name) { [testCase] arguments, _ in
                    let key = arguments.value(0, "name")?.text ?? ""
                    if let value = testCase["config"]?[key] { return try ValueDecoding.decode(value) }
                    throw JinjaError(
                        .compilation, "Model 'model.my_project.my_model' does not define a required config parameter '\(key)'.")
                })
        default: return nil
        }
    }
}

/// `var`.
final class VarDouble: Object {
    private let vars: ConfigMap
    private unowned let host: HostContext

    init(_ vars: ConfigMap, _ host: HostContext) {
        self.vars = vars
        self.host = host
    }

    override var typeName: String { "Var" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let name = try arguments.value(0, "var_name")?.str() ?? ""
        guard let value = vars[name] else {
            if let fallback = arguments.value(1, "default") { return fallback }
            throw JinjaError(
                .compilation, "Required var '\(name)' not found in config:\nVars supplied to <Configuration> = \(listing())")
        }
        // Texts with Jinja in them are rendered when they are read.
        if let text = value.string { return .string(try renderer.render(Template(text))) }
        return try ValueDecoding.decode(value)
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        guard name == "has_var" else { return nil }
        return .object(FunctionObject(name) { [vars] arguments, _ in .bool(vars[try arguments.required(0).str()] != nil) })
    }

    private func listing() -> String {
        Self.listing(.map(vars), indent: 0)
    }

    private static func listing(_ value: ConfigValue, indent: Int) -> String {
        let blanks = String(repeating: " ", count: indent + 4)
        let end = "\n" + String(repeating: " ", count: indent)
        switch value.kind {
        case .map(let map):
            if map.isEmpty { return "{}" }
            let lines = map.entries.sorted { $0.name < $1.name }.map {
                blanks + "\"\($0.name)\": " + listing($0.value, indent: indent + 4)
            }
            return "{\n" + lines.joined(separator: ",\n") + end + "}"
        case .list(let items):
            if items.isEmpty { return "[]" }
            return "[\n" + items.map { blanks + listing($0, indent: indent + 4) }.joined(separator: ",\n") + end + "]"
        case .null: return "null"
        case .bool(let bool): return bool ? "true" : "false"
        case .int(let int): return String(int)
        case .string(let text): return "\"\(text)\""
        default: return "?"
        }
    }
}
