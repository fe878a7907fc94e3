import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// What only the whole graph shows: groups, access, snapshots, names that collide, cycles, configuration without a resource.
    mutating func checkGraph() {
        checkGroups()
        checkAccess()
        checkSnapshots()
        checkMicrobatches()
        checkTestGates()
        checkNames()
        checkSpaces()
        checkRelations()
        checkLayers()
        checkCycles()
        checkUnusedConfigs()
        checkDeprecations()
        checkFunctions()
        checkSemantics()
        checkKeys()
    }

    /// Keys that dbt does not know or wants elsewhere, in the root project alone: nobody can mend those of a package.
    private mutating func checkKeys() {
        var found = (input.project.root?.properties ?? []).flatMap(KeyCheck.diagnostics)
        for draft in nodes.enabled where draft.node.resourceType == .model && draft.node.packageName == root.name {
            found += KeyCheck.diagnostics(ofCall: draft.node.configCall, in: draft.node.originalFilePath) { entry in
                let first = draft.text?.firstLine
                return entry.key.span ?? (entry.value.span ?? first)?.key(entry.name) ?? first
            }
        }
        found += KeyCheck.diagnostics(of: root)
        // Only the first of a kind is shown, so what is probably a typo comes first.
        diagnostics += found.filter { $0.hint != nil } + found.filter { $0.hint == nil }
    }

    private mutating func checkGroups() {
        let known = Set(groups.values.map(\.name)).sorted()
        for draft in nodes.enabled {
            guard let group = draft.node.group, !group.isEmpty, !known.contains(group) else { continue }
            let span = draft.node.config["group"]?.span ?? draft.text?.firstLine
            report(unknownGroup(group, known, at: span).placed(at: nil, of: draft.node))
        }
        for resource in semantics.values {
            guard let group = resource.group, !group.isEmpty, !known.contains(group) else { continue }
            report(unknownGroup(group, known, at: resource.config["group"]?.span ?? resource.span))
        }
    }

    private func unknownGroup(_ group: String, _ known: [String], at span: SourceSpan?) -> Diagnostic {
        let list = "[" + known.map(PythonText.quoted).joined(separator: ", ") + "]"
        return .error(
            "unknown-group", "Invalid group '\(group)', expected one of \(list)", at: span, hint: DidYouMean.hint(group, among: known))
    }

    private mutating func checkAccess() {
        for draft in nodes.enabled where draft.node.model?.access == "public" && draft.node.isEphemeral {
            let message =
                "Node \(draft.node.uniqueID) with 'ephemeral' materialization has an invalid value (public) for the access field"
            report(.error("bad-access", message, at: draft.node.config["access"]?.span ?? draft.text?.firstLine))
        }
    }

    private mutating func checkSnapshots() {
        for draft in nodes.enabled where draft.node.resourceType == .snapshot {
            for message in SnapshotRules.problems(draft.node.config) {
                report(.error("bad-snapshot", message, at: draft.text?.firstLine).placed(at: draft.text?.firstLine, of: draft.node))
            }
        }
    }

    /// One name for resources of different kinds in one package, and for versioned and unversioned models.
    private mutating func checkNames() {
        var plain: [String: NodeDraft] = [:]
        var versioned: [String: NodeDraft] = [:]
        for draft in nodes.enabled where draft.isRelational(storesFailures: input.storesFailures) {
            let key = "\(draft.node.packageName).\(draft.node.name)"
            if draft.node.model?.version != nil {
                versioned[key] = draft
                continue
            }
            if let existing = plain[key] { reportSharedName(draft, existing) }
            plain[key] = draft
        }
        for key in versioned.keys.sorted() {
            guard let first = versioned[key], let second = plain[key] else { continue }
            let message = """
                dbt found versioned and unversioned models with the name "\(first.node.name)".

                Since these resources have the same name, dbt will be unable to find the correct resource
                when looking for ref('\(first.node.name)').

                To fix this, change the name of the unversioned resource
                \(second.node.uniqueID) (\(second.node.originalFilePath))
                or add the unversioned model to the versions in \(first.node.patchPath ?? "None")
                """
            report(.error("versioned-and-not", message, at: second.text?.firstLine))
        }
    }

    private mutating func reportSharedName(_ new: NodeDraft, _ old: NodeDraft) {
        if root.flag(.uniqueResourceNames) {
            report(DuplicateText.diagnostic(old, new))
            return
        }
        let message =
            "Found resources with the same name '\(new.node.name)' in package '\(new.node.packageName)': '\(old.node.uniqueID)' and "
            + "'\(new.node.uniqueID)'. Please update one of the resources to have a unique name."
        report(
            .warning("duplicate-name-distinct-types", message, at: new.text?.firstLine).with([
                "resource_name": .text(new.node.name), "package_name": .text(new.node.packageName), "unique_id1": .text(old.node.uniqueID),
                "unique_id2": .text(new.node.uniqueID),
            ]))
    }

    /// Two resources must not be one relation.
    private mutating func checkRelations() {
        var owners: [String: NodeDraft] = [:]
        for draft in nodes.enabled where draft.isRelational(storesFailures: input.storesFailures) {
            let node = draft.node
            let name =
                node.relationName
                ?? names.relationName(
                    database: node.database, schema: node.schema, identifier: node.alias, quoting: [:])
            guard let owner = owners[name] else {
                owners[name] = draft
                continue
            }
            let message = """
                dbt found two resources with the database representation "\(name)".
                dbt cannot create two resources with identical database representations. To fix this,
                change the configuration of one of these resources:
                - \(owner.node.uniqueID) (\(owner.node.originalFilePath))
                - \(node.uniqueID) (\(node.originalFilePath))
                """
            let note = Diagnostic.Note("the other one is here", at: owner.text?.firstLine)
            report(.error("ambiguous-relation", message, at: draft.text?.firstLine, notes: [note], hint: foldingHint(owner.node, node)))
        }
    }

    /// On SQLite schemas without a file of their own are one schema.
    private func foldingHint(_ first: Node, _ second: Node) -> String? {
        let configured = [first, second].map { $0.config["schema"]?.string ?? "" }
        guard configured[0] != configured[1], first.schema == second.schema else { return nil }
        return "both schemas lie in '\(first.schema)' here: give one of the two an alias, or map its schema to a file in the profile"
    }

    private mutating func checkUnusedConfigs() {
        var unused: [(path: String, span: SourceSpan?)] = []
        for kind in UnusedConfigs.kinds {
            let paths = UnusedConfigs.paths(of: root.configs[kind])
            if paths.isEmpty { continue }
            let fqns = nodes.enabled.filter { UnusedConfigs.kind(of: $0.node) == kind }.map { $0.node.fqn } + otherNames(kind)
            let all = fqns + nodes.disabled.flatMap { $0.drafts.map { $0.node.fqn } } + disabledSources.map(\.fqn)
            for (path, span) in paths where !UnusedConfigs.isUsed(path, by: all) {
                unused.append((([kind.rawValue.replacing("-", with: "_")] + path).joined(separator: "."), span))
            }
        }
        guard !unused.isEmpty else { return }
        let message =
            "Configuration paths exist in your dbt_project.yml file which do not apply to any resources.\n"
            + "There are \(unused.count) unused configuration paths:\n" + unused.map { "- \($0.path)" }.joined(separator: "\n")
        let names = nodes.enabled.flatMap { $0.node.fqn }
        let written = unused.first?.path.split(separator: ".").last.map(String.init) ?? ""
        report(
            .warning("unused-config", message, at: unused.first?.span, hint: DidYouMean.hint(written, among: names)).with([
                "unused_config_paths": .texts(unused.map(\.path))
            ]))
    }

    private func fqns(of type: ResourceType) -> [[String]] {
        (semantics.values + disabledSemantics).filter { $0.resourceType == type }.map(\.fqn)
    }

    private func otherNames(_ kind: ConfigTreeKind) -> [[String]] {
        switch kind {
        case .sources: sources.values.map(\.fqn)
        case .exposures: exposures.values.map(\.fqn)
        case .unitTests: unitTests.map(\.fqn)
        case .metrics: fqns(of: .metric)
        case .semanticModels: fqns(of: .semanticModel)
        case .savedQueries: fqns(of: .savedQuery)
        default: []
        }
    }
}

