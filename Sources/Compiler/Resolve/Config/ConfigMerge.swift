import Diagnostics
import Formats
import Graph
import Project

/// Computes configurations by dbt's precedence: defaults, those of the resource's layer, the project's tree from the outermost level to the innermost, the properties
/// file, the file's own `config()`; for a package's node then the root project's tree.
struct ConfigMerge {
    /// The root project.
    let root: ProjectConfig
    /// Every project and package by name.
    let projects: [String: ProjectConfig]
    /// The adapter's other names of keys (`dbname` for `database`).
    let aliases: [(alias: String, key: String)]
    /// What layers give their nodes; nil without layers.
    let assignment: LayerAssignment?
    private let cache = ConfigCache()

    init(
        root: ProjectConfig, projects: [String: ProjectConfig], aliases: [(alias: String, key: String)], assignment: LayerAssignment? = nil
    ) {
        self.assignment = assignment
        self.root = root
        self.projects = projects
        self.aliases = aliases
    }

    /// A finished configuration and what is wrong with it.
    struct Outcome {
        var config: ConfigMap
        var diagnostics: [Diagnostic]
    }

    private func schema(_ type: ResourceType) -> ConfigSchema {
        ConfigSchema.schema(for: type, correctedAnalyses: root.flag(.correctedAnalysisNames))
    }

    /// The finished configuration of a resource, with every key of its kind.
    ///
    /// Resources to which the same levels of the trees apply, and that say nothing themselves, share one outcome.
    func config(
        of type: ResourceType, fqn: [String], package: String, patch: ConfigMap = [:], call: ConfigMap = [:], layer: Int? = nil
    ) -> Outcome {
        let schema = schema(type)
        let ownLevels = cache.levels(of: schema.tree, in: projects[package] ?? root, fqn)
        let rootLevels = package == root.name ? [] : cache.levels(of: schema.tree, in: root, fqn)
        let key = ConfigCache.Key(
            type: type, layer: layer, own: ownLevels.last.map(ObjectIdentifier.init), root: rootLevels.last.map(ObjectIdentifier.init))
        let isPlain = patch.isEmpty && call.isEmpty
        if isPlain, let known = cache.outcomes[key] { return known }
        var result = cache.projectConfigs[key] ?? merged(schema.defaults, layerLevels(type, layer) + ownLevels.map(\.own), schema)
        cache.projectConfigs[key] = result
        result = merged(result, [patch, call] + rootLevels.map(\.own), schema)
        var normal = ConfigNormalForm(type: type)
        normal.apply(to: &result)
        let problems = schema.shapes.violations(of: result, at: nil).map { $0.diagnostic() } + normal.diagnostics
        let outcome = Outcome(config: result, diagnostics: problems)
        if isPlain { cache.outcomes[key] = outcome }
        return outcome
    }

    private func layerLevels(_ type: ResourceType, _ layer: Int?) -> [ConfigMap] {
        guard let defaults = assignment?.defaults(of: layer, type), !defaults.isEmpty else { return [] }
        return [defaults]
    }

    private func merged(_ base: ConfigMap, _ levels: [ConfigMap], _ schema: ConfigSchema) -> ConfigMap {
        var result = base
        for level in levels {
            var translated = translated(level)
            for (old, new) in [("pre_hook", "pre-hook"), ("post_hook", "post-hook")] {
                guard let value = translated[old] else { continue }
                translated[old] = nil
                translated[new] = value
            }
            for entry in translated { merge(entry, schema, into: &result) }
        }
        return result
    }

    /// The configuration as written: every place overwrites the one before, nothing is merged.
    func unrendered(
        of type: ResourceType, fqn: [String], package: String, patch: ConfigMap = [:], call: ConfigMap = [:], layer: Int? = nil
    ) -> ConfigMap {
        var result = ConfigMap()
        // dbt looks for what functions have as written in the tree of models.
        let tree = type == .function ? .models : schema(type).tree
        for level in layerLevels(type, layer) + unrenderedLevels(tree, fqn, package, patch, call) {
            for entry in translated(level) { result.set(entry.name, key: nil, entry.value) }
        }
        return result
    }

    private func unrenderedLevels(
        _ tree: ConfigTreeKind, _ fqn: [String], _ package: String, _ patch: ConfigMap, _ call: ConfigMap
    ) -> [ConfigMap] {
        var all = cache.levels(of: tree, in: projects[package] ?? root, fqn, asWritten: true).map(\.own)
        if !patch.isEmpty { all.append(patch) }
        if !call.isEmpty { all.append(call) }
        if package != root.name { all += cache.levels(of: tree, in: root, fqn, asWritten: true).map(\.own) }
        return all
    }

    private func translated(_ level: ConfigMap) -> ConfigMap {
        guard level.contains(where: { entry in aliases.contains { $0.alias == entry.name } }) else { return level }
        var result = ConfigMap()
        for entry in level { result.set(aliases.first { $0.alias == entry.name }?.key ?? entry.name, key: entry.key, entry.value) }
        return result
    }

    private func merge(_ entry: ConfigMap.Entry, _ schema: ConfigSchema, into result: inout ConfigMap) {
        let name = entry.name
        result[name] = Self.merged(result[name], entry.value, schema.rule(for: name))
    }

