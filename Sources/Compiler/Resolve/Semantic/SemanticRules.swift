import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Checks that semantic models, metrics and saved queries make sense together. dbt does so where there are metrics and semantic models.
    mutating func checkSemantics() {
        var spines: [SemanticRules.Spine] = []
        var hasLegacySpine = false
        for node in nodes.enabled.map(\.node) where node.resourceType == .model {
            if let spine = SemanticRules.Spine(node) { spines.append(spine) }
            if node.name == "metricflow_time_spine" { hasLegacySpine = true }
        }
        let all = semantics.values
        let models = all.filter { $0.resourceType == .semanticModel }
        let metrics = all.filter { $0.resourceType == .metric }
        if !models.isEmpty { checkFinestSpine(spines, hasLegacySpine, at: models[0].span) }
        guard !models.isEmpty, !metrics.isEmpty else { return }
        var rules = SemanticRules(models: models, metrics: metrics, queries: all.filter { $0.resourceType == .savedQuery }, spines: spines)
        rules.check()
        for issue in rules.issues {
            if issue.isError {
                report(.error("semantic-layer", issue.message, at: issue.span))
            } else {
                report(.warning(issue.isDeprecated ? "time-dimension-granularity" : "semantic-layer", issue.message, at: issue.span))
            }
        }
        checkOldParameters(metrics)
        if diagnostics.contains(where: { $0.id == "semantic-layer" && $0.severity == .error }) {
            report(.error("semantic-manifest", "Semantic Manifest validation failed."))
        }
        if hasLegacySpine, !spines.contains(where: { $0.granularity == "day" }), !root.flag(.spinesInYAML) {
            let message =
                "Time spines without YAML configuration are in the process of deprecation. Please add YAML configuration for your "
                + "'metricflow_time_spine' model. See documentation on MetricFlow time spines: "
                + "https://docs.getdbt.com/docs/build/metricflow-time-spine and behavior change documentation: "
                + "https://docs.getdbt.com/reference/global-configs/behavior-changes."
            report(.warning("time-spine-without-yaml", message))
        }
    }

    private mutating func checkFinestSpine(_ spines: [SemanticRules.Spine], _ hasLegacySpine: Bool, at span: SourceSpan?) {
        guard !hasLegacySpine, !spines.contains(where: { $0.rank <= SemanticRules.rank("day") }) else { return }
        let message =
            "The semantic layer requires a time spine model with granularity DAY or smaller in the project, but none was found. Guidance on "
            + "creating this model can be found on our docs site (https://docs.getdbt.com/docs/build/metricflow-time-spine)."
        report(.error("no-time-spine", message, at: span))
    }

    /// Parameters of cumulative metrics in their older place.
    private mutating func checkOldParameters(_ metrics: [SemanticResource]) {
        let old = metrics.filter { metric in
            ["window", "grain_to_date"].contains { metric.typeParams[$0].map(PythonText.isTrue) ?? false }
        }
        guard let first = old.first else { return }
        guard root.flag(.nestedCumulativeParams) else {
            let message =
                "Cumulative fields `type_params.window` and `type_params.grain_to_date` have been moved and will soon be deprecated. Please "
                + "nest those values under `type_params.cumulative_type_params.window` and "
                + "`type_params.cumulative_type_params.grain_to_date`. See documentation on behavior changes: "
                + "https://docs.getdbt.com/reference/global-configs/behavior-changes."
            report(.warning("cumulative-type-params", message, at: first.span))
            return
        }
        let names = old.map(\.name).joined(separator: ", ")
        let message =
            "Cumulative fields `type_params.window` and `type_params.grain_to_date` should be nested "
            + "under `type_params.cumulative_type_params.window` and `type_params.cumulative_type_params.grain_to_date`. Invalid metrics: "
            + "\(names). See documentation on behavior changes: https://docs.getdbt.com/reference/global-configs/behavior-changes."
        report(.error("semantic-layer", message, at: first.span))
    }
}

/// The rules that semantic models, metrics and saved queries have to hold to (metricflow 0.213, which dbt-core 1.12 asks), with its words.
struct SemanticRules {
    let models: [SemanticResource]
    let metrics: [SemanticResource]
    let queries: [SemanticResource]
    let spines: [Spine]
    private(set) var issues: [Issue] = []
    /// The metrics that use an alias of a measure, by the alias.
    var aliasOwners: [String: [String]] = [:]

    init(models: [SemanticResource], metrics: [SemanticResource], queries: [SemanticResource], spines: [Spine]) {
        self.models = models
        self.metrics = metrics
        self.queries = queries
        self.spines = spines
    }

