import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Applies an entry with versions: finds the file of each version and gives it its version's name and configuration.
    mutating func patchVersions(_ properties: NodeProperties, _ context: PropertiesContext) {
        guard properties.section == .models, let latest = properties.effectiveLatestVersion else { return }
        for version in properties.versions { patch(version, of: properties, latest, context) }
        rebuildReferences()
    }

    private mutating func patch(
        _ version: VersionProperties, of properties: NodeProperties, _ latest: NodeVersion, _ context: PropertiesContext
    ) {
        let package = context.package.name
        let fileName = version.definedIn ?? "\(properties.name)_\(version.formatted)"
        var id = refs.find(fileName, package: package).first
        if id == nil, version.version == latest { id = refs.find(properties.name, package: package).first }
        if let id, var draft = nodes[id], draft.node.resourceType == .model {
            nodes[id] = nil
            finish(&draft, version, properties, latest, context)
            if let existing = nodes[draft.node.uniqueID] {
                report(DuplicateText.diagnostic(draft, existing))
                return
            }
            nodes[draft.node.uniqueID] = draft
            return
        }
        if let id, let node = nodes[id]?.node {
            let message = "'\(node.uniqueID)' cannot have versions: only models have them"
            report(.error("versions-of-no-model", message, at: version.span))
            return
        }
        guard var draft = takeDisabled(fileName, properties) else {
            let message =
                "Did not find matching node for patch with name '\(fileName)' in the 'models' section of file '\(context.file.originalPath)'"
            report(
                .warning("unmatched-properties", message, at: version.span).with([
                    "patch_name": .text(fileName), "yaml_key": "models", "file_path": .text(context.file.originalPath),
                ]))
            return
        }
        finish(&draft, version, properties, latest, context)
        nodes.addDisabled(draft)
    }

    private mutating func takeDisabled(_ name: String, _ properties: NodeProperties) -> NodeDraft? {
        guard let entry = nodes.disabled.first(where: { $0.drafts.contains { $0.node.name == name && $0.node.resourceType == .model } })
        else { return nil }
        if entry.drafts.count > 1, properties.config["enabled"].map(PythonText.isTrue) ?? false {
            reportManyDisabled(entry.drafts, properties)
            return nil
        }
        nodes.setDisabled(entry.id, [])
        return entry.drafts[0]
    }

    private mutating func finish(
        _ draft: inout NodeDraft, _ version: VersionProperties, _ properties: NodeProperties, _ latest: NodeVersion,
        _ context: PropertiesContext
    ) {
        draft.node.uniqueID = "model.\(context.package.name).\(properties.name).\(version.formatted)"
        if !draft.node.fqn.isEmpty { draft.node.fqn[draft.node.fqn.count - 1] = properties.name }
        draft.node.fqn.append(version.formatted)
        describe(&draft, properties, columns: properties.columns(of: version), context)
        if !version.description.isEmpty { draft.node.description = version.description }
        if case .model(var model) = draft.node.details {
            model.version = version.version
            model.latestVersion = latest
            model.deprecationDate = Deprecation.timestamp(version.deprecationDate)
            setTimeSpine(&model, properties)
            draft.node.details = .model(model)
        }
        if let access = version.access { setAccess(.string(access), &draft) }
        let config = ConfigCallMerge.deepMerged(properties.config, version.config)
        configure(&draft, patch: config, unrenderedPatch: properties.unrenderedVersionConfigs[version.version.text])
        let constraints = version.constraints.isEmpty ? properties.constraints : version.constraints
        setConstraints(constraints, &draft, properties, context)
        addSemantics(of: draft.node, properties, context)
    }
}
