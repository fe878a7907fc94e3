public import Diagnostics
public import Formats
public import Graph

/// One column of an entry.
public struct ColumnProperties: Sendable {
    /// The name as written.
    public var name: String
    /// The description, not rendered.
    public var description: String
    /// `meta` of the column.
    public var meta: ConfigMap
    /// The declared type.
    public var dataType: String?
    /// Constraints as written.
    public var constraints: [ConfigValue]
    /// `config` of the column.
    public var config: ConfigMap
    /// Tests, not rendered.
    public var dataTests: [ConfigValue]
    /// Whether the name is to be quoted; nil for the default.
    public var quote: Bool?
    /// `tags` of the column.
    public var tags: [String]
    /// `granularity`.
    public var granularity: String?
    /// `dimension`: a mapping or a word.
    public var dimension: ConfigValue?
    /// `entity`: a mapping or a word.
    public var entity: ConfigValue?
    /// The user's own keys.
    public var extra: ConfigMap
    /// Where the column stands.
    public var span: SourceSpan?

    /// A column from its rendered entry.
    public init(_ value: ConfigValue) {
        let map = value.map ?? ConfigMap()
        name = map["name"].map(PythonText.str) ?? ""
        description = map["description"]?.string ?? ""
        meta = map["meta"]?.map ?? ConfigMap()
        dataType = map["data_type"]?.string
        constraints = map["constraints"]?.list ?? []
        config = map["config"]?.map ?? ConfigMap()
        dataTests = PropertiesReader.tests(map) ?? []
        quote = map["quote"]?.bool
        tags = map["tags"]?.list?.compactMap(\.string) ?? []
        granularity = map["granularity"]?.string
        dimension = map["dimension"]
        entity = map["entity"]
        extra = ConfigMap()
        for entry in map where !PropertyShapes.columnNames.contains(entry.name) { extra.set(entry.name, key: entry.key, entry.value) }
        span = map.entry("name")?.value.span ?? value.span
    }
}

/// One version of a model.
public struct VersionProperties: Sendable {
    /// `v`.
    public var version: NodeVersion
    /// `defined_in`; nil for the default `name_v…`.
    public var definedIn: String?
    /// The description; empty for the model's.
    public var description: String
    /// `access`; nil for the model's.
    public var access: String?
    /// `config`.
    public var config: ConfigMap
    /// Constraints; empty for the model's.
    public var constraints: [ConfigValue]
    /// Tests; nil for the model's.
    public var dataTests: [ConfigValue]?
    /// The model's columns that the version has; nil for all.
    public var includedColumns: [String]?
    /// The model's columns that the version lacks.
    public var excludedColumns: [String] = []
    /// The version's own columns.
    public var columns: [ColumnProperties] = []
    /// `deprecation_date` as written.
    public var deprecationDate: ConfigValue?
    /// Where the version stands.
    public var span: SourceSpan?

    /// `v2`.
    public var formatted: String { "v\(version.text)" }

    init?(_ value: ConfigValue, _ diagnostics: inout [Diagnostic]) {
        guard let map = value.map, let version = map["v"].flatMap(NodeVersion.init) else { return nil }
        self.version = version
        definedIn = map["defined_in"]?.string
        description = map["description"]?.string ?? ""
        access = map["access"]?.string
        config = map["config"]?.map ?? ConfigMap()
        constraints = map["constraints"]?.list ?? []
        dataTests = PropertiesReader.tests(map)
        deprecationDate = map["deprecation_date"]
        span = map["v"]?.span ?? value.span
        var hasInclude = false
        for column in map["columns"]?.list ?? [] {
            guard let include = column["include"], column["name"] == nil else {
                columns.append(ColumnProperties(column))
                continue
            }
            if hasInclude {
                let message = "version can have at most one include/exclude element"
                diagnostics.append(.error("bad-version-columns", message, at: column.span))
            }
            hasInclude = true
            readInclude(include, exclude: column["exclude"], &diagnostics)
        }
    }

    private mutating func readInclude(_ include: ConfigValue, exclude: ConfigValue?, _ diagnostics: inout [Diagnostic]) {
        excludedColumns = exclude?.list?.compactMap(\.string) ?? []
        if let names = include.list {
            includedColumns = names.compactMap(\.string)
            if !excludedColumns.isEmpty {
                let message = "exclude can only be specified if include is one of ('all', '*')"
                diagnostics.append(.error("bad-version-columns", message, at: exclude?.span))
            }
        } else if let word = include.string, word != "all", word != "*" {
            let message = "include must be one of ('all', '*') or a list of strings"
            diagnostics.append(.error("bad-version-columns", message, at: include.span))
        }
    }

