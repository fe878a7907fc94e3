/// Every selector method by its name, in the order dbt lists them in messages.
enum AllMethods {
    private static let all: [(name: String, method: any SelectorMethod)] = [
        ("fqn", QualifiedNameMethod()),
        ("tag", TagMethod()),
        ("group", GroupMethod()),
        ("access", AccessMethod()),
        ("source", SourceMethod()),
        ("path", PathMethod()),
        ("file", FileMethod()),
        ("package", PackageMethod()),
        ("config", ConfigMethod()),
        ("test_name", TestNameMethod()),
        ("test_type", TestTypeMethod()),
        ("resource_type", ResourceTypeMethod()),
        ("state", StateMethod()),
        ("exposure", NamedMethod(kind: "exposure", plural: "Exposures", type: .exposure)),
        ("metric", NamedMethod(kind: "metric", plural: "Metrics", type: .metric)),
        ("result", ResultMethod()),
        ("source_status", SourceStatusMethod()),
        ("version", VersionMethod()),
        ("semantic_model", NamedMethod(kind: "semantic model", plural: "Semantic models", type: .semanticModel)),
        ("saved_query", NamedMethod(kind: "saved query", plural: "Saved queries", type: .savedQuery)),
        ("unit_test", NamedMethod(kind: "unit test", plural: "Unit tests", type: .unitTest)),
        ("layer", LayerMethod()),
        (SavedSelectorMethod.name, SavedSelectorMethod()),
    ]
    private static let byName = Dictionary(all.map { ($0.name, $0.method) }, uniquingKeysWith: { first, _ in first })

    /// The method of a name.
    static func method(named name: String) -> (any SelectorMethod)? { byName[name] }
    /// The names in order.
    static var names: [String] { all.map(\.name) }
}
