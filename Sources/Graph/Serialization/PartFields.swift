import Formats

// The structures that nodes, sources and macros share, as the manifest shows them.

extension Column {
    /// Adds columns by name; names are told apart where columns are read.
    static func add(_ columns: [Column], to fields: inout ManifestFields) {
        for column in columns { fields.add(column.name, column.addFields(to:)) }
    }

    /// One column; the user's own keys stand behind dbt's.
    private func addFields(to fields: inout ManifestFields) {
        let form = fields.form
        fields.add("name", name)
        fields.add("description", description)
        fields.add("meta", meta)
        fields.add("data_type", dataType)
        fields.add("constraints", .list(form.omitsNulls ? constraints.map(\.droppingNullFields) : constraints))
        fields.add("quote", quote.map(ConfigValue.bool) ?? .null)
        fields.add("config", addConfig(to:))
        fields.add("tags", tags)
        fields.add("granularity", granularity)
        fields.add("dimension", extra["dimension"] ?? .null)
        fields.add("entity", extra["entity"] ?? .null)
        fields.add("doc_blocks", docBlocks)
        for entry in extra where !Self.shown.contains(entry.name) { fields.addOwn(entry.name, entry.value) }
    }

    private static let shown: Set<String> = [
        "name", "description", "meta", "data_type", "constraints", "quote", "config", "tags", "granularity", "dimension", "entity",
        "doc_blocks",
    ]

    private func addConfig(to fields: inout ManifestFields) {
        fields.add("meta", config["meta"] ?? .map(meta))
        fields.add("tags", config["tags"] ?? .list(tags.map(ConfigValue.string)))
        for entry in config where entry.name != "meta" && entry.name != "tags" { fields.addOwn(entry.name, entry.value) }
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
