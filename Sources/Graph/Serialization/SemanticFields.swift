public import Formats

extension SemanticResource {
    /// The resource as the manifest or the Jinja `graph` shows it.
    public func manifestValue(_ form: ManifestForm) -> ConfigMap { manifestFields(form).map }

    /// The fields of `manifestValue`, in dbt's order for its kind.
    public func manifestFields(_ form: ManifestForm) -> ManifestFields {
        var fields = ManifestFields(form)
        fields.add("name", name)
        fields.add("resource_type", resourceType.rawValue)
        fields.add("package_name", packageName)
        fields.add("path", path)
        fields.add("original_file_path", originalFilePath)
        fields.add("unique_id", uniqueID)
        fields.add("fqn", fqn)
        switch resourceType {
        case .metric: addMetric(to: &fields, form)
        case .semanticModel: addSemanticModel(to: &fields, form)
        default: addSavedQuery(to: &fields, form)
        }
        return fields
    }

    private func addMetric(to fields: inout ManifestFields, _ form: ManifestForm) {
        fields.add("description", description ?? "")
        fields.add("label", label)
        add(["type", "type_params", "filter"], to: &fields)
        fields.add("metadata", .null)
        add(["time_granularity"], to: &fields)
        addConfig(to: &fields)
        fields.add("sources", [String]())
        fields.add("depends_on", dependsOn.addFields(to:))
        fields.add("refs", .list(refs.map { .map($0.map(form)) }))
        fields.add("metrics", [String]())
        fields.add("created_at", .float(createdAt))
        fields.add("group", group)
        fields.add("meta", meta)
        fields.add("tags", tags)
    }

    private func addSemanticModel(to fields: inout ManifestFields, _ form: ManifestForm) {
        add(["model", "node_relation"], to: &fields)
        fields.add("description", description)
        fields.add("label", label)
        add(["defaults", "entities", "measures", "dimensions"], to: &fields)
        fields.add("metadata", .null)
        fields.add("depends_on", dependsOn.addFields(to:))
        fields.add("refs", .list(refs.map { .map($0.map(form)) }))
        fields.add("created_at", .float(createdAt))
        addConfig(to: &fields)
        add(["primary_entity"], to: &fields)
        fields.add("group", group)
    }

    private func addSavedQuery(to fields: inout ManifestFields, _ form: ManifestForm) {
        add(["query_params", "exports"], to: &fields)
        fields.add("description", description)
        fields.add("label", label)
        fields.add("metadata", .null)
        addConfig(to: &fields)
        fields.add("group", group)
        fields.add("depends_on", dependsOn.addFields(to:))
        fields.add("created_at", .float(createdAt))
        fields.add("refs", .list(refs.map { .map($0.map(form)) }))
        fields.add("tags", tags)
    }

    private func add(_ keys: [String], to fields: inout ManifestFields) {
        for key in keys { fields.add(key, definition[key] ?? .null) }
    }

    private func addConfig(to fields: inout ManifestFields) {
        fields.add("config", config)
        fields.add("unrendered_config", unrenderedConfig)
    }
}
