import Diagnostics
import Formats
import Graph
import Jinja
import Project

extension Resolver {
    /// Computes a node's configuration from every place and what follows from it: tags, meta, group, access, docs, contract, the names of
    /// its relation. `patch` is the configuration of its properties file, `unrenderedPatch` the same as written.
    mutating func configure(_ draft: inout NodeDraft, patch: ConfigMap = [:], unrenderedPatch: ConfigMap? = nil) {
        let (outcome, layer) = layeredConfig(draft.node, patch)
        for diagnostic in outcome.diagnostics { report(diagnostic.placed(at: draft.text?.firstLine, of: draft.node)) }
        let config = outcome.config
        copyProperties(config, to: &draft)
        draft.node.unrenderedConfig = unrendered(draft, patch: patch, unrenderedPatch: unrenderedPatch, layer: layer)
        draft.node.config = Self.keepingEarlier(withoutFolderSchema(draft.node, layer), config)
        nameRelation(&draft, config)
        captureHooks(&draft)
    }

    /// The configuration with the defaults of the node's layer. The layer may be named by the configuration itself, in `meta`.
    private func layeredConfig(_ node: Node, _ patch: ConfigMap) -> (outcome: ConfigMerge.Outcome, layer: Int?) {
        func config(_ layer: Int?) -> ConfigMerge.Outcome {
            merge.config(
                of: node.resourceType, fqn: node.fqn, package: node.packageName, patch: patch, call: node.configCall, layer: layer)
        }
        let folder = assignment?.layer(ofFile: node.originalFilePath, package: node.packageName)
        let outcome = config(folder)
        guard let layer = assignment?.layer(of: node, outcome.config), layer != folder else { return (outcome, folder) }
        return (config(layer), layer)
    }

    /// The configuration so far without the schema that the layer of its folder gave it, where it is in another.
    private func withoutFolderSchema(_ node: Node, _ layer: Int?) -> ConfigMap {
        let folder = assignment?.layer(ofFile: node.originalFilePath, package: node.packageName)
        guard let folder, folder != layer, let given = assignment?.defaults(of: folder, node.resourceType)["schema"]?.string,
            node.config["schema"]?.string == given
        else { return node.config }
        var config = node.config
        config["schema"] = .null
        return config
    }

    /// A null does not take away what was known before: dbt drops nulls before it puts a node's configuration together.
    private static func keepingEarlier(_ old: ConfigMap, _ new: ConfigMap) -> ConfigMap {
        var result = new
        for entry in old where !entry.value.isNull && result[entry.name]?.isNull ?? true { result[entry.name] = entry.value }
        return result
    }

    /// What dbt shows on the node as well as in its configuration.
    private mutating func copyProperties(_ config: ConfigMap, to draft: inout NodeDraft) {
        for tag in config["tags"].map(ConfigMerge.listed)?.compactMap(\.string) ?? [] where !draft.node.tags.contains(tag) {
            draft.node.tags.append(tag)
        }
        if let meta = config["meta"]?.map, !meta.isEmpty { draft.node.meta = meta }
        if let group = config["group"]?.string, !group.isEmpty { draft.node.group = group }
        if draft.node.resourceType == .model, let access = config["access"], PythonText.isTrue(access) { setAccess(access, &draft) }
        if let docs = config["docs"]?.map {
            draft.node.docs.show = docs["show"]?.bool ?? draft.node.docs.show
            draft.node.docs.nodeColor = docs["node_color"]?.string
        }
        if let contract = config["contract"]?.map {
            draft.node.contract = Contract()
            draft.node.contract.enforced = contract["enforced"]?.bool ?? false
            draft.node.contract.aliasTypes = contract["alias_types"]?.bool ?? true
        }
    }

    /// Sets a model's access. A word that is none of the three is an error.
    mutating func setAccess(_ access: ConfigValue, _ draft: inout NodeDraft) {
        guard let word = access.string, ["private", "protected", "public"].contains(word), case .model(var model) = draft.node.details
        else {
            let message =
                "Node \(draft.node.uniqueID) has an invalid value (\(PythonText.str(access))) for the access field"
            let hint = access.string.flatMap { DidYouMean.hint($0, among: ["private", "protected", "public"]) }
            report(.error("bad-access", message, at: access.span ?? draft.text?.firstLine, hint: hint))
            return
        }
        model.access = word
        draft.node.details = .model(model)
    }

    private func unrendered(_ draft: NodeDraft, patch: ConfigMap, unrenderedPatch: ConfigMap?, layer: Int?) -> ConfigMap {
        let node = draft.node
        let written = unrenderedPatch.map { $0.isEmpty ? patch : ConfigCallMerge.deepMerged(patch, $0) } ?? patch
        let comparesUnrendered = root.flag(.comparesUnrenderedValues)
        let call = comparesUnrendered ? draft.unrenderedCall ?? node.configCall : node.configCall
        return merge.unrendered(of: node.resourceType, fqn: node.fqn, package: node.packageName, patch: written, call: call, layer: layer)
    }

