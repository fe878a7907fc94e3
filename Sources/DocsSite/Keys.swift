import Formats
import Graph

/// What identifies the rows of a table and what they refer to, as tests and constraints say it. Names of columns are as written there.
struct TableKeys: Sendable, Equatable {
    /// The columns that name a row; empty where nothing says so.
    var primary: [String] = []
    /// Other sets of columns that no two rows share.
    var unique: [[String]] = []
    /// Columns that are never null, in lower case.
    var required: Set<String> = []
    /// What its columns refer to.
    var references: [TableReference] = []
}

/// Columns whose values are those of columns of another table.
struct TableReference: Sendable, Equatable {
    /// The columns that refer.
    var columns: [String]
    /// The unique id of what they refer to.
    var table: String
    /// The columns they refer to, in the same order.
    var targets: [String]
}

/// The keys of every table of a project.
///
/// A primary key is a constraint of this kind, else the first column with the tests `unique` and `not_null`, else the columns of a test that
/// they are unique together. Tests that look at some of the rows only (`where`) make no key.
struct ProjectKeys: Sendable {
    private var tables: [String: TableKeys] = [:]

    /// The keys of a table by its unique id; empty ones where nothing is known.
    subscript(id: String) -> TableKeys { tables[id] ?? TableKeys() }

    /// The keys of all tables of a project.
    init(_ manifest: Manifest, attachments: [String: String]) {
        var found: [String: FoundKeys] = [:]
        for node in manifest.nodes.values {
            if let test = node.genericTest, let table = attachments[node.uniqueID] {
                found[table, default: FoundKeys()].add(node, test, on: table)
            } else if node.resourceType.isRefable {
                found[node.uniqueID, default: FoundKeys()].addConstraints(of: node, in: manifest)
            }
        }
        tables = found.compactMapValues(\.keys)
    }
}

/// Keys of one table while they are gathered.
private struct FoundKeys {
    private var declared: [String]?
    private var unique: [[String]] = []
    private var required: Set<String> = []
    private var references: [TableReference] = []

    /// What was found, the primary key chosen; nil for nothing.
    var keys: TableKeys? {
        guard declared != nil || !unique.isEmpty || !required.isEmpty || !references.isEmpty else { return nil }
        var keys = TableKeys(unique: unique, required: required, references: references)
        keys.primary = declared ?? unique.first { $0.count == 1 && isRequired($0) } ?? unique.first { $0.count > 1 } ?? []
        keys.unique.removeAll { Self.isSame($0, keys.primary) }
        keys.required.formUnion(keys.primary.map { $0.lowercased() })
        return keys
    }

    private func isRequired(_ columns: [String]) -> Bool { columns.allSatisfy { required.contains($0.lowercased()) } }

    private static func isSame(_ left: [String], _ right: [String]) -> Bool {
        Set(left.map { $0.lowercased() }) == Set(right.map { $0.lowercased() })
    }

    private mutating func addUnique(_ columns: [String]) {
        guard !columns.isEmpty, !unique.contains(where: { Self.isSame($0, columns) }) else { return }
        unique.append(columns)
    }

    private mutating func addReference(_ reference: TableReference) {
        guard !reference.columns.isEmpty, reference.columns.count == reference.targets.count, !references.contains(reference) else {
            return
        }
        references.append(reference)
    }

    mutating func add(_ node: Node, _ test: GenericTestDetails, on table: String) {
        let column = (test.columnName ?? test.arguments["column_name"]?.string).map(Self.plain)
        if test.testName.hasPrefix("relationships") {
            guard let column, let field = test.arguments["field"]?.string else { return }
            let target = node.dependsOn.nodes.first { $0 != table } ?? table
            return addReference(TableReference(columns: [column], table: target, targets: [Self.plain(field)]))
        }
        guard node.config["where"].map(\.isNull) ?? true else { return }
        switch (test.testName, column) {
        case ("unique", let column?): addUnique([column])
        case ("not_null", let column?): required.insert(column.lowercased())
        case (let name, nil) where name.contains("unique"):
            let lists = ["combination_of_columns", "columns", "column_list"].compactMap { test.arguments[$0]?.list }
            addUnique((lists.first ?? []).compactMap(\.string).map(Self.plain))
        default: break
        }
    }

    mutating func addConstraints(of node: Node, in manifest: Manifest) {
        for column in node.columns {
            for constraint in column.constraints { add(constraint, on: [column.name], of: node, manifest) }
        }
        for constraint in node.model?.constraints ?? [] {
            add(constraint, on: (constraint["columns"]?.list ?? []).compactMap(\.string), of: node, manifest)
        }
    }

    private mutating func add(_ constraint: ConfigValue, on columns: [String], of node: Node, _ manifest: Manifest) {
        let columns = columns.map(Self.plain)
        switch constraint["type"]?.string {
        case "primary_key": declared = declared ?? columns
        case "unique": addUnique(columns)
        case "not_null": required.formUnion(columns.map { $0.lowercased() })
        case "foreign_key":
            guard let table = constraint["to"]?.string, let id = Self.target(table, of: node, in: manifest) else { return }
            let targets = (constraint["to_columns"]?.list ?? []).compactMap(\.string).map(Self.plain)
            addReference(TableReference(columns: columns, table: id, targets: targets))
        default: break
        }
    }

    /// What a foreign key names: `ref('x')` and `source('a', 'x')` are among what the model depends on; else it is the text of a relation.
    private static func target(_ text: String, of node: Node, in manifest: Manifest) -> String? {
        let pieces = text.split(omittingEmptySubsequences: false) { $0 == "'" || $0 == "\"" }
        let words = pieces.indices.filter { $0 % 2 == 1 }.map { String(pieces[$0]) }
        let candidates = node.dependsOn.nodes
        if text.contains("("), let name = words.last {
            return candidates.first { manifest.nodes[$0]?.name == name || manifest.sources[$0]?.name == name }
        }
        let plain = text.replacing("\"", with: "")
        func isNamed(_ relation: String?) -> Bool {
            guard let relation = relation?.replacing("\"", with: "") else { return false }
            return relation == plain || relation.hasSuffix("." + plain)
        }
        return candidates.first { isNamed(manifest.nodes[$0]?.relationName) || isNamed(manifest.sources[$0]?.relationName) }
    }

    /// A name without its quotation marks.
    private static func plain(_ name: String) -> String {
        name.count > 1 && name.first == "\"" && name.last == "\"" ? String(name.dropFirst().dropLast()) : name
    }
}
