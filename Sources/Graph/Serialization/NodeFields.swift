public import Formats

extension Node {
    /// The node as the manifest, the Jinja `graph` or the Jinja `model` shows it: dbt 1.12's keys in dbt's order.
    ///
    /// dbt's `model` also translates the columns' `data_type` into the adapter's own types where the contract aliases types; that is left to
    /// the caller, who has the adapter.
    public func manifestValue(_ form: ManifestForm) -> ConfigMap { manifestFields(form).map }

    /// The fields of `manifestValue`, in order.
    public func manifestFields(_ form: ManifestForm) -> ManifestFields {
        var fields = ManifestFields(form)
        addFields(to: &fields)
        return fields
    }

    func addFields(to fields: inout ManifestFields) { content.value.addFields(to: &fields) }
}

extension NodeContent {
    fileprivate func addFields(to fields: inout ManifestFields) {
        let form = fields.form
        if let function { fields.add("returns", .map(function.returns)) }
        addIdentity(to: &fields, form)
        addDescription(to: &fields, form)
        if case .seed(let rootPath) = details {
            fields.add("root_path", rootPath)
            fields.add("depends_on", ["macros": .list(dependsOn.macros.map(ConfigValue.string))])
            fields.addRuntime("defer_relation", .null)
        } else {
            addCode(to: &fields, form)
            addDetails(to: &fields, form)
        }
        if form == .model, let code = compilation?.code { fields.add("compiled_sql", code) }
    }

    private func addIdentity(to fields: inout ManifestFields, _ form: ManifestForm) {
        fields.add("database", database)
        // A schema macro that gives none leaves none.
        fields.add("schema", schema.isEmpty ? .null : .string(schema))
        fields.add("name", name)
        fields.add("resource_type", resourceType.rawValue)
        fields.add("package_name", packageName)
        fields.add("path", path)
        fields.add("original_file_path", originalFilePath)
        fields.add("unique_id", uniqueID)
        fields.add("fqn", fqn)
        fields.add("alias", alias)
        fields.add("checksum") { fields in
            fields.add("name", checksum.name)
            fields.add("checksum", checksum.checksum)
        }
        fields.add("config", ConfigFields.shown(config, of: resourceType, in: form))
    }

    private func addDescription(to fields: inout ManifestFields, _ form: ManifestForm) {
        fields.add("tags", tags)
        fields.add("description", description)
        fields.add("columns") { Column.add(columns, to: &$0) }
        fields.add("meta", meta)
        fields.add("group", group)
        fields.add("docs", docs.addFields(to:))
        fields.add("patch_path", patchPath)
        fields.add("build_path", buildPath)
        fields.add("unrendered_config", unrenderedConfig)
        fields.add("created_at", .float(createdAt))
        fields.addRuntime("config_call_dict", .map(configCall))
        fields.addRuntime("unrendered_config_call_dict", .map(unrenderedConfigCall))
        fields.add("relation_name", relationName)
        fields.add("raw_code", rawCode)
        fields.add("doc_blocks", docBlocks)
    }

    private func addCode(to fields: inout ManifestFields, _ form: ManifestForm) {
        fields.add("language", function?.language ?? "sql")
        fields.add("refs", .list(refs.map { .map($0.map(form)) }))
        fields.add("sources", sources)
        fields.add("metrics", metrics)
        fields.add("functions", functions)
        fields.add("depends_on", dependsOn.addFields(to:))
        fields.add("compiled_path", compilation?.path)
        if let compilation, compilation.isComplete {
            fields.add("compiled", .bool(true))
            fields.add("compiled_code", compilation.code)
            fields.add("extra_ctes_injected", .bool(compilation.extraCTEsInjected))
            fields.add("extra_ctes", .list(compilation.extraCTEs.map { .map(["id": .string($0.id), "sql": .string($0.sql)]) }))
        }
        fields.add("contract", contract.addFields(to:))
    }

    private func addDetails(to fields: inout ManifestFields, _ form: ManifestForm) {
        switch details {
        case .model(let model): model.add(to: &fields, form)
        case .snapshot: fields.addRuntime("defer_relation", .null)
        case .genericTest(let test): test.add(to: &fields, form)
        case .operation(let index): fields.add("index", index.map(ConfigValue.int) ?? .null)
        case .unitTest(let test):
            fields.add("tested_node_unique_id", test.testedNode)
            fields.add("this_input_node_unique_id", test.thisInput)
            fields.add("overrides", test.overrides)
        case .function(let function): function.add(to: &fields, form)
        case .seed, .singularTest, .analysis: break
        }
    }
}

extension ModelDetails {
    fileprivate func add(to fields: inout ManifestFields, _ form: ManifestForm) {
        fields.add("access", access)
        fields.add("constraints", .list(form.omitsNulls ? constraints.map(\.droppingNullFields) : constraints))
        fields.add("version", version?.value ?? .null)
        fields.add("latest_version", latestVersion?.value ?? .null)
        fields.add("deprecation_date", deprecationDate)
        fields.addRuntime("defer_relation", .null)
        fields.add("primary_key", primaryKey)
        fields.add("time_spine", timeSpine ?? .null)
        fields.addRuntime("batch", .null)
    }
}

extension GenericTestDetails {
    fileprivate func add(to fields: inout ManifestFields, _ form: ManifestForm) {
        fields.add("column_name", columnName)
        fields.add("file_key_name", fileKeyName)
        fields.add("attached_node", attachedNode)
        fields.add("test_metadata") { fields in
            fields.add("name", testName)
            fields.add("kwargs", arguments)
            fields.add("namespace", namespace)
        }
    }
}

extension FunctionDetails {
    fileprivate func add(to fields: inout ManifestFields, _ form: ManifestForm) {
        fields.add("arguments", .list(arguments.map { .map($0) }))
        fields.add("overloads", .list(overloads.map { .map($0.manifestValue) }))
        fields.addRuntime("defer_function", .null)
    }
}

extension FunctionOverload {
    fileprivate var manifestValue: ConfigMap {
        [
            "defined_in": .string(definedIn), "arguments": .list(arguments.map { .map($0) }), "returns": returns.map { .map($0) } ?? .null,
            "description": .optional(description), "raw_body": .optional(rawBody), "compiled_body": .optional(compiledBody),
        ]
    }
}