    /// Asks the `generate_…_name` macros for database, schema and alias.
    private mutating func nameRelation(_ draft: inout NodeDraft, _ config: ConfigMap) {
        draft.node.database = generated(.database, config["database"], draft).flatMap(\.string)
        if let schema = generated(.schema, config["schema"], draft) { setSchema(schema, &draft) }
        draft.node.alias = generated(.alias, config["alias"], draft).map(PythonText.str) ?? draft.node.name
        if draft.node.resourceType == .snapshot {
            if let database = config["target_database"]?.string, !database.isEmpty { draft.node.database = database }
            if let schema = config["target_schema"]?.string, !schema.isEmpty { draft.node.schema = schema }
        }
        updateRelationName(&draft)
    }

    private mutating func setSchema(_ schema: ConfigValue, _ draft: inout NodeDraft) {
        if schema.isNull {
            let id = draft.node.uniqueID
            if root.flag(.validSchemaFromMacro) {
                let message = "Node '\(id)' has a schema set to None as a result of a generate_schema_name call."
                report(.error("null-schema", message, at: draft.text?.firstLine))
            } else {
                let message =
                    "Node '\(id)' has a schema set to None as a result of a generate_schema_name call. Please set a valid schema name."
                report(.warning("null-schema", message, at: draft.text?.firstLine).with(["resource_unique_id": .text(draft.node.uniqueID)]))
            }
        }
        draft.node.schema = schema.isNull ? "" : PythonText.str(schema)
    }

    /// The answer of a naming macro, white space around a text cut off; nil where the macro failed or is missing.
    mutating func generated(_ component: NodeNameComponent, _ custom: ConfigValue?, _ draft: NodeDraft) -> ConfigValue? {
        guard let macro = macroLookup.nameMacro(component, package: draft.node.packageName) else {
            report(.error("missing-macro", "No macro with name generate_\(component.rawValue)_name found"))
            return nil
        }
        if macro.hasPrefix("macro.dbt."),
            let value = builtInNames?.name(component, custom ?? .null, draft.node)
        {
            return value
        }
        do throws(Diagnostic) {
            let value = try rendering.generateName(macro: macro, custom: custom ?? .null, for: draft.node)
            return value.string.map { .string($0.trimmingSpace()) } ?? value
        } catch {
            report(error)
            return nil
        }
    }

    /// The quoted name, for nodes that are relations. A node's own `quoting` has no say in it (dbt 1.12).
    func updateRelationName(_ draft: inout NodeDraft) {
        let isRelation = draft.node.resourceType == .function || draft.isRelational(storesFailures: input.storesFailures)
        guard isRelation, !draft.node.isEphemeral else {
            draft.node.relationName = nil
            return
        }
        draft.node.schema = names.physicalSchema(draft.node.schema)
        draft.node.relationName = names.relationName(
            database: draft.node.database, schema: draft.node.schema, identifier: draft.node.alias, quoting: [:])
    }

    /// A model's hooks may refer to other nodes, which makes them its parents.
    private mutating func captureHooks(_ draft: inout NodeDraft) {
        guard draft.node.resourceType != .test else { return }
        for key in ["pre-hook", "post-hook"] {
            for hook in draft.node.config[key]?.list ?? [] {
                guard let sql = hook["sql"]?.string, ConfigRenderer.hasTags(sql) else { continue }
                let file = SourceFile(path: draft.node.originalFilePath, text: sql)
                let request = CaptureRequest(
                    node: draft.node, text: SourceSpan(file, 0, file.bytes.count),
                    origin: hook["sql"]?.span ?? hook.span ?? Self.configCall(in: draft))
                var calls = rendering.capture(request)
                calls.configCalls = []
                calls.unrenderedConfig = nil
                apply(calls, to: &draft)
            }
        }
    }

    /// Where the text of a node calls `config()`: where hooks stand that know no place of their own.
    private static func configCall(in draft: NodeDraft) -> SourceSpan? {
        guard let text = draft.text, let template = try? Template(text.file, in: text.start..<text.end, mode: .parse) else { return nil }
        return template.calls.first { $0.owner == nil && $0.name == "config" }?.span
    }

    /// Puts a finished node where it belongs. Two enabled nodes of one id are an error.
    mutating func add(_ draft: NodeDraft) {
        let id = draft.node.uniqueID
        guard draft.isEnabled else {
            nodes.addDisabled(draft)
            return
        }
        if let existing = nodes[id] {
            report(DuplicateText.diagnostic(draft, existing))
            return
        }
        nodes[id] = draft
    }
}

extension Diagnostic {
    /// The message with a place and a node's name where it has no place of its own.
    func placed(at span: SourceSpan?, of node: Node) -> Diagnostic {
        guard self.span == nil else { return self }
        let key = message.firstRange(of: "at path ['").map { String(message[$0.upperBound...].prefix { $0 != "'" }) }
        let place = key.flatMap { span?.key($0) } ?? span
        return Diagnostic(id, severity, "\(message) (in \(node.uniqueID))", at: place, notes: notes, hint: hint).with(facts)
    }
}
