import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Gives every node and exposure its parents. A name that leads nowhere is an error, for tests a warning that disables the test.
    mutating func bindReferences() {
        let index = ReferenceIndex(provisionalManifest())
        for id in nodes.ids {
            guard var draft = nodes[id] else { continue }
            guard draft.node.resourceType != .seed else {
                checkRoot(draft)
                continue
            }
            bindSources(&draft, index)
            bindNodes(&draft, index)
            bindFunctions(&draft, index)
            nodes[id] = draft
        }
        for id in exposures.keys {
            guard var exposure = exposures[id] else { continue }
            bind(&exposure, index)
            exposures[id] = exposure
        }
    }

    /// What the index needs of the manifest.
    func provisionalManifest() -> Manifest {
        var manifest = Manifest(metadata: input.metadata)
        manifest.metadata.projectName = root.name
        manifest.nodes = nodes.finished
        manifest.sources = sources
        for (id, drafts) in nodes.disabled { manifest.disabled += drafts.map { (id, .node($0.node)) } }
        manifest.disabled += disabledSources.map { ($0.uniqueID, .source($0)) }
        return manifest
    }

    /// Seeds stand on nothing; only their hooks could name something.
    private mutating func checkRoot(_ draft: NodeDraft) {
        let node = draft.node
        guard node.refs.count + node.sources.count + node.metrics.count > 0 else { return }
        let hooks = ["pre", "post"].flatMap { when in
            (node.config["\(when)-hook"]?.list ?? []).map { "- \(when)_hook: \"\($0["sql"]?.string ?? "")\"" }
        }
        let message =
            "Seeds cannot depend on other nodes. dbt detected a seed with a pre- or post-hook\nthat calls 'ref', 'source', or 'metric', either "
            + "directly or indirectly via other macros.\n\nError raised for '\(node.uniqueID)', which has these hooks defined:\n"
            + hooks.joined(separator: "\n")
        report(.error("seed-with-parents", message, at: draft.text?.firstLine))
    }

    private mutating func bindSources(_ draft: inout NodeDraft, _ index: ReferenceIndex) {
        for pair in draft.node.sources where pair.count == 2 {
            switch index.source(pair[0], pair[1], from: draft.node.packageName) {
            case .found(let id):
                draft.node.dependsOn.addNode(id)
                draft.notePlace(of: "source:\(pair.joined(separator: "."))", leadingTo: id)
            case .disabled: unbound(&draft, MissingTarget(source: pair, isDisabled: true))
            default: unbound(&draft, MissingTarget(source: pair, isDisabled: false))
            }
        }
    }

    private mutating func bindNodes(_ draft: inout NodeDraft, _ index: ReferenceIndex) {
        for ref in draft.node.refs {
            switch index.node(ref, from: draft.node.packageName) {
            case .found(let id):
                guard mayRefer(draft.node, to: id, ref) else { continue }
                warnOfRootDependency(draft.node, id, ref)
                draft.node.dependsOn.addNode(id)
                draft.notePlace(of: ref.callKey, leadingTo: id)
            case .ambiguous(let ids): reportAmbiguous(ref, ids, draft)
            case .disabled: unbound(&draft, MissingTarget(ref: ref, isDisabled: true))
            case .missing: unbound(&draft, MissingTarget(ref: ref, isDisabled: false))
            }
        }
    }

    private mutating func bindFunctions(_ draft: inout NodeDraft, _ index: ReferenceIndex) {
        for names in draft.node.functions {
            switch index.function(names, from: draft.node.packageName) {
            case .found(let id):
                draft.node.dependsOn.addNode(id)
                draft.notePlace(of: "function:\(names.last ?? "")", leadingTo: id)
            case .disabled: unbound(&draft, MissingTarget(function: names, isDisabled: true))
            default: unbound(&draft, MissingTarget(function: names, isDisabled: false))
            }
        }
    }

    /// What a reference leads to nothing under.
    private struct MissingTarget {
        let kind: String
        let name: String
        let package: String?
        let version: NodeVersion?
        let isDisabled: Bool
        let spanKey: String

        init(ref: RefArguments, isDisabled: Bool) {
            kind = "node"
            name = ref.name
            package = ref.package
            version = ref.version
            spanKey = ref.callKey
            self.isDisabled = isDisabled
        }

        init(function names: [String], isDisabled: Bool) {
            kind = "function"
            name = names.last ?? ""
            package = names.count == 2 ? names[0] : nil
            version = nil
            spanKey = "function:\(name)"
            self.isDisabled = isDisabled
        }

        init(source: [String], isDisabled: Bool) {
            kind = "source"
            name = source.joined(separator: ".")
            package = nil
            version = nil
            spanKey = "source:\(source.joined(separator: "."))"
            self.isDisabled = isDisabled
        }
    }

    private mutating func unbound(_ draft: inout NodeDraft, _ target: MissingTarget) {
        draft.node.config["enabled"] = false
        let node = draft.node
        let title = node.resourceType.rawValue.prefix(1).uppercased() + node.resourceType.rawValue.dropFirst()
        let reason = target.isDisabled ? "is disabled" : "was not found"
        let span = node.callSpans[target.spanKey] ?? draft.text?.firstLine
        let id = DiagnosticID(
            target.isDisabled ? "disabled-\(target.kind)" : target.kind == "node" ? "unknown-ref" : "unknown-\(target.kind)")
        let start = "\(title) '\(node.uniqueID)' (\(node.originalFilePath)) depends on a \(target.kind) named '\(target.name)' "
        let hint = target.isDisabled ? "set enabled: true in its configuration, or take this reference away" : suggestion(for: target)
        if node.resourceType == .test {
            let place = target.package.map { "in package '\($0)' " } ?? ""
            if target.isDisabled, target.kind == "node" { return }
            report(
                .warning(id, "\(start)\(place)which \(reason)", at: span, hint: hint).with([
                    "original_file_path": .text(node.originalFilePath), "unique_id": .text(node.uniqueID),
                    "resource_type_title": .text(String(title)), "target_name": .text(target.name), "target_kind": .text(target.kind),
                    "target_package": .text(target.package ?? ""), "disabled": .text(target.isDisabled ? "True" : "False"),
                ]))
            return
        }
        let version = target.version.map { "with version '\($0.text)' " } ?? ""
        let place = target.package.map { "in package or project '\($0)' " } ?? ""
        report(.error(id, "\(start)\(version)\(place)which \(reason)", at: span, hint: hint))
    }

    private func suggestion(for target: MissingTarget) -> String? {
        let packages = input.project.packages.map(\.name)
        if let package = target.package, !packages.contains(package) {
            return DidYouMean.hint(package, among: packages)
                ?? "no package '\(package)' is installed: name it in packages.yml and run `smelt deps`"
        }
        if target.kind == "node" {
            if let hint = DidYouMean.hint(target.name, among: refs.names) { return hint }
            return sources.values.contains { $0.name == target.name } ? "'\(target.name)' is a source table: use source()" : nil
        }
        if target.kind == "function" {
            return DidYouMean.hint(target.name, among: nodes.enabled.filter { $0.node.resourceType == .function }.map(\.node.name))
        }
        return DidYouMean.hint(target.name, among: sources.values.map { "\($0.sourceName).\($0.name)" })
    }

    private mutating func reportAmbiguous(_ ref: RefArguments, _ ids: [String], _ draft: NodeDraft) {
        let name = ref.version.map { "\(ref.name).v\($0.text)" } ?? ref.name
        let packages = ids.map { id in id.split(separator: ".").dropFirst().first.map(String.init) ?? "" }
        let message =
            "When referencing '\(name)', dbt found nodes in multiple packages: '\(ids.joined(separator: "', '"))'\n"
            + "To fix this, use two-argument 'ref', with the package name first: '\(packages.joined(separator: "' or '"))'"
        report(.error("ambiguous-ref", message, at: draft.node.callSpans[ref.callKey] ?? draft.text?.firstLine))
    }

    /// Private models may be used in their group alone, protected ones in their package where it restricts access.
    private mutating func mayRefer(_ node: Node, to id: String, _ ref: RefArguments) -> Bool {
        let span = node.callSpans[ref.callKey] ?? node.source?.firstLine
        return mayRefer(node.uniqueID, of: node.packageName, group: node.group, to: id, at: span)
    }

    /// The same for whatever refers to models; what has no group may use no private model.
    private mutating func mayRefer(_ referrer: String, of package: String, group: String?, to id: String, at span: SourceSpan?) -> Bool {
        guard let target = nodes[id]?.node, let model = target.model else { return true }
        let isForeign = package != target.packageName && (projects[target.packageName]?.restrictsAccess ?? false)
        var scope: (access: String, name: String, kind: String)?
        if model.access == "private", group == nil || group != target.group || isForeign {
            scope = ("private", target.group ?? "", "group")
        } else if model.access == "protected", isForeign {
            scope = ("protected", target.packageName, "package")
        }
        guard let scope else { return true }
        let message =
            "Node \(referrer) attempted to reference node \(id), which is not allowed because the referenced node is \(scope.access) to "
            + "the '\(scope.name)' \(scope.kind)."
        report(.error(DiagnosticID("\(scope.access)-ref"), message, at: span))
        return false
    }

    private mutating func warnOfRootDependency(_ node: Node, _ id: String, _ ref: RefArguments) {
        guard !root.flag(.refSearchesNodePackageFirst), node.packageName != root.name, ref.package != root.name,
            nodes[id]?.node.packageName == root.name
        else { return }
        let message =
            "The node '\(node.name)'in package '\(node.packageName)' depends on the root project node '\(id)'.This may lead to unexpected "
            + "cycles downstream. Please set the 'require_ref_searches_node_package_before_root' behavior change flag to True to avoid this "
            + "issue.For more information, see the documentation at "
            + "https://docs.getdbt.com/reference/global-configs/behavior-changes#package-ref-search-order"
        report(
            .warning("package-depends-on-root", message, at: node.callSpans[ref.callKey]).with([
                "node_name": .text(node.name), "package_name": .text(node.packageName), "root_project_unique_id": .text(id),
            ]))
    }

    private mutating func bind(_ exposure: inout Exposure, _ index: ReferenceIndex) {
        func missing(_ kind: String, _ name: String, isDisabled: Bool, package: String? = nil) {
            let place = package.map { "in package or project '\($0)' " } ?? ""
            let message =
                "Exposure '\(exposure.uniqueID)' (\(exposure.originalFilePath)) depends on a \(kind) named '\(name)' \(place)which "
                + (isDisabled ? "is disabled" : "was not found")
            let names = kind == "node" ? refs.names : sources.values.map { "\($0.sourceName).\($0.name)" }
            let id = DiagnosticID(isDisabled ? "disabled-\(kind)" : kind == "node" ? "unknown-ref" : "unknown-source")
            report(.error(id, message, at: exposure.span, hint: isDisabled ? nil : DidYouMean.hint(name, among: names)))
        }
        for pair in exposure.sources where pair.count == 2 {
            switch index.source(pair[0], pair[1], from: exposure.packageName) {
            case .found(let id): exposure.dependsOn.addNode(id)
            case .disabled: missing("source", pair.joined(separator: "."), isDisabled: true)
            default: missing("source", pair.joined(separator: "."), isDisabled: false)
            }
        }
        for ref in exposure.refs {
            switch index.node(ref, from: exposure.packageName) {
            case .found(let id):
                guard mayRefer(exposure.uniqueID, of: exposure.packageName, group: nil, to: id, at: exposure.span) else { continue }
                exposure.dependsOn.addNode(id)
            case .disabled: missing("node", ref.name, isDisabled: true, package: ref.package)
            default: missing("node", ref.name, isDisabled: false, package: ref.package)
            }
        }
    }
}
