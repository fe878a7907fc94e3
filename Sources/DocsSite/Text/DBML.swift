import Formats
import Graph

/// The tables of a project in DBML, the markup language of databases (dbml.dbdiagram.io): columns, keys, references, layers as groups.
public struct DBML {
    private let facts: SiteFacts
    private let tables: [SchemaTable]
    /// What each unique id is called; two of the same relation, a seed and a source perhaps, are one table.
    private let names: [String: String]

    /// The tables of a project.
    public init(_ facts: SiteFacts) {
        self.facts = facts
        let all = ProjectTables(facts, SiteIndex(facts)).tables
        var names: [String: String] = [:]
        var first: [String: String] = [:]
        var tables: [SchemaTable] = []
        for table in all where !table.presentColumns.isEmpty {
            let name = [table.schema, table.relation].filter { !$0.isEmpty }.map(Self.quoted).joined(separator: ".")
            names[table.id] = name
            if first.updateValue(table.id, forKey: name) == nil { tables.append(table) }
        }
        self.tables = tables
        self.names = names
    }

    /// The file, named after the project.
    public var file: SiteFile { SiteFile(path: "\(facts.manifest.metadata.projectName).dbml", bytes: Array(text.utf8)) }

    private var text: String {
        var text = "Project \(Self.quoted(facts.manifest.metadata.projectName)) {\n"
        text += "  database_type: \(Self.string(facts.manifest.metadata.adapterType == "postgres" ? "PostgreSQL" : "SQLite"))\n}\n"
        for table in tables { text += "\n" + entry(table) }
        let references = references()
        if !references.isEmpty { text += "\n" + references.joined() }
        for layer in facts.manifest.layers.rules.names {
            let members = tables.filter { $0.layer == layer }.compactMap { names[$0.id] }
            guard !members.isEmpty else { continue }
            text += "\nTableGroup \(Self.quoted(layer)) {\n" + members.map { "  \($0)\n" }.joined() + "}\n"
        }
        return text
    }

    private func entry(_ table: SchemaTable) -> String {
        var text = "Table \(names[table.id] ?? "") {\n"
        for column in table.presentColumns { text += "  \(line(column, of: table))\n" }
        let keys = ([(table.keys.primary, "pk")] + table.keys.unique.map { ($0, "unique") }).filter { $0.0.count > 1 }
        if !keys.isEmpty {
            let lines = keys.map { "    (\($0.0.map(Self.quoted).joined(separator: ", "))) [\($0.1)]\n" }
            text += "\n  indexes {\n\(lines.joined())  }\n"
        }
        if !table.description.allSatisfy(\.isWhitespace) { text += "\n  Note: \(Self.string(table.description))\n" }
        return text + "}\n"
    }

    private func line(_ column: SiteColumn, of table: SchemaTable) -> String {
        var settings: [String] = []
        if table.keys.primary == [column.name] { settings.append("pk") }
        if table.keys.unique.contains([column.name]) { settings.append("unique") }
        if table.isRequired([column.name]), table.keys.primary != [column.name] { settings.append("not null") }
        let description = column.shownDescription
        if !description.allSatisfy(\.isWhitespace) { settings.append("note: \(Self.string(description))") }
        let line = "\(Self.quoted(column.name)) \(Self.type(column.shownType))"
        return settings.isEmpty ? line : "\(line) [\(settings.joined(separator: ", "))]"
    }

    /// A line for each reference. One between the same columns stands once, whichever way it goes: DBML allows no second.
    private func references() -> [String] {
        var seen: Set<Set<String>> = []
        var lines: [String] = []
        for table in tables {
            for reference in table.keys.references {
                guard let from = names[table.id].map({ Self.place($0, reference.columns) }),
                    let to = names[reference.table].map({ Self.place($0, reference.targets) }), from != to,
                    seen.insert([from, to]).inserted
                else { continue }
                lines.append("Ref: \(from) \(table.isUnique(reference.columns) ? "-" : ">") \(to)\n")
            }
        }
        return lines
    }

    private static func place(_ table: String, _ columns: [String]) -> String {
        let names = columns.map(quoted)
        return names.count == 1 ? "\(table).\(names[0])" : "\(table).(\(names.joined(separator: ", ")))"
    }

    /// A name. DBML has no way to write a quotation mark in one.
    private static func quoted(_ name: String) -> String {
        "\"\(PageText.oneLine(name).replacing("\"", with: "'").replacing("\\", with: "/"))\""
    }

    private static func type(_ type: String) -> String {
        let isPlain = !type.isEmpty && type.utf8.allSatisfy { PageText.isAlphanumeric($0) || "_(),".utf8.contains($0) }
        return isPlain ? type : quoted(type)
    }

    /// A text between single quotation marks, three of them where it has several lines.
    private static func string(_ text: String) -> String {
        let end = PageText.lines(text).reversed().drop(while: \.isWhitespace)
        let text = String(end.reversed()).replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count > 1 else { return "'\(text)'" }
        return "'''\n" + lines.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined() + "  '''"
    }
}
