import Diagnostics
import Formats
import Graph
import Project

/// Finds resources by name: the caller's package first, then the root project, then every package.
struct PackageNames {
    private let root: String
    private var ids: [String: [(package: String, id: String)]] = [:]

    init(root: String) { self.root = root }

    mutating func add(_ name: String, package: String, id: String) { ids[name, default: []].append((package, id)) }

    /// The unique id under a name; `explicit` is the package named in the call.
    func find(_ name: String, explicit: String? = nil, from package: String) -> String? {
        let found = ids[name] ?? []
        guard explicit == nil else { return found.first { $0.package == explicit }?.id }
        return found.first { $0.package == package }?.id ?? found.first { $0.package == root }?.id ?? found.first?.id
    }

    /// The names there are, for did-you-mean.
    var names: [String] { ids.keys.sorted() }
}

/// What metrics and measures are called.
struct SemanticNames {
    var metrics: PackageNames
    var disabledMetrics: PackageNames
    /// Semantic models by the measures they have; disabled ones too.
    var measures: PackageNames

    init(root: String, enabled: [SemanticResource], disabled: [SemanticResource]) {
        metrics = PackageNames(root: root)
        disabledMetrics = PackageNames(root: root)
        measures = PackageNames(root: root)
        for resource in enabled + disabled {
            switch resource.resourceType {
            case .metric where resource.isEnabled: metrics.add(resource.name, package: resource.packageName, id: resource.uniqueID)
            case .metric: disabledMetrics.add(resource.name, package: resource.packageName, id: resource.uniqueID)
            case .semanticModel:
                for measure in resource.elements("measures") {
                    measures.add(measure["name"]?.string ?? "", package: resource.packageName, id: resource.uniqueID)
                }
            default: break
            }
        }
    }
}

extension Resolver {
    /// Gives semantic models their model, metrics their measures and inputs, and everything that names a metric that metric as parent.
    mutating func bindSemantics() {
        let models = semantics.keys.filter { semantics[$0]?.resourceType == .semanticModel }
        if !models.isEmpty {
            let index = ReferenceIndex(provisionalManifest())
            for id in models { bindModel(id, index) }
        }
        let names = SemanticNames(root: root.name, enabled: semantics.values, disabled: disabledSemantics)
        var underway: Set<String> = []
        for id in semantics.keys where semantics[id]?.resourceType == .metric { bindMetric(id, names, &underway) }
        for id in semantics.keys {
            guard var query = semantics[id], query.resourceType == .savedQuery else { continue }
            let owner = MetricOwner(id: id, path: query.originalFilePath, type: .savedQuery, package: query.packageName, span: query.span)
            for name in query.queriedMetrics { if let metric = metric([name], owner, names) { query.dependsOn.addNode(metric) } }
            semantics[id] = query
        }
        for id in exposures.keys {
            guard var exposure = exposures[id] else { continue }
            let owner = MetricOwner(
                id: id, path: exposure.originalFilePath, type: .exposure, package: exposure.packageName, span: exposure.span)
            for call in exposure.metrics { if let metric = metric(call, owner, names) { exposure.dependsOn.addNode(metric) } }
            exposures[id] = exposure
        }
        for draft in nodes.enabled where !draft.node.metrics.isEmpty {
            let node = draft.node
            let owner = MetricOwner(
                id: node.uniqueID, path: node.originalFilePath, type: node.resourceType, package: node.packageName,
                span: draft.text?.firstLine)
            for call in node.metrics {
                if let metric = metric(call, owner, names) { nodes.update(node.uniqueID) { $0.dependsOn.addNode(metric) } }
            }
        }
    }

    private mutating func bindModel(_ id: String, _ index: ReferenceIndex) {
        guard var model = semantics[id] else { return }
        for ref in model.refs {
            var isDisabled = false
            switch index.node(ref, from: model.packageName) {
            case .found(let parent):
                model.dependsOn.addNode(parent)
                continue
            case .disabled: isDisabled = true
            default: break
            }
            let place = ref.package.map { "in package or project '\($0)' " } ?? ""
            let message =
                "Semantic_Model '\(id)' (\(model.originalFilePath)) depends on a node named '\(ref.name)' \(place)which "
                + (isDisabled ? "is disabled" : "was not found")
            let hint = isDisabled ? nil : DidYouMean.hint(ref.name, among: refs.names)
            report(.error(isDisabled ? "disabled-node" : "unknown-ref", message, at: model.span, hint: hint))
        }
        if let node = model.dependsOn.nodes.first.flatMap({ nodes[$0]?.node }) {
            model.definition["node_relation"] = .map([
                "alias": .string(node.alias), "schema_name": .string(node.schema), "database": .optional(node.database),
                "relation_name": .optional(node.relationName),
            ])
        }
        semantics[id] = model
    }

    /// Who names a metric.
    private struct MetricOwner {
        let id: String
        let path: String
        let type: ResourceType
        let package: String
        let span: SourceSpan?

