public import Formats

extension Source {
    /// The source table as the manifest or the Jinja `graph` shows it.
    public func manifestValue(_ form: ManifestForm) -> ConfigMap { manifestFields(form).map }

    /// The fields of `manifestValue`, in order.
    public func manifestFields(_ form: ManifestForm) -> ManifestFields {
        var fields = ManifestFields(form)
        fields.add("database", database)
        fields.add("schema", schema)
        fields.add("name", name)
        fields.add("resource_type", ResourceType.source.rawValue)
        fields.add("package_name", packageName)
        fields.add("path", path)
        fields.add("original_file_path", originalFilePath)
        fields.add("unique_id", uniqueID)
        fields.add("fqn", fqn)
        fields.add("source_name", sourceName)
        fields.add("source_description", sourceDescription)
        fields.add("loader", loader)
        fields.add("identifier", identifier)
        fields.add("quoting", .map(form.omitsNulls ? quoting.droppingNulls() : quoting))
        fields.add("loaded_at_field", loadedAtField)
        fields.add("loaded_at_query", loadedAtQuery)
        fields.add("freshness", form.omitsNulls ? freshness.droppingNullFields : freshness)
        fields.add("external", form.omitsNulls ? external.droppingNullFields : external)
        fields.add("description", description)
        fields.add("columns") { Column.add(columns, to: &$0) }
        fields.add("meta", meta)
        fields.add("source_meta", sourceMeta)
        fields.add("tags", tags)
        fields.add("config", ConfigFields.shown(config, of: .source, in: form))
        fields.add("patch_path", patchPath)
        fields.add("unrendered_config", unrenderedConfig)
        fields.add("relation_name", relationName)
        fields.add("created_at", .float(createdAt))
        fields.add("unrendered_database", unrenderedDatabase)
        fields.add("unrendered_schema", unrenderedSchema)
        fields.add("doc_blocks", docBlocks)
        fields.addRuntime("_event_status", .map(ConfigMap()))
        return fields
    }
}

extension Macro {
    /// The macro as the manifest shows it.
    public func manifestValue(_ form: ManifestForm) -> ConfigMap { manifestFields(form).map }

    /// The fields of `manifestValue`, in order.
    public func manifestFields(_ form: ManifestForm) -> ManifestFields {
        var fields = ManifestFields(form)
        fields.add("name", name)
        fields.add("resource_type", ResourceType.macro.rawValue)
        fields.add("package_name", packageName)
        fields.add("path", path)
        fields.add("original_file_path", path)
        fields.add("unique_id", uniqueID)
        fields.add("macro_sql", sql)
        fields.add("depends_on", ["macros": .list(dependsOn.map(ConfigValue.string))])
        fields.add("description", description)
        fields.add("meta", meta)
        fields.add("docs", docs.addFields(to:))
        fields.add("config", shownConfig(form))
        fields.add("patch_path", patchPath)
        fields.add("arguments", .list(form.omitsNulls ? arguments.map(\.droppingNullFields) : arguments))
        fields.add("created_at", .float(createdAt))
        fields.add("supported_languages", supportedLanguages.map { .list($0.map(ConfigValue.string)) } ?? .null)
        return fields
    }

    private func shownConfig(_ form: ManifestForm) -> ConfigMap {
        var result: ConfigMap = ["meta": .map(meta), "docs": .map(docs.map(form))]
        for entry in config { result[entry.name] = entry.value }
        return result
    }
}

extension Documentation {
    /// The docs block as the manifest shows it.
    public func manifestValue(_ form: ManifestForm) -> ConfigMap { manifestFields(form).map }

    /// The fields of `manifestValue`, in order.
    public func manifestFields(_ form: ManifestForm) -> ManifestFields {
        var fields = ManifestFields(form)
        fields.add("name", name)
        fields.add("resource_type", ResourceType.documentation.rawValue)
        fields.add("package_name", packageName)
        fields.add("path", path)
        fields.add("original_file_path", originalFilePath)
        fields.add("unique_id", uniqueID)
        fields.add("block_contents", contents)
        return fields
    }
}

