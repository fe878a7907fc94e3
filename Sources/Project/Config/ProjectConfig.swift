public import Diagnostics
public import Formats

/// `dbt_project.yml`, rendered and checked, with dbt's defaults filled in.
public struct ProjectConfig: Sendable {
    /// The project's name.
    public var name: String
    /// `version` as written; null where absent.
    public var version: ConfigValue = .null
    /// The profile's name; nil where absent.
    public var profile: String?
    /// The project's folder.
    public var root: String
    /// The file itself; nil for packages that have none (the built-in macros).
    public var file: SourceFile?
    /// Folders searched, by kind.
    public var paths = ProjectPaths()
    /// Where artifacts and compiled SQL go.
    public var targetPath = "target"
    /// `log-path` as written; nil where absent.
    public var logPath: String?
    /// What `clean` removes.
    public var cleanTargets: [String] = []
    /// Where packages are installed.
    public var packagesInstallPath = "dbt_packages"
    /// `quoting:` as written: database, schema, identifier.
    public var quoting = ConfigMap()
    /// `vars:`, not rendered.
    public var vars = ConfigMap()
    /// The configuration trees, rendered.
    public var configs = ConfigTrees()
    /// The configuration trees as written.
    public var unrenderedConfigs = ConfigTrees()
    /// `on-run-start`, not rendered.
    public var onRunStart: [ConfigValue] = []
    /// `on-run-end`, not rendered.
    public var onRunEnd: [ConfigValue] = []
    /// `dispatch:` in order.
    public var dispatch: [DispatchRule] = []
    /// `query-comment`.
    public var queryComment = QueryComment()
    /// `flags:` as written.
    public var flags = ConfigMap()
    /// Whether private and protected models are closed to other packages.
    public var restrictsAccess = false
    /// `dbt-cloud:` as written; smelt does not look at it.
    public var dbtCloud: ConfigValue = .null

    /// A project with defaults only.
    public init(name: String, root: String) {
        self.name = name
        self.root = root
    }
}

/// The folders of a project, below its root.
public struct ProjectPaths: Sendable {
    /// Models.
    public var models = ["models"]
    /// Macros.
    public var macros = ["macros"]
    /// Seeds.
    public var seeds = ["seeds"]
    /// Singular tests; `generic` and `fixtures` below them hold those.
    public var tests = ["tests"]
    /// Analyses.
    public var analyses = ["analyses"]
    /// Snapshots.
    public var snapshots = ["snapshots"]
    /// User-defined functions.
    public var functions = ["functions"]
    /// Documents of the open semantic interchange format (OSI).
    public var interchange = ["osi"]
    /// Markdown; nil for the default, all source folders.
    public var docs: [String]?
    /// Files copied into the docs site.
    public var assets: [String] = []

    /// dbt's defaults.
    public init() {}

    /// Every folder that may hold properties files, without trailing slashes, each once.
    public var allSources: [String] {
        var seen: Set<String> = []
        return (models + seeds + snapshots + analyses + macros + tests + functions)
            .map { path in
                var path = path
                while path.hasSuffix("/") { path.removeLast() }
                return path
            }
            .filter { seen.insert($0).inserted }
    }
}

extension ProjectConfig {
    /// `version` as text; nil where it is none.
    public var versionText: String? {
        switch version.kind {
        case .string(let text), .date(let text): text
        case .int(let number): String(number)
        case .float(let number): number.description
        default: nil
        }
    }
}

/// `models:`, `seeds:` … of `dbt_project.yml`.
public struct ConfigTrees: Sendable {
    private var trees: [ConfigTreeKind: ConfigMap] = [:]

    /// No configuration.
    public init() {}

    /// The tree of a kind; empty where absent.
    public subscript(kind: ConfigTreeKind) -> ConfigMap {
        get { trees[kind] ?? ConfigMap() }
        set { trees[kind] = newValue }
    }
}

/// The kinds of configuration tree, by their key in `dbt_project.yml`.
public enum ConfigTreeKind: String, Sendable, CaseIterable {
    case models, seeds, snapshots, sources, analyses, exposures, metrics, functions
    case dataTests = "data_tests"
    case unitTests = "unit_tests"
    case semanticModels = "semantic-models"
    case savedQueries = "saved-queries"
}

/// One entry of `dispatch:`.
public struct DispatchRule: Sendable, Equatable {
    /// The namespace that is dispatched.
    public let namespace: String
    /// The packages searched, in order.
    public let searchOrder: [String]

    /// A rule.
    public init(namespace: String, searchOrder: [String]) {
        self.namespace = namespace
        self.searchOrder = searchOrder
    }
}

/// `query-comment`.
public struct QueryComment: Sendable, Equatable {
    /// The template; nil for dbt's default comment, empty for none.
    public var comment: String?
    /// Whether it goes behind the statement.
    public var appends = false
    /// BigQuery's job label; kept for templates that look.
    public var isJobLabel = false

    /// dbt's default comment in front of each statement.
    public init() {}
}

extension ProjectConfig {
    /// A behaviour flag of `flags:`; dbt's default for it where it is not set or no boolean.
    public func flag(_ flag: BehaviorFlag) -> Bool { flags[flag.rawValue]?.bool ?? flag.defaultValue }
}

/// dbt's behaviour flags that decide how a project is read.
public enum BehaviorFlag: String, Sendable, CaseIterable {
    case genericTestArgumentsProperty = "require_generic_test_arguments_property"
    case uniqueResourceNames = "require_unique_project_resource_names"
    case refSearchesNodePackageFirst = "require_ref_searches_node_package_before_root"
    case validatesMacroArguments = "validate_macro_args"
    case comparesUnrenderedValues = "state_modified_compare_more_unrendered_values"
    case namesWithoutSpaces = "require_resource_names_without_spaces"
    case sourceNamesWithoutSpaces = "require_source_and_semantic_model_names_without_spaces"
    case validSchemaFromMacro = "require_valid_schema_from_generate_schema_name"
    case batchesOfCustomStrategies = "require_batched_execution_for_custom_microbatch_strategy"
    case correctedAnalysisNames = "require_corrected_analysis_fqns"
    case sqlHeaderInTests = "require_sql_header_in_test_configs"
    case jinjaFileExtensions = "allow_jinja_file_extensions"
    case skipsNodesWhenStartHookFails = "skip_nodes_if_on_run_start_fails"
    case spinesInYAML = "require_yaml_configuration_for_mf_time_spines"
    case nestedCumulativeParams = "require_nested_cumulative_type_params"

    /// The value dbt 1.12 has where the project says nothing.
    public var defaultValue: Bool {
        switch self {
        case .batchesOfCustomStrategies, .genericTestArgumentsProperty, .validatesMacroArguments, .comparesUnrenderedValues,
            .namesWithoutSpaces,
            .skipsNodesWhenStartHookFails, .spinesInYAML, .nestedCumulativeParams:
            true
        default: false
        }
    }
}
