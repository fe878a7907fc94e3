/// What kind of thing a unique id names: dbt's `resource_type`.
public enum ResourceType: String, Sendable, CaseIterable {
    case model, seed, snapshot, test, analysis, operation, source, exposure, metric, group, macro, function
    case sqlOperation = "sql_operation"
    case semanticModel = "semantic_model"
    case savedQuery = "saved_query"
    case unitTest = "unit_test"
    case documentation = "doc"

    /// The plural that console lines use ("5 models").
    public var plural: String {
        switch self {
        case .analysis: "analyses"
        case .savedQuery: "saved queries"
        case .semanticModel: "semantic models"
        case .unitTest: "unit tests"
        case .sqlOperation: "sql operations"
        case .documentation: "docs blocks"
        default: rawValue + "s"
        }
    }

    /// Whether the node is one that `ref()` can name.
    public var isRefable: Bool { self == .model || self == .seed || self == .snapshot }
}