extension Group {
    /// The group as the manifest or the Jinja `graph` shows it.
    public func manifestValue(_ form: ManifestForm) -> ConfigMap { manifestFields(form).map }

    /// The fields of `manifestValue`, in order.
    public func manifestFields(_ form: ManifestForm) -> ManifestFields {
        var fields = ManifestFields(form)
        fields.add("name", name)
        fields.add("resource_type", ResourceType.group.rawValue)
        fields.add("package_name", packageName)
        fields.add("path", path)
        fields.add("original_file_path", originalFilePath)
        fields.add("unique_id", uniqueID)
        fields.add("owner", form.omitsNulls ? owner.droppingNulls() : owner)
        fields.add("description", description)
        fields.add("config", config.isEmpty ? ["meta": .map(ConfigMap())] : config)
        return fields
    }
}

extension Exposure {
    /// The exposure as the manifest or the Jinja `graph` shows it.
    public func manifestValue(_ form: ManifestForm) -> ConfigMap { manifestFields(form).map }

    /// The fields of `manifestValue`, in order.
    public func manifestFields(_ form: ManifestForm) -> ManifestFields {
        var fields = ManifestFields(form)
        fields.add("name", name)
        fields.add("resource_type", ResourceType.exposure.rawValue)
        fields.add("package_name", packageName)
        fields.add("path", path)
        fields.add("original_file_path", originalFilePath)
        fields.add("unique_id", uniqueID)
        fields.add("fqn", fqn)
        fields.add("type", type)
        fields.add("owner", form.omitsNulls ? owner.droppingNulls() : owner)
        fields.add("description", description)
        fields.add("label", label)
        fields.add("maturity", maturity)
        fields.add("meta", meta)
        fields.add("tags", tags)
        fields.add("config", config)
        fields.add("unrendered_config", unrenderedConfig)
        fields.add("url", url)
        fields.add("depends_on", dependsOn.addFields(to:))
        fields.add("refs", .list(refs.map { .map($0.map(form)) }))
        fields.add("sources", sources)
        fields.add("metrics", metrics)
        fields.add("created_at", .float(createdAt))
        return fields
    }
}

extension UnitTest {
    /// The unit test as the manifest or the Jinja `graph` shows it.
    public func manifestValue(_ form: ManifestForm) -> ConfigMap { manifestFields(form).map }

    /// The fields of `manifestValue`, in order.
    public func manifestFields(_ form: ManifestForm) -> ManifestFields {
        var fields = ManifestFields(form)
        fields.add("model", model)
        fields.add("given", .list(form.omitsNulls ? given.map(Self.droppingNulls) : given))
        fields.add("expect", form.omitsNulls ? Self.droppingNulls(expect) : expect)
        fields.add("name", name)
        fields.add("resource_type", ResourceType.unitTest.rawValue)
        fields.add("package_name", packageName)
        fields.add("path", path)
        fields.add("original_file_path", originalFilePath)
        fields.add("unique_id", uniqueID)
        fields.add("fqn", fqn)
        fields.add("description", description)
        fields.add("overrides", overrides)
        fields.add("depends_on", dependsOn.addFields(to:))
        fields.add("config", form.omitsNulls ? config.droppingNulls() : config)
        fields.add("checksum", checksum)
        fields.add("schema", schema)
        fields.add("created_at", .float(createdAt))
        fields.add("versions", form.omitsNulls ? versions.droppingNullFields : versions)
        fields.add("version", version?.value ?? .null)
        fields.addRuntime("_event_status", .map(ConfigMap()))
        return fields
    }

    /// A fixture without its null fields; nulls in its rows are data and stay.
    private static func droppingNulls(_ fixture: ConfigValue) -> ConfigValue {
        guard let map = fixture.map else { return fixture }
        return ConfigValue(.map(map.droppingNulls()), at: fixture.span)
    }
}