/// Finds configuration of `dbt_project.yml` that applies to nothing.
enum UnusedConfigs {
    static let kinds: [ConfigTreeKind] = [
        .models, .seeds, .snapshots, .sources, .dataTests, .unitTests, .exposures, .metrics, .semanticModels, .savedQueries, .functions,
    ]

    /// The tree that configures a node; nil for nodes without a tree of their own.
    static func kind(of node: Node) -> ConfigTreeKind? {
        switch node.resourceType {
        case .model: .models
        case .seed: .seeds
        case .snapshot: .snapshots
        case .test: .dataTests
        case .function: .functions
        default: nil
        }
    }

    /// The levels that set something.
    static func paths(of tree: ConfigMap) -> [(path: [String], span: SourceSpan?)] {
        var found: [(path: [String], span: SourceSpan?)] = []
        collect(tree, [], nil, into: &found)
        return found
    }

    private static func collect(
        _ map: ConfigMap, _ path: [String], _ span: SourceSpan?, into found: inout [(path: [String], span: SourceSpan?)]
    ) {
        for entry in map {
            if let next = entry.value.map, !entry.name.hasPrefix("+") {
                collect(next, path + [entry.name], entry.key.span, into: &found)
            } else if !found.contains(where: { $0.path == path }) {
                found.append((path, span))
            }
        }
    }

    /// Whether a path is the beginning of some resource's name.
    static func isUsed(_ path: [String], by fqns: [[String]]) -> Bool { fqns.contains { $0.starts(with: path) } }
}

/// What a snapshot's configuration must have.
enum SnapshotRules {
    /// dbt's messages about what is missing.
    static func problems(_ config: ConfigMap) -> [String] {
        func isGiven(_ key: String) -> Bool { config[key].map(PythonText.isTrue) ?? false }
        guard isGiven("strategy"), isGiven("unique_key") else {
            return ["Snapshots must be configured with a 'strategy' and 'unique_key'."]
        }
        var problems: [String] = []
        switch config["strategy"]?.string {
        case "check":
            if !isGiven("check_cols") {
                problems.append("A snapshot configured with the check strategy must specify a check_cols configuration.")
            } else if let text = config["check_cols"]?.string, text != "all" {
                problems.append("Invalid value for 'check_cols': \(text). Expected 'all' or a list of strings.")
            }
        case "timestamp":
            if !isGiven("updated_at") {
                problems.append("A snapshot configured with the timestamp strategy must specify an updated_at configuration.")
            } else if isGiven("check_cols") {
                problems.append("A 'timestamp' snapshot should not have 'check_cols'")
            }
        default: break
        }
        if isGiven("materialized"), config["materialized"]?.string != "snapshot" {
            problems.append("A snapshot must have a materialized value of 'snapshot'")
        }
        return problems
    }
}
