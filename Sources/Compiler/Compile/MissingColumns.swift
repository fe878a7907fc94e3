import Context
import Formats
import Graph
import Jinja
import Warehouse

/// The columns of inputs of unit tests whose relations do not exist yet: what their queries would give, or what is declared of them, or what
/// the rows themselves look like.
struct MissingColumns {
    let world: RenderWorld
    let library: MacroLibrary
    let project: ResolvedProject
    let session: WarehouseSession
    /// Reads the names and types of a seed's columns from its file.
    let seedTable: (Node) throws -> SeedTableObject

    /// Column names and types; nil where the database can be asked, or where nothing is known. Throws what the database answers.
    func types(of original: UnitTestProject.Original, _ given: ConfigValue) throws -> ConfigMap? {
        if given["format"]?.string == "sql" { return nil }
        let declared: [Graph.Column]
        switch original {
        case .node(let node):
            if try exists(context.relation(of: node)) || isDeferred(node) { return nil }
            if let known = try known(node) { return known }
            declared = node.columns
        case .source(let source):
            if try exists(context.relation(of: source)) { return nil }
            declared = source.columns
        }
        var types = ConfigMap(declared.compactMap { column in column.dataType.map { (column.name, .string($0)) } })
        for (name, type) in RowTypes.of(given) where !types.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            types[name] = .string(world.adapter.dialect.typeName(for: type))
        }
        return types.isEmpty ? nil : types
    }

    /// With `--defer`, the other environment's relation is asked.
    private func isDeferred(_ node: Node) -> Bool {
        world.invocation.isOn("defer") && project.deferred?.nodes[node.uniqueID] != nil
    }

    private var context: RenderContext {
        RenderContext(
            world: world, stage: .operation, package: world.rootProject, subject: .macro, library: library, project: project,
            session: session)
    }

    private func exists(_ relation: Relation) throws -> Bool {
        try !context.callMacro("load_relation", [("relation", .relation(relation))]).isNone
    }

    /// The columns that a seed's file or a model's query has; nil where they cannot be found out.
    private func known(_ node: Node) throws -> ConfigMap? {
        if node.resourceType == .seed { return try seedTypes(node) }
        guard node.resourceType == .model else { return nil }
        do {
            return try queryTypes(node)
        } catch let error as WarehouseError where error.isTransient || error.kind == .cancelled {
            throw error
        } catch {
            session.connection.rollback()
            return nil
        }
    }

    private func seedTypes(_ seed: Node) throws -> ConfigMap {
        let table = try seedTable(seed)
        let chosen = seed.config["column_types"]?.map ?? [:]
        return ConfigMap(
            zip(table.columnNames, table.types).map { name, type in
                (name, chosen[name] ?? .string(world.adapter.dialect.typeName(for: type)))
            })
    }

    /// The columns of a model's query without its rows; what it stands on and is missing too is put in as if it were ephemeral.
    private func queryTypes(_ node: Node) throws -> ConfigMap {
        var manifest = project.manifest
        var seen: Set<String> = []
        try fillIn(below: node, &manifest, &seen)
        let compiler = SQLCompiler(
            world: world, library: library, project: ResolvedProject(manifest), session: session, ephemerals: EphemeralCTEs())
        let code = try compiler.compile(node).compilation?.code ?? ""
        let sql = try context.callMacro("get_empty_subquery_sql", [("select_sql", .string(code))]).str()
        let table = try session.execute(sql, autoBegin: false, fetch: .all).table
        return ConfigMap(table.columns.map { ($0.name, .string($0.declaredType ?? "")) })
    }

    private func fillIn(below node: Node, _ manifest: inout Manifest, _ seen: inout Set<String>) throws {
        for id in node.dependsOn.nodes {
            guard seen.insert(id).inserted, let parent = manifest.nodes[id] else { continue }
            if !parent.isEphemeral {
                guard try !exists(context.relation(of: parent)) else { continue }
                manifest.nodes[id] = try standIn(for: parent)
            }
            try fillIn(below: parent, &manifest, &seen)
        }
    }

    private func standIn(for node: Node) throws -> Node {
        var copy = node
        if node.resourceType == .seed {
            copy.resourceType = .model
            copy.details = .model(ModelDetails())
            copy.rawCode = UnitTestProject.fixtureCall(rows: .list([]), types: try seedTypes(node))
        }
        copy.config["materialized"] = "ephemeral"
        return copy
    }
}

/// The types that the values of a fixture's rows have by themselves.
private enum RowTypes {
    /// Each column with the type of its values, in order of first appearance. The texts of CSV may stand for numbers; other texts stand for
    /// dates and times alone, which YAML has no values of.
    static func of(_ given: ConfigValue) -> [(name: String, type: SeedColumnType)] {
        let isCSV = given["format"]?.string == "csv"
        var names: [String] = []
        var types: [String: SeedColumnType] = [:]
        for row in given["rows"]?.list ?? [] {
            for entry in row.map ?? [:] {
                if !names.contains(entry.name) { names.append(entry.name) }
                guard let type = type(of: entry.value, isCSV: isCSV) else { continue }
                types[entry.name] = types[entry.name].map { common($0, type) } ?? type
            }
        }
        return names.map { ($0, types[$0] ?? .text) }
    }

    private static func type(of value: ConfigValue, isCSV: Bool) -> SeedColumnType? {
        switch value.kind {
        case .null: nil
        case .bool: .boolean
        case .int, .bigInteger: .integer
        case .float: .number(hasDecimals: true)
        case .date: .date
        case .timestamp: .timestamp
        case .string(let text): type(of: text, isCSV: isCSV)
        case .list, .map: .text
        }
    }

    private static func type(of text: String, isCSV: Bool) -> SeedColumnType {
        if isCSV {
            if Int(text) != nil { return .integer }
            if text.first?.isNumber == true || text.hasPrefix("-"), Double(text) != nil { return .number(hasDecimals: true) }
            if ["true", "false"].contains(text.lowercased()) { return .boolean }
        }
        let shape = String(text.map { $0.isNumber ? "0" : $0 })
        if shape == "0000-00-00" { return .date }
        return shape.hasPrefix("0000-00-00 00:00:00") || shape.hasPrefix("0000-00-00T00:00:00") ? .timestamp : .text
    }

    private static func common(_ one: SeedColumnType, _ other: SeedColumnType) -> SeedColumnType {
        switch (one, other) {
        case _ where one == other: one
        case (.integer, .number), (.number, .integer): .number(hasDecimals: true)
        case (.date, .timestamp), (.timestamp, .date): .timestamp
        default: .text
        }
    }
}
