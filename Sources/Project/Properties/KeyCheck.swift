public import Diagnostics
public import Formats

/// Looks for keys that dbt does not know, or knows in another place: in properties files, in `config()` calls and in `dbt_project.yml`.
///
/// dbt 1.12 has these deprecations for some adapters only; here they are the same for all.
public enum KeyCheck {
    /// What an object of a properties file may hold.
    private struct Kind: Sendable {
        let keys: Set<String>
        var config: Set<String>?
        /// Lists of objects inside it, by key.
        var lists: [(key: String, kind: @Sendable () -> Kind)] = []
    }

    private static let columns = Kind(keys: KnownKeys.columns, config: KnownKeys.columnsConfig)
    private static let versions = Kind(keys: KnownKeys.versions.union(["docs"]), config: KnownKeys.modelsConfig)
    private static let tables = Kind(keys: KnownKeys.tables, config: KnownKeys.tablesConfig, lists: [("columns", { columns })])

    private static func kind(of section: PropertiesSection) -> Kind? {
        switch section {
        case .models: Kind(keys: KnownKeys.models, config: KnownKeys.modelsConfig, lists: [("columns", { columns }), ("versions", { versions })])
        case .seeds: Kind(keys: KnownKeys.seeds, config: KnownKeys.seedsConfig, lists: [("columns", { columns })])
        case .snapshots: Kind(keys: KnownKeys.snapshots, config: KnownKeys.snapshotsConfig, lists: [("columns", { columns })])
        case .analyses: Kind(keys: KnownKeys.analyses, config: KnownKeys.analysesConfig, lists: [("columns", { columns })])
        case .sources: Kind(keys: KnownKeys.sources, config: KnownKeys.sourcesConfig, lists: [("tables", { tables })])
        case .macros: Kind(keys: KnownKeys.macros, config: KnownKeys.macrosConfig)
        case .exposures: Kind(keys: KnownKeys.exposures, config: KnownKeys.exposuresConfig)
        case .groups: Kind(keys: KnownKeys.groups, config: KnownKeys.groupsConfig)
        case .dataTests: Kind(keys: KnownKeys.tests, config: KnownKeys.testsConfig)
        case .unitTests: Kind(keys: KnownKeys.unitTests, config: KnownKeys.unitTestsConfig)
        case .functions: Kind(keys: KnownKeys.functions, config: KnownKeys.functionsConfig)
        case .metrics, .semanticModels, .savedQueries: nil
        }
    }

    // MARK: Properties files

    /// The deprecations of a properties file, in the order of its lists.
    public static func diagnostics(of properties: ParsedProperties) -> [Diagnostic] {
        let file = properties.file.originalPath
        var found = properties.unknownKeys.map { entry in
            let names = PropertiesSection.allCases.map(\.rawValue)
            return Diagnostic.customTopLevelKey(
                entry.name, in: file, entry.key.span, hint: DidYouMean.hint(entry.name, among: names))
        }
        for section in PropertiesSection.allCases {
            guard let kind = kind(of: section), let entries = properties.entries[section] else { continue }
            for (index, entry) in entries.enumerated() {
                guard let map = entry.map else { continue }
                check(map, kind, at: "\(section.rawValue)[\(index)]", file, &found)
            }
        }
        return found
    }

    private static func check(_ map: ConfigMap, _ kind: Kind, at path: String, _ file: String, _ found: inout [Diagnostic]) {
        for entry in map where !kind.keys.contains(entry.name) {
            let span = entry.key.span
            if entry.name == "overrides", path.hasPrefix("sources") {
                found.append(.sourceOverride(map["name"].map(PythonText.str) ?? path, in: file, span))
            } else if kind.config?.contains(entry.name) ?? false {
                found.append(.propertyMoved(entry.name, in: file, at: path, span))
            } else {
                found.append(.customKey(entry.name, in: file, at: path, span, hint: DidYouMean.hint(entry.name, among: kind.keys.sorted())))
            }
        }
        if let known = kind.config, let config = map["config"]?.map {
            for entry in config where !known.contains(entry.name) {
                found.append(custom(entry, known, in: file, at: path + ".config"))
            }
            noteTypos(config["contract"]?.map, ["enforced", "alias_types", "checksum"], at: path + ".config.contract", &found)
            noteTypos(config["docs"]?.map, ["show", "node_color"], at: path + ".config.docs", &found)
        }
        for (key, inner) in kind.lists {
            for (index, element) in (map[key]?.list ?? []).enumerated() {
                guard let element = element.map, element["include"] == nil else { continue }
                check(element, inner(), at: "\(path).\(key)[\(index)]", file, &found)
            }
        }
    }