    /// A rule that is broken.
    struct Issue {
        let message: String
        let isError: Bool
        let isDeprecated: Bool
        let span: SourceSpan?
    }

    /// A time spine: its relation, its granularity, and the names of its custom ones.
    struct Spine {
        let relation: String
        let granularity: String
        let custom: [String]
        let span: SourceSpan?

        /// The spine that a model is; nil for other models.
        init?(_ node: Node) {
            guard let spine = node.model?.timeSpine else { return nil }
            relation = node.relationName ?? node.alias
            granularity = node.columns.first { $0.name == spine["standard_granularity_column"]?.string }?.granularity ?? "day"
            custom = spine["custom_granularities"]?.list?.compactMap { $0["name"]?.string } ?? []
            span = spine["standard_granularity_column"]?.span ?? node.source?.firstLine
        }

        var rank: Int { SemanticRules.rank(granularity) }
    }

    /// The place of a granularity from the finest to the coarsest.
    static func rank(_ granularity: String) -> Int {
        SemanticForm.granularities.firstIndex(of: granularity) ?? SemanticForm.granularities.count
    }

    /// Checks every rule.
    mutating func check() {
        for metric in metrics { checkDerived(metric) }
        checkMeasureNames()
        checkDimensionsAgree()
        checkElementsAgree()
        for model in models { check(model) }
        for metric in metrics { checkInputMeasures(metric) }
        for metric in metrics where metric.metricType == "cumulative" { checkCumulative(metric) }
        checkNames()
        checkEntityPairs()
        for metric in metrics { checkFilters(of: metric) }
        for query in queries { check(query: query) }
        checkLabels()
        for metric in metrics where metric.metricType == "conversion" { checkConversion(metric) }
        checkSpines()
    }

    mutating func error(_ message: String, _ resource: SemanticResource?) {
        issues.append(Issue(message: message, isError: true, isDeprecated: false, span: resource?.span))
    }

    mutating func warn(_ message: String, _ resource: SemanticResource?) {
        issues.append(Issue(message: message, isError: false, isDeprecated: false, span: resource?.span))
    }

    mutating func deprecate(_ message: String, _ resource: SemanticResource) {
        issues.append(Issue(message: message, isError: false, isDeprecated: true, span: resource.span))
    }

    /// The names of custom granularities.
    var customGranularities: [String] { spines.flatMap(\.custom) }

    /// Texts as Python shows a set; in order, so that messages stay the same.
    static func set(_ texts: some Sequence<String>) -> String {
        let all = Set(texts).sorted()
        return all.isEmpty ? "set()" : "{" + all.map(PythonText.quoted).joined(separator: ", ") + "}"
    }

    /// Texts as Python shows a list.
    static func list(_ texts: [String]) -> String { "[" + texts.map(PythonText.quoted).joined(separator: ", ") + "]" }

    private mutating func checkSpines() {
        guard !spines.isEmpty else { return }
        let doubled = Dictionary(grouping: spines, by: \.granularity).filter { $0.value.count > 1 }
        if !doubled.isEmpty {
            let shown = doubled.keys.sorted { Self.rank($0) < Self.rank($1) }.map { key in
                "\(PythonText.quoted(key.uppercased())): \(Self.list(doubled[key]?.map(\.relation) ?? []))"
            }
            warn("Only one time spine is supported per granularity. Got duplicates: {\(shown.joined(separator: ", "))}", nil)
        }
        let used = models.flatMap { $0.elements("dimensions") }.compactMap { $0["type_params"]?["time_granularity"]?.string }
        guard let finest = used.min(by: { Self.rank($0) < Self.rank($1) }) else {
            let message =
                "No time dimensions configured. To avoid unexpected query errors, configuring a time spine at or below the smallest time "
                + "dimension granularity is recommended."
            warn(message, nil)
            return
        }
        guard let spine = spines.min(by: { $0.rank < $1.rank }), Self.rank(finest) < spine.rank else { return }
        let message =
            "To avoid unexpected query errors, configuring a time spine at or below the smallest time dimension granularity is recommended. "
            + "Smallest time dimension granularity: \(finest.uppercased()); Smallest time spine granularity: "
            + "TimeGranularity.\(spine.granularity.uppercased())"
        warn(message, nil)
    }
}

extension ConfigMap {
    /// The text of a key; nil where it is absent or no text.
    func text(_ key: String) -> String? { self[key]?.string }
    /// The element's name.
    var name: String { self["name"].map(PythonText.str) ?? "" }
}
