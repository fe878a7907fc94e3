import Formats
import Graph
import SQL

/// One column of a table: what properties files declare and what the database has, as one.
struct SiteColumn {
    /// The name.
    var name: String
    /// The type in the database; where the table is not there, the declared one.
    var type: String?
    /// What properties files say; nil where they say nothing.
    var declared: Column?
    /// The comment in the database.
    var comment: String?
    /// Whether the database has the table and not this column.
    var isMissing = false
    /// The numbers of its tests.
    var tests: [Int] = []
    /// Where its values come from; nil where its table is not made by SQL of the project.
    var lineage: NodeColumns.Column?
    /// The columns downstream that are made of it, each with the number of its resource.
    var users: [(number: Int, column: String)] = []

    /// The columns of a resource: in the order of the table, then those that are declared and not there.
    static func columns(of resource: Selectable, in facts: SiteFacts, _ index: SiteIndex) -> [SiteColumn] {
        let tests = testsByColumn(of: resource.uniqueID, index)
        var declared = Dictionary(resource.columns.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        let table = facts.table(of: resource.uniqueID)
        var columns = (table?.columns ?? []).map { column in
            SiteColumn(
                name: column.name, type: Self.known(column.type) ?? declared[column.name.lowercased()]?.dataType,
                declared: declared.removeValue(forKey: column.name.lowercased()),
                comment: column.comment)
        }
        for column in resource.columns where declared.removeValue(forKey: column.name.lowercased()) != nil {
            columns.append(SiteColumn(name: column.name, type: column.dataType, declared: column, isMissing: table != nil))
        }
        let lineage = facts.columns[resource.uniqueID]
        if columns.isEmpty { columns = (lineage?.columns ?? []).map { SiteColumn(name: $0.name) } }
        for position in columns.indices {
            columns[position].tests = tests[columns[position].name.lowercased()] ?? []
            columns[position].lineage = lineage?[columns[position].name]
            columns[position].users = index.users[ColumnOrigin(id: resource.uniqueID, column: columns[position].name.lowercased())] ?? []
        }
        return columns
    }

    /// A type that says something: SQLite has none for what an expression gives, and the catalog then says so as dbt does.
    private static func known(_ type: String) -> String? { type == "UNKNOWN" || type.isEmpty ? nil : type }

    private static func testsByColumn(of id: String, _ index: SiteIndex) -> [String: [Int]] {
        var tests: [String: [Int]] = [:]
        for number in index.tests[id] ?? [] {
            guard case .graph(.node(let test)) = index.resources[number], let column = test.genericTest?.columnName else { continue }
            tests[unquoted(column).lowercased(), default: []].append(number)
        }
        return tests
    }

    private static func unquoted(_ name: String) -> String {
        guard name.count > 1, let first = name.first, first == name.last, first == "\"" || first == "`" else { return name }
        return String(name.dropFirst().dropLast())
    }

    func write(to json: inout JSONWriter, _ index: SiteIndex, _ markdown: MarkdownTree) {
        json.text("name", name)
        json.text("type", type)
        let description = declared?.description ?? ""
        json.values("description", markdown.nodes(of: description.isEmpty ? comment ?? "" : description))
        json.numbers("tests", tests)
        json.texts("tags", declared?.tags ?? [])
        json.map("meta", declared?.meta ?? ConfigMap())
        json.texts("constraints", (declared?.constraints ?? []).compactMap(Self.text))
        let origins = (lineage?.origins ?? []).compactMap { origin in index.numbers[origin.id].map { (number: $0, column: origin.column) } }
        json.list("from", origins, Self.pair)
        json.list("to", users, Self.pair)
        json.flag("copied", lineage?.isCopied == true)
        json.text("reason", lineage?.reason)
        json.flag("undeclared", declared == nil)
        json.flag("missing", isMissing)
    }

    private static func pair(_ json: inout JSONWriter, _ place: (number: Int, column: String)) {
        json.beginArray()
        json.int(place.number)
        json.string(place.column)
        json.endArray()
    }

    /// `foreign key: other (id)` from a constraint as the manifest shows it.
    private static func text(of constraint: ConfigValue) -> String? {
        guard let type = constraint["type"]?.string else { return nil }
        let expression = constraint["expression"]?.string ?? constraint["to"]?.string ?? ""
        return type.replacing("_", with: " ") + (expression.isEmpty ? "" : ": \(expression)")
    }
}
