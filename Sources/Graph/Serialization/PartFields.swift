import Formats

// The structures that nodes, sources and macros share, as the manifest shows them.

extension Column {
    /// Columns by name.
    static func map(_ columns: [Column], _ form: ManifestForm) -> ConfigMap {
        ConfigMap(columns.map { ($0.name, .map($0.manifestValue(form))) })
    }

    /// One column; the user's own keys stand behind dbt's.
    func manifestValue(_ form: ManifestForm) -> ConfigMap {
        var fields = ManifestFields(form)
        fields.add("name", name)
        fields.add("description", description)
        fields.add("meta", meta)
        fields.add("data_type", dataType)
        fields.add("constraints", .list(form.omitsNulls ? constraints.map(\.droppingNullFields) : constraints))
        fields.add("quote", quote.map(ConfigValue.bool) ?? .null)
        fields.add("config", shownConfig)
        fields.add("tags", tags)
        fields.add("granularity", granularity)
        fields.add("dimension", extra["dimension"] ?? .null)
        fields.add("entity", extra["entity"] ?? .null)
        fields.add("doc_blocks", docBlocks)
        var map = fields.map
        for entry in extra where !["dimension", "entity", "doc_blocks"].contains(entry.name) { map[entry.name] = entry.value }
        return map
    }

    private var shownConfig: ConfigMap {
        var result: ConfigMap = [
            "meta": config["meta"] ?? .map(meta), "tags": config["tags"] ?? .list(tags.map(ConfigValue.string)),
        ]
        for entry in config { result[entry.name] = entry.value }
        return result
    }
}

extension DependsOn {
    /// `{macros, nodes}`.
    func addFields(to fields: inout ManifestFields) {
        fields.add("macros", macros)
        fields.add("nodes", nodes)
    }
}

extension RefArguments {
    /// `{name, package, version}`.
    func map(_ form: ManifestForm) -> ConfigMap {
        var fields = ManifestFields(form)
        fields.add("name", name)
        fields.add("package", package)
        fields.add("version", version?.value ?? .null)
        return fields.map
    }
}

extension Contract {
    /// `{enforced, alias_types, checksum}`.
    func addFields(to fields: inout ManifestFields) {
        fields.add("enforced", .bool(enforced))
        fields.add("alias_types", .bool(aliasTypes))
        fields.add("checksum", checksum)
    }
}

extension DocsDisplay {
    /// `{show, node_color}`.
    func addFields(to fields: inout ManifestFields) {
        fields.add("show", .bool(show))
        fields.add("node_color", nodeColor)
    }

    /// The same as a mapping.
    func map(_ form: ManifestForm) -> ConfigMap {
        var fields = ManifestFields(form)
        addFields(to: &fields)
        return fields.map
    }
}
