import Formats
import Graph
import Jinja
import Project

/// What `metric()` gives: prints as the metric's name. While parsing only the name and package are known; while running the metric's fields
/// are there, and the names of the metrics it rests on.
final class MetricObject: Object {
    private let name: String
    private let package: String?
    private let metric: SemanticResource?
    private let manifest: Manifest?

    /// A metric by what was asked for.
    init(_ names: [String]) {
        name = names.last ?? ""
        package = names.count == 2 ? names[0] : nil
        metric = nil
        manifest = nil
    }

    /// A metric of a manifest.
    init(_ metric: SemanticResource, in manifest: Manifest) {
        name = metric.name
        package = metric.packageName
        self.metric = metric
        self.manifest = manifest
    }

    override var typeName: String { metric == nil ? "MetricReference" : "ResolvedMetricReference" }
    override func string() throws -> String { name }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "metric_name": .string(self.name)
        case "package_name": .text(package)
        default: metric?.manifestValue(.graph)[name]?.jinjaValue()
        }
    }

    override func method(_ name: String) -> Method? {
        guard let metric, let manifest, Self.questions.contains(name) else { return nil }
        return Method(name, Signature()) { _, _, _ in
            let parents = Self.parents(of: metric, in: manifest)
            switch name {
            case "full_metric_dependency": return Self.names(parents.map(\.metric))
            case "base_metric_dependency": return Self.names(parents.map(\.metric).filter { !Self.isDerived($0) })
            case "derived_metric_dependency": return Self.names(parents.map(\.metric).filter(Self.isDerived))
            default:
                let derived = parents.filter { Self.isDerived($0.metric) }
                return .object(ListObject(derived.map { .object(DictObject([($0.metric.name, .int($0.depth))])) }))
            }
        }
    }

    private static let questions: Set = [
        "full_metric_dependency", "base_metric_dependency", "derived_metric_dependency", "derived_metric_dependency_depth",
    ]

    private static func names(_ metrics: [SemanticResource]) -> Value {
        var seen: Set<String> = []
        return .object(ListObject(metrics.map(\.name).filter { seen.insert($0).inserted }.map(Value.string)))
    }

    private static func isDerived(_ metric: SemanticResource) -> Bool { ["derived", "ratio"].contains(metric.metricType) }

    /// The metric and all it rests on, each with its distance counted from 1.
    private static func parents(of metric: SemanticResource, in manifest: Manifest) -> [(metric: SemanticResource, depth: Int)] {
        var found = [(metric: metric, depth: 1)]
        var next = 0
        while next < found.count, found.count < 10_000 {
            let (current, depth) = found[next]
            next += 1
            for id in current.dependsOn.nodes { if let parent = manifest.metrics[id] { found.append((parent, depth + 1)) } }
        }
        return found
    }
}
