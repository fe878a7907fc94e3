import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Turns the collected tables into sources, overrides applied, and builds their tests.
    mutating func buildSources() {
        for collected in sourceDrafts {
            let draft = overridden(collected)
            buildTests(of: draft)
            guard let source = build(draft) else { continue }
            if source.config["enabled"]?.bool ?? true { sources[source.uniqueID] = source } else { disabledSources.append(source) }
        }
        warnOfUnusedOverrides()
    }

    private mutating func overridden(_ draft: SourceDraft) -> SourceDraft {
        let package = draft.context.package.name
        guard let index = overrides.firstIndex(where: { $0.package == package && $0.name == draft.sourceName }) else { return draft }
        overrides[index].isUsed = true
        var result = draft
        for entry in overrides[index].entry where !["name", "overrides", "tables", "path"].contains(entry.name) {
            result.source[entry.name] = entry.value
        }
        if let table = overrides[index].tables[draft.tableName] {
            overrides[index].usedTables.insert(draft.tableName)
            for entry in table { result.table[entry.name] = entry.value }
        }
        return result
    }

    private mutating func warnOfUnusedOverrides() {
        var lines: [String] = []
        for override in overrides {
            let name = "\(override.package).\(override.name)"
            if !override.isUsed { lines.append("  - Source \(name) (in \(override.path))") }
            guard override.isUsed else { continue }
            for table in override.tables.keys.sorted() where !override.usedTables.contains(table) {
                lines.append("  - Source table \(name).\(table) (in \(override.path))")
            }
        }
        guard !lines.isEmpty else { return }
        let message = "During parsing, dbt encountered source overrides that had no target:\n" + lines.joined(separator: "\n")
        report(.warning("unused-override", message, at: overrides.first { !$0.isUsed }?.span).with(["unused_tables": .texts(lines)]))
    }

    private mutating func buildTests(of draft: SourceDraft) {
        let target = TestTarget(
            kind: .source, name: "\(draft.sourceName)_\(draft.tableName)", source: (draft.sourceName, draft.tableName),
            package: draft.context.package.name, file: draft.context.file, fileKeyName: "sources.\(draft.sourceName)")
        let quotes = draft.table["quoting"]?["column"]?.bool ?? draft.source["quoting"]?["column"]?.bool
        let inherited = Self.tags(draft.source) + Self.tags(draft.table)
        let renderer = draft.context.renderer
        for test in PropertiesReader.tests(draft.table) ?? [] {
            buildTest(test, target, column: nil, quotes: quotes, tags: inherited, renderer)
        }
        for value in draft.table["columns"]?.list ?? [] {
            let column = ColumnProperties(value)
            for test in column.dataTests {
                buildTest(test, target, column: column, quotes: quotes, tags: inherited + column.allTags, renderer)
            }
        }
    }

    private static func tags(_ map: ConfigMap) -> [String] { map["tags"]?.list?.compactMap(\.string) ?? [] }

    private mutating func build(_ draft: SourceDraft) -> Source? {
        guard let loading = loading(draft) else { return nil }
        let patch = sourcePatch(draft, loading)
        let package = draft.context.package.name
        let outcome = merge.config(of: .source, fqn: draft.fqn, package: package, patch: patch)
        for diagnostic in outcome.diagnostics { report(diagnostic.span == nil ? diagnostic.at(draft.span) : diagnostic) }
        let path = draft.context.file.originalPath
        let schemaName = draft.source["schema"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? draft.sourceName
        let identifier = draft.table["identifier"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? draft.tableName
        var source = Source(
            uniqueID: draft.uniqueID, name: draft.tableName, sourceName: draft.sourceName, packageName: package, path: path, fqn: draft.fqn,
            schema: names.physicalSchema(schemaName), identifier: identifier)
        source.database = draft.source["database"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? names.defaultDatabase
        source.unrenderedDatabase = draft.unrenderedDatabase
        source.unrenderedSchema = draft.unrenderedSchema
        source.config = outcome.config
        source.unrenderedConfig = merge.unrendered(of: .source, fqn: draft.fqn, package: package, patch: patch)
        fill(&source, draft)
        return source
    }

    private mutating func fill(_ source: inout Source, _ draft: SourceDraft) {
        source.description = draft.table["description"]?.string ?? ""
        source.sourceDescription = draft.source["description"]?.string ?? ""
        source.loader = draft.source["loader"]?.string ?? ""
        source.quoting = Self.quoting(draft)
        source.relationName = names.relationName(
            database: source.database, schema: source.schema, identifier: source.identifier, quoting: source.quoting)
        source.loadedAtField = source.config["loaded_at_field"]?.string
        source.loadedAtQuery = source.config["loaded_at_query"]?.string
        source.freshness = source.config["freshness"] ?? .null
        source.external = Self.external(draft.table["external"])
        source.columns = Self.columns((draft.table["columns"]?.list ?? []).map(ColumnProperties.init))
        source.meta = source.config["meta"]?.map ?? [:]
        source.sourceMeta = draft.source["meta"]?.map ?? [:]
        for entry in draft.source["config"]?["meta"]?.map ?? [:] { source.sourceMeta[entry.name] = entry.value }
        source.tags = source.config["tags"]?.list?.compactMap(\.string) ?? []
        source.createdAt = input.createdAt
        source.span = draft.span
        if source.hasFreshness, source.loadedAtField == nil, source.loadedAtQuery == nil, !names.hasTableTimestamps {
            let message =
                "The configured adapter does not support metadata-based freshness. A loaded_at_field must be specified for source "
                + "'\(source.sourceName).\(source.name)'."
            report(.warning("freshness-without-field", message, at: draft.span).with(["msg": .text(message)]))
        }
    }

    private static func external(_ value: ConfigValue?) -> ConfigValue {
        guard let map = value?.map else { return .null }
        var result: ConfigMap = [
            "location": .null, "file_format": .null, "row_format": .null, "tbl_properties": .null, "partitions": .null,
        ]
        for entry in map { result.set(entry.name, key: entry.key, entry.value) }
        return .map(result)
    }

    private static func quoting(_ draft: SourceDraft) -> ConfigMap {
        var result: ConfigMap = ["database": .null, "schema": .null, "identifier": .null, "column": .null]
        for map in [draft.source["quoting"]?.map, draft.table["quoting"]?.map].compactMap({ $0 }) {
            for entry in map where !entry.value.isNull { result[entry.name] = entry.value }
        }
        return result
    }

    /// The configuration a source's own entries give.
    private mutating func sourcePatch(_ draft: SourceDraft, _ loading: (field: ConfigValue, query: ConfigValue)) -> ConfigMap {
        var patch = ConfigMap()
        for entry in draft.source["config"]?.map ?? [:] { patch[entry.name] = entry.value }
        for entry in draft.table["config"]?.map ?? [:] { patch[entry.name] = entry.value }
        let freshness = freshness(draft)
        if freshness.isNull {
            patch["freshness"] = .null
        } else {
            patch["freshness"] = FreshnessMerge.isSet(freshness) ? freshness : nil
        }
        patch["loaded_at_field"] = loading.field
        patch["loaded_at_query"] = loading.query
        var meta = draft.source["meta"]?.map ?? [:]
        for map in [draft.source["config"]?["meta"]?.map, draft.table["meta"]?.map, draft.table["config"]?["meta"]?.map] {
            for entry in map ?? [:] { meta.set(entry.name, key: entry.key, entry.value) }
        }
        patch["meta"] = .map(meta)
        let configured = configTags(draft.source["config"]?["tags"], draft) + configTags(draft.table["config"]?["tags"], draft)
        patch["tags"] = .list(Set(Self.tags(draft.source) + Self.tags(draft.table) + configured).sorted().map(ConfigValue.string))
        return patch
    }

    private func freshness(_ draft: SourceDraft) -> ConfigValue {
        let places = [
            draft.source["freshness"], draft.source["config"]?["freshness"], draft.table["freshness"], draft.table["config"]?["freshness"],
        ]
        return FreshnessMerge.merged(places.map { $0.map(FreshnessMerge.completed) ?? FreshnessMerge.unset })
    }

    private mutating func configTags(_ value: ConfigValue?, _ draft: SourceDraft) -> [String] {
        guard let value else { return [] }
        return ConfigMerge.listed(value).compactMap { tag in
            if let text = tag.string { return text }
            let message = "Field `config.tags`: \(PythonText.str(value)) is not valid for source (\(draft.sourceName))"
            report(
                .warning("field-not-valid", message, at: tag.span ?? draft.span).with([
                    "resource_type": "source", "field_name": .text("`config.tags`: \(PythonText.str(value))"),
                    "node_name": .text(draft.sourceName),
                ]))
            return nil
        }
    }

    /// `loaded_at_field` and `loaded_at_query`: the table's, else the source's; nil after an error.
    private mutating func loading(_ draft: SourceDraft) -> (field: ConfigValue, query: ConfigValue)? {
        func value(_ map: ConfigMap, _ key: String) -> ConfigValue? {
            for place in [map[key], map["config"]?[key]] { if let place, PythonText.isTrue(place) { return place } }
            return nil
        }
        if [draft.source, draft.table].contains(where: { $0["loaded_at_field"]?.string == "" }) {
            report(.error("loaded-at-empty", "loaded_at_field cannot be an empty string.", at: draft.span))
            return nil
        }
        let isPresent = draft.table["loaded_at_field_present"]?.bool ?? false
        let tableQuery = value(draft.table, "loaded_at_query")
        if isPresent, tableQuery != nil { return conflict("table", draft) }
        if value(draft.source, "loaded_at_field") != nil, value(draft.source, "loaded_at_query") != nil { return conflict("source", draft) }
        let field = isPresent ? value(draft.table, "loaded_at_field") : value(draft.source, "loaded_at_field")
        let query = tableQuery ?? (isPresent ? nil : value(draft.source, "loaded_at_query"))
        return (field ?? .null, query ?? .null)
    }

    private mutating func conflict(_ level: String, _ draft: SourceDraft) -> (field: ConfigValue, query: ConfigValue)? {
        let message = "Cannot specify both loaded_at_field and loaded_at_query at \(level) level."
        report(.error("loaded-at-twice", message, at: draft.span))
        return nil
    }
}

extension Diagnostic {
    /// The message at a place.
    func at(_ span: SourceSpan?) -> Diagnostic { Diagnostic(id, severity, message, at: span, notes: notes, hint: hint) }
}