    /// dbt takes any key in these without a word, deprecation or not.
    private static func noteTypos(_ map: ConfigMap?, _ known: [String], at path: String, _ found: inout [Diagnostic]) {
        for entry in map ?? [:] where !known.contains(entry.name) {
            let message = "`\(path)` has no key '\(entry.name)': it does nothing"
            found.append(
                Diagnostic("unknown-config", .note, message, at: entry.key.span, hint: DidYouMean.hint(entry.name, among: known)))
        }
    }

    private static func custom(_ entry: ConfigMap.Entry, _ known: Set<String>, in file: String, at path: String) -> Diagnostic {
        let deprecation = Diagnostic.customConfigKey(entry.name, in: file, at: path, entry.key.span ?? entry.value.span)
        return DidYouMean.hint(entry.name, among: known.sorted()).map { deprecation.with(hint: $0) } ?? deprecation
    }

    // MARK: Calls of config()

    /// The deprecations of what a model's `config()` calls set; `place` tells where a key stands.
    public static func diagnostics(
        ofCall config: ConfigMap, in file: String, place: (ConfigMap.Entry) -> SourceSpan?
    ) -> [Diagnostic] {
        config.filter { !KnownKeys.modelsConfig.contains($0.name) }.map { entry in
            let known = KnownKeys.modelsConfig
            let deprecation = Diagnostic.customConfigKey(entry.name, in: file, at: "", place(entry))
            return DidYouMean.hint(entry.name, among: known.sorted()).map { deprecation.with(hint: $0) } ?? deprecation
        }
    }

    // MARK: dbt_project.yml

    /// The deprecations of the configuration in `dbt_project.yml`.
    public static func diagnostics(of project: ProjectConfig) -> [Diagnostic] {
        ConfigTreeKind.allCases.flatMap { kind -> [Diagnostic] in
            guard let known = known(kind) else { return [] }
            var found: [Diagnostic] = []
            collect(project.unrenderedConfigs[kind], [kind.rawValue], known, &found)
            return found
        }
    }

    private static func known(_ kind: ConfigTreeKind) -> Set<String>? {
        switch kind {
        case .models: KnownKeys.modelsConfig
        case .seeds: KnownKeys.seedsConfig
        case .snapshots: KnownKeys.snapshotsConfig
        case .sources: KnownKeys.sourcesConfig
        case .exposures: KnownKeys.exposuresConfig
        case .dataTests: KnownKeys.testsConfig
        case .unitTests: KnownKeys.unitTestsConfig
        case .metrics: KnownKeys.metricsConfig
        case .semanticModels: KnownKeys.semanticModelsConfig
        case .savedQueries: KnownKeys.savedQueriesConfig
        case .analyses, .functions: nil
        }
    }

    private static func collect(_ tree: ConfigMap, _ path: [String], _ known: Set<String>, _ found: inout [Diagnostic]) {
        for entry in tree {
            let own = path + [entry.name]
            let place = own.joined(separator: ".")
            if entry.name.hasPrefix("+") {
                let name = String(entry.name.dropFirst())
                guard !known.contains(name) else { continue }
                let deprecation = Diagnostic.customConfigKey(entry.name, in: "dbt_project.yml", at: place, entry.key.span)
                found.append(DidYouMean.hint(name, among: known.sorted()).map { deprecation.with(hint: $0) } ?? deprecation)
            } else if let next = entry.value.map {
                collect(next, own, known, &found)
            } else if known.contains(entry.name) {
                found.append(.missingPlus(entry.name, in: "dbt_project.yml", at: place, entry.key.span))
            } else if !entry.value.isNull {
                found.append(.customConfigKey(entry.name, in: "dbt_project.yml", at: place, entry.key.span))
            }
        }
    }
}
