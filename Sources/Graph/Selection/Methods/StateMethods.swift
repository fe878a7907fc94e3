import Diagnostics

/// `result:`: nodes by their status in an earlier run.
struct ResultMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        guard let results = selector.previous?.results else {
            throw Diagnostic(
                "state-missing", .error, "No comparison run_results", hint: "name the folder of earlier artifacts with --state")
        }
        let ids = results.results.filter { $0.status.rawValue == query.text }.map(\.uniqueID)
        return selector.enabled(ids)
    }
}

/// `source_status:fresher`: sources with newer rows than in an earlier run of `source freshness`.
struct SourceStatusMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        guard let before = selector.previous?.sources else {
            throw Diagnostic("state-missing", .error, "No previous state comparison freshness results in sources.json")
        }
        guard let now = selector.previous?.currentSources else {
            throw Diagnostic("state-missing", .error, "No current state comparison freshness results in sources.json")
        }
        guard query.text == "fresher" else { return selector.graph.emptySet() }
        let earlier = loadTimes(before)
        let fresher = loadTimes(now).filter { id, time in
            guard let old = earlier[id] else { return true }
            return old.precedesByCodePoint(time)
        }
        return selector.enabled(fresher.keys)
    }

    /// By id: when the newest row was loaded. ISO timestamps of one offset sort as text.
    private func loadTimes(_ results: FreshnessResults) -> [String: String] {
        var times: [String: String] = [:]
        for result in results.results {
            if case .measured(let measurement) = result.outcome { times[result.uniqueID] = measurement.maxLoadedAt }
        }
        return times
    }
}

/// `state:`: nodes that are new, were there before, or changed against an earlier manifest.
struct StateMethod: SelectorMethod {
    private static let kinds = [
        "new", "old", "modified", "unmodified", "modified.body", "modified.configs", "modified.persisted_descriptions",
        "modified.relation", "modified.macros", "modified.contract",
    ]

    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        guard let before = selector.previous?.manifest else {
            throw Diagnostic(
                "state-missing", .error, "Got a state selector method, but no comparison manifest",
                hint: "name the folder of an earlier manifest.json with --state")
        }
        let kind = query.text
        guard Self.kinds.contains(kind) else {
            throw .selector("Got an invalid selector \"\(kind)\", expected one of \"\(PythonText.list(Self.kinds))\"")
        }
        var macros = ModifiedMacros(selector.manifest, before)
        let same = SameContents(comparesUnrenderedValues: selector.previous?.comparesUnrenderedValues ?? true)
        return try selector.positions { member throws(Diagnostic) in
            let old = before.selectable(member.uniqueID)
            switch kind {
            case "new": return old == nil
            case "old": return old != nil
            case "modified": return isModified(member, old, &macros, same)
            case "unmodified": return !isModified(member, old, &macros, same)
            case "modified.macros": return macros.reach(member)
            default: return differs(in: kind, member, old, same)
            }
        }
    }

    /// Breaking changes of contracts, which dbt looks at for these three.
    func warnings(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> [Diagnostic] {
        guard let previous = selector.previous, let before = previous.manifest else { return [] }
        var warnings: [Diagnostic] = []
        if ["modified", "unmodified", "modified.body"].contains(query.text) {
            warnings = LargeSeeds(previous.maximumSeedSize).warnings(selector, since: before)
        }
        guard ["modified", "unmodified", "modified.contract"].contains(query.text) else { return warnings }
        return warnings + (try ContractChanges.report(selector, since: before, enforced: previous.enforcedConstraints))
    }

    private func isModified(_ new: Selectable, _ old: Selectable?, _ macros: inout ModifiedMacros, _ same: SameContents) -> Bool {
        if !same.holds(new, old) || macros.reach(new) { return true }
        if case .node(let node) = new, case .node(let before)? = old, before.model != nil { return !SameContents.contract(node, before) }
        return false
    }

    /// One aspect alone. A resource without the aspect never differs in it, a new one always does.
    private func differs(in kind: String, _ new: Selectable, _ old: Selectable?, _ same: SameContents) -> Bool {
        switch new {
        case .node(let node):
            guard case .node(let before)? = old else { return true }
            switch kind {
            case "modified.body": return !SameContents.body(node, before)
            case "modified.configs": return !SameContents.config(node, before)
            case "modified.persisted_descriptions": return !SameContents.persistedDescription(node, before)
            case "modified.relation": return !SameContents.relation(node, before)
            default: return !SameContents.contract(node, before)
            }
        case .source(let source):
            guard kind == "modified.configs" || kind == "modified.relation" else { return false }
            guard case .source(let before)? = old else { return true }
            return kind == "modified.configs" ? !SameContents.config(source, before) : !same.relation(source, before)
        case .exposure(let exposure):
            guard kind == "modified.configs" else { return false }
            guard case .exposure(let before)? = old else { return true }
            return exposure.unrenderedConfig != before.unrenderedConfig
        case .unitTest, .semantic: return false
        }
    }
}