    /// Whether the version has one of the model's columns.
    func includes(_ column: String) -> Bool {
        (includedColumns?.contains(column) ?? true) && !excludedColumns.contains(column)
    }
}

/// An entry of `models`, `seeds`, `snapshots`, `analyses`, `functions` or `data_tests`.
public struct NodeProperties: Sendable {
    /// The section it stands in.
    public var section: PropertiesSection
    /// The node's name.
    public var name: String
    /// The description, not rendered.
    public var description: String
    /// `config`, with `meta`, `docs`, `group`, `contract` and `access` of the top level moved in.
    public var config: ConfigMap
    /// Columns.
    public var columns: [ColumnProperties]
    /// Constraints as written.
    public var constraints: [ConfigValue]
    /// Tests, not rendered.
    public var dataTests: [ConfigValue]
    /// Whether tests quote the names of columns.
    public var quoteColumns: Bool?
    /// `latest_version`.
    public var latestVersion: NodeVersion?
    /// Versions in the order written.
    public var versions: [VersionProperties] = []
    /// `deprecation_date` as written.
    public var deprecationDate: ConfigValue?
    /// `time_spine` as written.
    public var timeSpine: ConfigValue?
    /// `relation` of a snapshot.
    public var relation: String?
    /// `config` as written, not rendered.
    public var unrenderedConfig: ConfigMap
    /// `config` of versions as written, by the version's text.
    public var unrenderedVersionConfigs: [String: ConfigMap] = [:]
    /// The whole entry, rendered: what only models (`semantic_model`, `metrics`) or functions (`arguments`) have stands here.
    public var entry: ConfigMap
    /// Where the name stands.
    public var span: SourceSpan?

    init(_ section: PropertiesSection, _ map: ConfigMap, written: ConfigValue, _ diagnostics: inout [Diagnostic]) {
        self.section = section
        entry = map
        name = map["name"].map(PythonText.str) ?? ""
        description = map["description"]?.string ?? ""
        config = map["config"]?.map ?? ConfigMap()
        columns = (map["columns"]?.list ?? []).map(ColumnProperties.init)
        constraints = map["constraints"]?.list ?? []
        dataTests = PropertiesReader.tests(map) ?? []
        quoteColumns = map["quote_columns"]?.bool
        latestVersion = map["latest_version"].flatMap(NodeVersion.init)
        deprecationDate = map["deprecation_date"]
        timeSpine = map["time_spine"]
        relation = map["relation"]?.string
        unrenderedConfig = written["config"]?.map ?? ConfigMap()
        span = map.entry("name")?.value.span
        readVersions(map, written, &diagnostics)
    }

    private mutating func readVersions(_ map: ConfigMap, _ written: ConfigValue, _ diagnostics: inout [Diagnostic]) {
        versions = (map["versions"]?.list ?? []).compactMap { VersionProperties($0, &diagnostics) }
        for version in written["versions"]?.list ?? [] {
            guard let number = version["v"].flatMap(NodeVersion.init), let config = version["config"]?.map else { continue }
            unrenderedVersionConfigs[number.text] = config
        }
        if let latest = latestVersion, !versions.isEmpty || PythonText.isTrue(map["latest_version"] ?? .null) {
            if !versions.contains(where: { $0.version.text == latest.text && $0.version.isNumber == latest.isNumber }) {
                let list = versions.map { PythonText.repr($0.version.value) }.joined(separator: ", ")
                let message = "latest_version: \(latest.text) is not one of model '\(name)' versions: [\(list)] "
                diagnostics.append(.error("unknown-version", message, at: map["latest_version"]?.span))
            }
        }
        var seen: Set<String> = []
        for version in versions where !seen.insert(version.version.text).inserted {
            let message = "Found duplicate version: '\(version.version.text)' in versions list of model '\(name)'"
            diagnostics.append(.error("duplicate-version", message, at: version.span))
        }
    }

    /// The columns of one version.
    public func columns(of version: VersionProperties) -> [ColumnProperties] {
        columns.filter { version.includes($0.name) } + version.columns
    }

    /// The version that `ref` without `v=` gives: the one named, else the greatest.
    public var effectiveLatestVersion: NodeVersion? {
        latestVersion ?? versions.map(\.version).max(by: NodeVersion.precedes)
    }
}

extension NodeVersion {
    /// dbt's order of versions: as numbers where both are, else as texts.
    public static func precedes(_ left: NodeVersion, _ right: NodeVersion) -> Bool {
        if let a = Double(left.text), let b = Double(right.text) { return a < b }
        return left.text < right.text
    }
}
