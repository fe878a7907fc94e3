import Diagnostics
import Formats
import Graph
import Project
import Warehouse

/// One table of a source as its properties file has it, before overrides are applied.
struct SourceDraft {
    /// The entry of the source, rendered, without its tables.
    var source: ConfigMap
    /// The entry of the table, rendered.
    var table: ConfigMap
    /// `database` of the source as written.
    let unrenderedDatabase: String?
    /// `schema` of the source as written.
    let unrenderedSchema: String?
    let uniqueID: String
    let fqn: [String]
    let context: PropertiesContext
    /// Where the table's name stands.
    let span: SourceSpan?

    var sourceName: String { source["name"].map(PythonText.str) ?? "" }
    var tableName: String { table["name"].map(PythonText.str) ?? "" }
}

/// A source entry that overrides a package's source.
struct SourceOverride {
    let package: String
    let name: String
    let entry: ConfigMap
    let path: String
    let span: SourceSpan?
    var isUsed = false
    var usedTables: Set<String> = []

    /// The tables named, by name.
    var tables: [String: ConfigMap] {
        let entries = (entry["tables"]?.list ?? []).compactMap(\.map)
        return Dictionary(entries.map { ($0["name"].map(PythonText.str) ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Resolver {
    /// Takes a source entry: one draft per table, or an override.
    mutating func collectSource(_ entry: ConfigValue, _ context: PropertiesContext) {
        let prepared = Self.markingFields(entry)
        guard var map = context.reader.checked(prepared, .sources, context.file, &diagnostics) else { return }
        for (alias, key) in input.adapter.credentials.aliases {
            if let value = map[alias] {
                map[alias] = nil
                map[key] = value
            }
        }
        if let package = map["overrides"]?.string {
            addOverride(map, package, context, entry.span)
            return
        }
        let tables = map["tables"]?.list ?? []
        map["tables"] = nil
        for table in tables { collectTable(table, map, entry, context) }
    }

    /// `loaded_at_field: null` on a table switches the source's off, so it must be told from absence.
    private static func markingFields(_ entry: ConfigValue) -> ConfigValue {
        guard var map = entry.map else { return entry }
        let tables = (map["tables"]?.list ?? []).map { table -> ConfigValue in
            guard var fields = table.map else { return table }
            let isConfigured = fields["config"]?["loaded_at_field"].map(PythonText.isTrue) ?? false
            if fields["loaded_at_field"] != nil || isConfigured { fields["loaded_at_field_present"] = true }
            return ConfigValue(.map(fields), at: table.span)
        }
        if map["tables"]?.list != nil || map["tables"]?.isNull == true {
            map["tables"] = ConfigValue(.list(tables), at: map["tables"]?.span)
        }
        return ConfigValue(.map(map), at: entry.span)
    }

    private mutating func collectTable(_ table: ConfigValue, _ source: ConfigMap, _ entry: ConfigValue, _ context: PropertiesContext) {
        guard let fields = table.map else { return }
        let name = source["name"].map(PythonText.str) ?? ""
        let tableName = fields["name"].map(PythonText.str) ?? ""
        let package = context.package.name
        let draft = SourceDraft(
            source: source, table: fields, unrenderedDatabase: entry["database"]?.string, unrenderedSchema: entry["schema"]?.string,
            uniqueID: "source.\(package).\(name).\(tableName)",
            fqn: [package] + ProjectFile.folders(context.file.relativePath) + [name, tableName], context: context,
            span: fields.entry("name")?.value.span ?? table.span)
        if let existing = sourcePositions[draft.uniqueID].map({ sourceDrafts[$0] }) {
            let message = DuplicateText.message(
                plural: "sources", name: "\(name)_\(tableName)", looking: "looking for source(\"\(name)\", \"\(tableName)\")",
                first: (draft.uniqueID, context.file.originalPath), second: (existing.uniqueID, existing.context.file.originalPath))
            let note = Diagnostic.Note("the other one is here", at: existing.span)
            report(.error("duplicate-name", message, at: draft.span, notes: [note]))
            return
        }
        sourcePositions[draft.uniqueID] = sourceDrafts.count
        sourceDrafts.append(draft)
    }

    private mutating func addOverride(_ map: ConfigMap, _ package: String, _ context: PropertiesContext, _ span: SourceSpan?) {
        let name = map["name"].map(PythonText.str) ?? ""
        let path = context.file.originalPath
        if let existing = overrides.first(where: { $0.package == package && $0.name == name }) {
            let advice = DuplicateText.advice("\(package).\(name)", "sources", path, existing.path)
            let message =
                "dbt found two schema.yml entries for the same source named \(name) in package \(package). Sources may only be overridden a "
                + "single time. To fix this, \(advice)"
            report(.error("duplicate-override", message, at: span))
            return
        }
        overrides.append(SourceOverride(package: package, name: name, entry: map, path: path, span: span))
    }
}