        /// The type as Python's `title()` writes it.
        var title: String { type.rawValue.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "_") }
    }

    /// The metric a call names; reports where there is none.
    private mutating func metric(_ call: [String], _ owner: MetricOwner, _ names: SemanticNames) -> String? {
        guard let name = call.last else { return nil }
        let package = call.count == 2 ? call[0] : nil
        if let id = names.metrics.find(name, explicit: package, from: owner.package) { return id }
        let isDisabled = names.disabledMetrics.find(name, explicit: package, from: owner.package) != nil
        let place = package.map { "in package or project '\($0)' " } ?? ""
        let message =
            "\(owner.title) '\(owner.id)' (\(owner.path)) depends on a metric named '\(name)' \(place)which "
            + (isDisabled ? "is disabled" : "was not found")
        let id: DiagnosticID = isDisabled ? "disabled-metric" : "unknown-metric"
        let hint = isDisabled ? nil : DidYouMean.hint(name, among: names.metrics.names)
        report(owner.type == .test ? .warning(id, message, at: owner.span, hint: hint) : .error(id, message, at: owner.span, hint: hint))
        return nil
    }

    /// Gives a metric its parents and the measures it rests on, those of the metrics it is made from among them.
    private mutating func bindMetric(_ id: String, _ names: SemanticNames, _ underway: inout Set<String>) {
        guard let metric = semantics[id], metric.typeParams["input_measures"]?.list?.isEmpty ?? true, underway.insert(id).inserted else {
            return
        }
        let params = metric.typeParams
        switch metric.metricType {
        case "simple":
            if params["measure"]?.isNull ?? true {
                bindToModel(metric)
            } else {
                bindMeasures([params["measure"]], of: metric, names)
            }
        case "cumulative":
            if let measure = params["measure"], !measure.isNull {
                bindMeasures([measure], of: metric, names)
            } else if let input = params["cumulative_type_params"]?["metric"], !input.isNull {
                bindMetrics([input], of: metric, names, &underway, sharesMeasures: false)
            } else {
                refuse(metric, "Cumulative metric \(metric.name) should have a measure or input_metric defined, but it does not.")
            }
        case "conversion": bindConversion(metric, names, &underway)
        case "ratio":
            let inputs = [params["numerator"], params["denominator"]].compactMap { $0 }.filter { !$0.isNull }
            guard inputs.count == 2 else {
                refuse(metric, "Invalid ratio metric. Both a numerator and denominator must be specified")
                return
            }
            bindMetrics(inputs, of: metric, names, &underway, sharesMeasures: true)
        default: bindMetrics(params["metrics"]?.list ?? [], of: metric, names, &underway, sharesMeasures: true)
        }
    }

    private mutating func refuse(_ metric: SemanticResource, _ message: String, hint: String? = nil) {
        report(.error("bad-metric", message, at: metric.span, hint: hint))
    }

    private mutating func bindToModel(_ metric: SemanticResource) {
        guard let model = metric.typeParams["metric_aggregation_params"]?["semantic_model"]?.string else {
            refuse(metric, "Simple metric \(metric.name) should have a measure or agg type defined, but it does not.")
            return
        }
        let parent = "semantic_model.\(root.name).\(model)"
        semantics.update(metric.uniqueID) { $0.dependsOn.addNode(parent) }
    }

    private mutating func bindConversion(_ metric: SemanticResource, _ names: SemanticNames, _ underway: inout Set<String>) {
        let params = metric.typeParams["conversion_type_params"] ?? .null
        let measures = [params["base_measure"], params["conversion_measure"]].compactMap { $0 }.filter { !$0.isNull }
        let metrics = [params["base_metric"], params["conversion_metric"]].compactMap { $0 }.filter { !$0.isNull }
        if measures.count == 2 {
            bindMeasures(measures, of: metric, names)
        } else if metrics.count == 2 {
            bindMetrics(metrics, of: metric, names, &underway, sharesMeasures: false)
        } else {
            let message =
                "Depending the version of YAML being used, conversion metric `\(metric.name)` must have base and conversion measures or base "
                + "and conversion metrics defined."
            refuse(metric, message)
        }
    }

    private mutating func bindMeasures(_ inputs: [ConfigValue?], of metric: SemanticResource, _ names: SemanticNames) {
        for input in inputs.compactMap({ $0 }) {
            addInputMeasure(input, to: metric.uniqueID)
            let name = input["name"]?.string ?? ""
            guard let id = names.measures.find(name, from: metric.packageName) else {
                let message = "A semantic model having a measure `\(name)` does not exist but was referenced."
                refuse(metric, message, hint: DidYouMean.hint(name, among: names.measures.names))
                continue
            }
            guard semantics[id] != nil else {
                let model = disabledSemantics.first { $0.uniqueID == id }?.name ?? id
                refuse(metric, "The measure `\(name)` is referenced on disabled semantic model `\(model)`.")
                continue
            }
            semantics.update(metric.uniqueID) { $0.dependsOn.addNode(id) }
        }
    }

    private mutating func addInputMeasure(_ measure: ConfigValue, to id: String) {
        semantics.update(id) { metric in
            var params = metric.typeParams
            let known = params["input_measures"]?.list ?? []
            guard !known.contains(measure) else { return }
            params["input_measures"] = .list(known + [measure])
            metric.definition["type_params"] = .map(params)
        }
    }

    private mutating func bindMetrics(
        _ inputs: [ConfigValue], of metric: SemanticResource, _ names: SemanticNames, _ underway: inout Set<String>, sharesMeasures: Bool
    ) {
        for input in inputs {
            let name = input["name"]?.string ?? ""
            guard let id = names.metrics.find(name, from: metric.packageName) else {
                if names.disabledMetrics.find(name, from: metric.packageName) != nil {
                    refuse(metric, "The metric `\(name)` is disabled and thus cannot be referenced.")
                } else {
                    let by = sharesMeasures ? " by metric `\(metric.name)`" : ""
                    let hint = DidYouMean.hint(name, among: names.metrics.names)
                    refuse(metric, "The metric `\(name)` does not exist but was referenced\(by).", hint: hint)
                }
                continue
            }
            bindMetric(id, names, &underway)
            if sharesMeasures {
                for measure in semantics[id]?.typeParams["input_measures"]?.list ?? [] { addInputMeasure(measure, to: metric.uniqueID) }
            }
            semantics.update(metric.uniqueID) { $0.dependsOn.addNode(id) }
        }
    }
}