/// What there is to say of seeds that are too large to be compared by their content.
private struct LargeSeeds {
    /// Up to how many MiB seeds are compared by content.
    private let limit: Int

    init(_ limit: Int) { self.limit = limit }

    func warnings(_ selector: NodeSelector, since before: Manifest) -> [Diagnostic] {
        selector.members.compactMap { member in
            guard case .node(let seed)? = member, seed.resourceType == .seed, seed.checksum.name == "path",
                let old = before.nodes[seed.uniqueID]
            else { return nil }
            let found = "Found a seed (\(seed.packageName).\(seed.name)) >\(limit)MiB in size"
            if old.checksum.name != "path" {
                return Diagnostic(
                    "seed-grown", .warning, "\(found). The previous file was <=\(limit)MiB, so it has changed", at: seed.source)
            }
            if old.checksum == seed.checksum {
                return Diagnostic(
                    "seed-not-compared", .warning,
                    "\(found) at the same path, dbt cannot tell if it has changed: assuming they are the same", at: seed.source)
            }
            return Diagnostic(
                "seed-moved", .warning, "\(found). The previous file was in a different location, assuming it has changed", at: seed.source)
        }
    }
}

/// Which macros changed, and which resources call one of them directly or through others.
private struct ModifiedMacros {
    private let manifest: Manifest
    private let changed: Set<String>

    init(_ manifest: Manifest, _ before: Manifest) {
        self.manifest = manifest
        var changed: Set<String> = []
        for macro in manifest.macros.values where before.macros[macro.uniqueID]?.sql != macro.sql { changed.insert(macro.uniqueID) }
        for id in before.macros.keys where manifest.macros.position(of: id) == nil { changed.insert(id) }
        self.changed = changed
    }

    /// Whether a changed macro is among those the resource needs.
    mutating func reach(_ member: Selectable) -> Bool {
        guard !changed.isEmpty else { return false }
        switch member {
        case .node(let node): return reach(node.dependsOn.macros)
        case .exposure(let exposure): return reach(exposure.dependsOn.macros)
        case .unitTest(let test): return reach(test.dependsOn.macros)
        case .source, .semantic: return false
        }
    }

    private mutating func reach(_ macros: [String]) -> Bool {
        var seen = Set(macros)
        var open = macros
        while let id = open.popLast() {
            if changed.contains(id) { return true }
            for next in manifest.macros[id]?.dependsOn ?? [] where seen.insert(next).inserted { open.append(next) }
        }
        return false
    }
}

extension NodeSelector {
    /// The positions of ids that are enabled.
    func enabled(_ ids: some Sequence<String>) -> NodeSet {
        var result = graph.emptySet()
        for id in ids {
            if let position = graph.position(of: id), members[position] != nil { result.insert(position) }
        }
        return result
    }
}
