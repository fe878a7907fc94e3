import Compiler
import Context
import Formats
public import Graph
import Jinja
public import Warehouse

/// Reads what is in the database for the nodes and sources of a project: the content of `catalog.json`.
public struct CatalogBuild {
    private let settings: RunSettings

    /// A catalog of the settings' project.
    public init(settings: RunSettings) { self.settings = settings }

    /// What was found, and the messages of schemas that could not be read.
    public struct Findings: Sendable {
        /// Tables of nodes by unique id.
        public var nodes = OrderedTable<Catalog.Table>()
        /// Tables of sources by unique id.
        public var sources = OrderedTable<Catalog.Table>()
        /// How large tables are by unique id, of nodes and sources; not part of `catalog.json`. What is not known is left out.
        public var sizes: [String: RelationSize] = [:]
        /// Messages.
        public var errors: [String] = []
    }

    private struct Key: Hashable {
        let database: String
        let schema: String
        let name: String

        init(_ relation: Relation) {
            database = (relation.database ?? "").lowercased()
            schema = (relation.schema ?? "").lowercased()
            name = (relation.identifier ?? "").lowercased()
        }

        init(_ row: CatalogRow) {
            database = (row.text("table_database") ?? "").lowercased()
            schema = (row.text("table_schema") ?? "").lowercased()
            name = (row.text("table_name") ?? "").lowercased()
        }
    }

    /// Reads the catalog. Throws where no connection can be made.
    ///
    /// - Parameters:
    ///   - selected: the ids to look at; nil for all.
    ///   - byRelation: whether an engine that can may be asked for these relations alone, if they are not too many; as dbt does where the
    ///     selection was compiled before.
    public func read(selected: Set<String>?, byRelation: Bool) throws -> Findings {
        let worker = Worker(settings: settings, threadID: "main", cache: RelationCache(), ephemerals: EphemeralCTEs())
        defer { worker.close() }
        let session = try worker.session(named: "generate_catalog")
        let context = RenderContext(
            world: settings.world, stage: .operation, package: settings.world.rootProject, subject: .macro, library: settings.macroLibrary,
            project: settings.project, session: session)
        let wanted = relations(context, selected)
        var findings = Findings()
        let all = (wanted.nodes + wanted.sources).map(\.1)
        let relations = Dictionary(grouping: all.filter { $0.schema != nil }) { $0.database ?? "" }
        let canAskByRelation =
            byRelation && all.count <= Self.mostRelations
            && settings.world.adapter.dialect.capabilities.contains(.schemaMetadataByRelations)
        var tables: [Key: [CatalogRow]] = [:]
        for database in relations.keys.sorted() {
            do {
                let found = try rows(database, relations[database] ?? [], byRelation: canAskByRelation, context, session)
                for row in found { tables[Key(row), default: []].append(row) }
            } catch {
                findings.errors.append(FailureMessage.hookText(error))
            }
        }
        for (id, relation) in wanted.nodes {
            if let rows = tables[Key(relation)], let table = Self.table(rows) { findings.nodes[id] = table }
        }
        for (id, relation) in wanted.sources {
            if let rows = tables[Key(relation)], let table = Self.table(rows) { findings.sources[id] = table }
        }
        let found = (wanted.nodes + wanted.sources).filter { findings.nodes[$0.0] != nil || findings.sources[$0.0] != nil }
        // Nobody is kept from a catalog because sizes are not to be had.
        let sizes = (try? session.connection.sizes(of: found.map(\.1))) ?? []
        for ((id, _), size) in zip(found, sizes) { findings.sizes[id] = size }
        return findings
    }

    private func relations(
        _ context: RenderContext, _ selected: Set<String>?
    ) -> (nodes: [(String, Relation)], sources: [(String, Relation)]) {
        let manifest = settings.project.manifest
        let nodes = manifest.nodes.values.filter { $0.isRelational && selected?.contains($0.uniqueID) != false }
        let sources = manifest.sources.values.filter { selected?.contains($0.uniqueID) != false }
        return (
            nodes.map { ($0.uniqueID, context.relation(of: $0)) }, sources.map { ($0.uniqueID, context.relation(of: $0)) }
        )
    }

    /// As many relations as dbt asks for one by one.
    private static let mostRelations = 100

    private func rows(
        _ database: String, _ relations: [Relation], byRelation: Bool, _ context: RenderContext, _ session: WarehouseSession
    ) throws -> [CatalogRow] {
        var schemas: [String] = []
        for schema in relations.compactMap(\.schema) where !schemas.contains(schema) { schemas.append(schema) }
        if let table = try session.connection.catalog(database: database, schemas: schemas) {
            let names = table.columnNames
            return table.rows.map { CatalogRow(names: names, values: $0.map(\.text)) }
        }
        let style = settings.world.adapter.dialect.relationStyle
        let information = Relation(database: database, schema: schemas.first, identifier: nil, style: style).informationSchema()
        let scope: (String, Value) =
            byRelation
            ? ("relations", .object(ListObject(relations.map { .relation($0) })))
            : ("schemas", .object(try SetObject(elements: schemas.map(Value.string))))
        let answer = try context.callMacro(
            byRelation ? "get_catalog_relations" : "get_catalog", [("information_schema", .relation(information)), scope])
        let names = try context.renderer.attribute("column_names", of: answer).elements().map { try $0.str() }
        return try answer.elements().map { row in
            CatalogRow(names: names, values: try row.elements().map { $0.isNone ? nil : try $0.str() })
        }
    }

    /// A table from its rows, one a column.
    private static func table(_ rows: [CatalogRow]) -> Catalog.Table? {
        guard let first = rows.first else { return nil }
        let columns = rows.compactMap { row -> Catalog.Column? in
            guard let name = row.text("column_name") else { return nil }
            return Catalog.Column(
                type: row.text("column_type") ?? "", index: row.text("column_index").flatMap { Int($0) } ?? 0, name: name,
                comment: row.text("column_comment"))
        }
        let statistics = statistics(first)
        return Catalog.Table(
            type: first.text("table_type") ?? "", schema: first.text("table_schema") ?? "", name: first.text("table_name") ?? "",
            database: first.text("table_database"), comment: first.text("table_comment"), owner: first.text("table_owner"),
            columns: columns, stats: statistics + [.hasStatistics(!statistics.isEmpty)])
    }

    /// Statistics stand in columns `stats:<id>:label`, `:value`, `:description`, `:include`.
    private static func statistics(_ row: CatalogRow) -> [Catalog.Statistic] {
        let ids = row.names.compactMap { name -> String? in
            let parts = name.split(separator: ":")
            return parts.count == 3 && parts[0] == "stats" && parts[2] == "label" ? String(parts[1]) : nil
        }
        return ids.compactMap { id in
            guard row.text("stats:\(id):include")?.lowercased() == "true", let value = row.text("stats:\(id):value") else { return nil }
            return Catalog.Statistic(
                id: id, label: row.text("stats:\(id):label") ?? id, value: .string(value), include: true,
                description: row.text("stats:\(id):description"))
        }
    }
}

/// One row of the catalog query.
private struct CatalogRow {
    let names: [String]
    let values: [String?]

    /// The text of a column; nil for NULL and for columns that are not there.
    func text(_ name: String) -> String? { names.firstIndex { $0.lowercased() == name }.flatMap { values[$0] } }
}
