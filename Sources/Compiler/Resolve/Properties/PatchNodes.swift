import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Adds what an entry says to the node of its name.
    mutating func patch(_ properties: NodeProperties, _ context: PropertiesContext) {
        guard let target = target(of: properties, context) else { return }
        switch target {
        case .enabled(let id):
            guard var draft = nodes[id] else { return }
            if draft.node.patchPath != nil, properties.section != .dataTests {
                reportSecondPatch(of: draft, properties, context)
                return
            }
            apply(properties, to: &draft, context)
            nodes[id] = draft
            addSemantics(of: draft.node, properties, context)
        case .disabled(let id):
            var drafts = nodes.disabledDrafts(id)
            if drafts.count > 1, properties.config["enabled"].map(PythonText.isTrue) ?? false {
                reportManyDisabled(drafts, properties)
                return
            }
            for index in drafts.indices {
                apply(properties, to: &drafts[index], context)
                addSemantics(of: drafts[index].node, properties, context)
            }
            nodes.setDisabled(id, drafts)
        }
    }

    private enum PatchTarget {
        case enabled(String)
        case disabled(String)
    }

    private mutating func target(of properties: NodeProperties, _ context: PropertiesContext) -> PatchTarget? {
        let name = properties.name
        switch properties.section {
        case .models, .seeds, .snapshots:
            guard let id = refs.find(name, package: context.package.name).first ?? refs.find(name, package: nil).first else { break }
            if let wrong = wrongSection(id, properties, context) {
                report(wrong)
                return nil
            }
            return .enabled(id)
        case .analyses:
            if let id = enabledID(name, .analysis, package: nil) { return .enabled(id) }
        default:
            if let id = enabledSingularTest(name, context.package.name) { return .enabled(id) }
            reportUnmatched(name, properties, context)
            return nil
        }
        if let id = disabledID(name, properties.section, context.package.name) { return .disabled(id) }
        reportUnmatched(name, properties, context)
        return nil
    }

    private func wrongSection(_ id: String, _ properties: NodeProperties, _ context: PropertiesContext) -> Diagnostic? {
        guard let type = nodes[id]?.node.resourceType, type.plural != properties.section.rawValue else { return nil }
        let message =
            "'\(properties.name)' is a \(type.rawValue) node, but it is specified in the \(properties.section.rawValue) section of "
            + "\(context.file.originalPath). To fix this error, place the `\(properties.name)` specification under the \(type.plural) key "
            + "instead."
        return .warning("wrong-section", message, at: properties.span).with([
            "patch_name": .text(properties.name), "resource_type": .text(type.rawValue), "plural_resource_type": .text(type.plural),
            "yaml_key": .text(properties.section.rawValue), "file_path": .text(context.file.originalPath),
        ])
    }

    private func enabledID(_ name: String, _ type: ResourceType, package: String?) -> String? {
        nodes.enabled.first { $0.node.resourceType == type && $0.node.name == name && (package == nil || $0.node.packageName == package) }?
            .node.uniqueID
    }

    private func enabledSingularTest(_ name: String, _ package: String) -> String? {
        let id = "test.\(package).\(name)"
        guard let draft = nodes[id], draft.node.genericTest == nil else { return nil }
        return id
    }

    private func disabledID(_ name: String, _ section: PropertiesSection, _ package: String) -> String? {
        nodes.disabled.first { entry in
            entry.drafts.contains { draft in
                draft.node.name == name && draft.node.packageName == package && draft.node.resourceType.plural == section.rawValue
            }
        }?.id
    }

    /// dbt's warning for an entry without a node.
    mutating func reportUnmatched(_ name: String, _ properties: NodeProperties, _ context: PropertiesContext) {
        let section = properties.section.rawValue
        let message =
            "Did not find matching node for patch with name '\(name)' in the '\(section)' section of file '\(context.file.originalPath)'"
        let candidates = nodes.enabled.filter { $0.node.resourceType.plural == section }.map(\.node.name)
        report(
            .warning("unmatched-properties", message, at: properties.span, hint: DidYouMean.hint(name, among: candidates)).with([
                "patch_name": .text(name), "yaml_key": .text(section), "file_path": .text(context.file.originalPath),
            ]))
    }

    mutating func reportSecondPatch(of draft: NodeDraft, _ properties: NodeProperties, _ context: PropertiesContext) {
        let first = draft.node.patchPath.flatMap {
            $0.firstRange(of: "://").map { range in String(draft.node.patchPath?[range.upperBound...] ?? "") }
        }
        let advice = DuplicateText.advice(properties.name, "resource", context.file.originalPath, first ?? "")
        let message =
            "dbt found two schema.yml entries for the same resource named \(properties.name). Resources and their associated columns may "
            + "only be described a single time. To fix this, \(advice)"
        let notes = draft.node.describedAt.map { [Diagnostic.Note("first described here", at: $0)] } ?? []
        report(.error("duplicate-properties", message, at: properties.span, notes: notes))
    }

    /// dbt's error where a properties file wants to enable one of several disabled nodes.
    mutating func reportManyDisabled(_ drafts: [NodeDraft], _ properties: NodeProperties) {
        let message =
            "Found \(drafts.count) matching disabled nodes for \(drafts[0].node.resourceType.rawValue) '\(properties.name)'. Multiple nodes "
            + "for the same unique id cannot be enabled in the schema file. They must be enabled in `dbt_project.yml` or in the sql files."
        report(.error("ambiguous-disabled", message, at: properties.span))
    }

    /// Applies an entry without versions.
    private mutating func apply(_ properties: NodeProperties, to draft: inout NodeDraft, _ context: PropertiesContext) {
        if properties.section == .dataTests {
            if !properties.config.isEmpty { configure(&draft, patch: properties.config) }
            draft.node.patchPath = context.file.fileID
            draft.node.description = properties.description
            return
        }
        if !properties.config.isEmpty { configure(&draft, patch: properties.config, unrenderedPatch: properties.unrenderedConfig) }
        describe(&draft, properties, columns: properties.columns, context)
        if case .model(var model) = draft.node.details {
            model.deprecationDate = Deprecation.timestamp(properties.deprecationDate)
            setTimeSpine(&model, properties)
            draft.node.details = .model(model)
            setConstraints(properties.constraints, &draft, properties, context)
        } else {
            warnOfModelFields(properties, draft.node)
        }
    }

    /// Description, columns and the path of the file.
    mutating func describe(
        _ draft: inout NodeDraft, _ properties: NodeProperties, columns: [ColumnProperties], _ context: PropertiesContext
    ) {
        draft.node.patchPath = context.file.fileID
        draft.node.describedAt = properties.span
        draft.node.description = properties.description
        draft.node.columns = Self.columns(columns)
        draft.node.name = properties.name
    }

    /// Columns as nodes have them; of two with one name the later counts, at the place of the first.
    static func columns(_ properties: [ColumnProperties]) -> [Column] {
        var result: [Column] = []
        result.reserveCapacity(properties.count)
        for column in properties {
            let built = self.column(column)
            if let index = result.firstIndex(where: { $0.name == column.name }) { result[index] = built } else { result.append(built) }
        }
        return result
    }

    private static func column(_ properties: ColumnProperties) -> Column {
        var column = Column(name: properties.name)
        column.description = properties.description
        column.source = properties.span
        column.dataType = properties.dataType
        column.constraints = properties.constraints.map { ConstraintText.columnForm($0) }
        column.meta = properties.meta
        for entry in properties.config["meta"]?.map ?? ConfigMap() { column.meta.set(entry.name, key: entry.key, entry.value) }
        for tag in properties.tags + (properties.config["tags"].map(ConfigMerge.listed)?.compactMap(\.string) ?? []) {
            if !column.tags.contains(tag) { column.tags.append(tag) }
        }
        column.quote = properties.quote
        column.granularity = properties.granularity?.lowercased()
        column.extra = properties.extra
        var form = SemanticForm()
        column.extra["dimension"] = form.dimension(of: properties)
        column.extra["entity"] = form.entity(of: properties)
        return column
    }

    private mutating func warnOfModelFields(_ properties: NodeProperties, _ node: Node) {
        guard !properties.constraints.isEmpty else { return }
        let message = "Field constraints is not valid for \(node.resourceType.rawValue) (\(properties.name))"
        report(
            .warning("field-not-valid", message, at: properties.span).with([
                "resource_type": .text(node.resourceType.rawValue), "field_name": "constraints", "node_name": .text(properties.name),
            ]))
    }
}