    /// A value joined with what was there.
    static func merged(_ base: ConfigValue?, _ update: ConfigValue, _ rule: ConfigMergeRule) -> ConfigValue {
        guard let base else { return update }
        switch rule {
        case .replace: return update
        case .append: return ConfigValue(.list(listed(base) + listed(update)), at: update.span)
        case .update:
            guard var map = base.map, let more = update.map else { return update }
            for entry in more { map.set(entry.name, key: entry.key, entry.value) }
            return ConfigValue(.map(map), at: update.span)
        case .grants:
            guard let map = base.map, let more = update.map else { return update }
            return ConfigValue(.map(mergedGrants(map, more)), at: update.span)
        }
    }

    private static func mergedGrants(_ base: ConfigMap, _ update: ConfigMap) -> ConfigMap {
        var result = ConfigMap()
        for entry in base { result[entry.name] = .list(listed(entry.value)) }
        for entry in update {
            let name = String(entry.name.drop { $0 == "+" })
            if entry.name.hasPrefix("+"), let existing = result[name]?.list {
                result[name] = .list(existing + listed(entry.value))
            } else {
                result[name] = .list(listed(entry.value))
            }
        }
        return result
    }

    /// A list as it is, anything else as a list of one.
    static func listed(_ value: ConfigValue) -> [ConfigValue] { value.list ?? [value] }
}

/// One level of a tree of `dbt_project.yml` with the levels below it.
private final class ConfigLevel {
    /// What the level sets. Keys with `+` always count; without it only values that are no mapping do, a mapping is the next level.
    let own: ConfigMap
    private let below: [String: ConfigLevel]

    init(_ tree: ConfigMap) {
        var own = ConfigMap()
        var below: [String: ConfigLevel] = [:]
        for entry in tree {
            if entry.name.hasPrefix("+") {
                let name = String(entry.name.dropFirst()).drop { $0 == " " }
                own.set(String(name), key: nil, entry.value)
            } else if entry.value.map == nil {
                own.set(entry.name, key: nil, entry.value)
            }
            if let map = entry.value.map { below[entry.name] = ConfigLevel(map) }
        }
        self.own = own
        self.below = below
    }

    /// The levels that apply to a name, outermost first.
    func levels(_ fqn: [String]) -> [ConfigLevel] {
        var result = [self]
        var level = self
        for name in fqn {
            guard let next = level.below[name] else { break }
            result.append(next)
            level = next
        }
        return result
    }
}

/// Configurations that many resources share; used by one thread.
private final class ConfigCache {
    /// What decides which levels of the trees apply: the innermost ones.
    struct Key: Hashable {
        let type: ResourceType
        let layer: Int?
        let own: ObjectIdentifier?
        let root: ObjectIdentifier?
    }

    private struct TreeKey: Hashable {
        let package: String
        let kind: ConfigTreeKind
        let asWritten: Bool
    }

    /// Finished configurations of resources without any of their own.
    var outcomes: [Key: ConfigMerge.Outcome] = [:]
    /// Defaults with the levels of the resource's own project.
    var projectConfigs: [Key: ConfigMap] = [:]
    private var trees: [TreeKey: ConfigLevel] = [:]

    /// The levels of a project's tree that apply to a name, outermost first.
    func levels(of kind: ConfigTreeKind, in project: ProjectConfig, _ fqn: [String], asWritten: Bool = false) -> [ConfigLevel] {
        let key = TreeKey(package: project.name, kind: kind, asWritten: asWritten)
        let tree = trees[key] ?? ConfigLevel(asWritten ? project.unrenderedConfigs[kind] : project.configs[kind])
        trees[key] = tree
        return tree.levels(fqn)
    }
}

/// Joins the options of several `config()` calls of one text.
enum ConfigCallMerge {
    /// The options of all calls, merged as dbt merges repeated calls.
    static func merged(_ calls: [ConfigMap]) -> ConfigMap {
        var result = ConfigMap()
        for call in calls {
            if result.isEmpty {
                result = call
                continue
            }
            for entry in call { merge(entry, into: &result) }
        }
        return result
    }

    private static func merge(_ entry: ConfigMap.Entry, into result: inout ConfigMap) {
        let base = result[entry.name]
        switch entry.name {
        case "pre-hook", "pre_hook", "post-hook", "post_hook", "tags", "packages":
            result[entry.name] = .list((base.map(ConfigMerge.listed) ?? []) + ConfigMerge.listed(entry.value))
        case "quoting", "column_types", "meta", "docs", "contract", "snapshot_meta_column_names":
            result[entry.name] = base?.map == nil ? entry.value : ConfigMerge.merged(base, entry.value, .update)
        case "grants":
            var grants = ConfigMap()
            for grant in base?.map ?? ConfigMap() { grants[grant.name] = .list(ConfigMerge.listed(grant.value)) }
            for grant in entry.value.map ?? ConfigMap() {
                let extends = grant.name.hasPrefix("+") && grants[grant.name] != nil
                grants[grant.name] = .list((extends ? grants[grant.name]?.list ?? [] : []) + ConfigMerge.listed(grant.value))
            }
            result[entry.name] = .map(grants)
        default: result[entry.name] = entry.value
        }
    }

    /// dbt's `deep_merge`: mappings join, lists of the update come before those that were there, everything else is replaced.
    static func deepMerged(_ base: ConfigMap, _ update: ConfigMap) -> ConfigMap {
        var result = base
        for entry in update {
            let existing = result[entry.name]
            if let map = entry.value.map {
                result[entry.name] = ConfigValue(.map(deepMerged(existing?.map ?? ConfigMap(), map)), at: entry.value.span)
            } else if let list = entry.value.list, let old = existing?.list {
                result[entry.name] = ConfigValue(.list(list + old), at: entry.value.span)
            } else {
                result.set(entry.name, key: entry.key, entry.value)
            }
        }
        return result
    }
}
