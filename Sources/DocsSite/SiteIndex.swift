import Formats
import Graph
import SQL

/// A resource that has a page.
enum SiteResource {
    case graph(Selectable)
    case macro(Macro)

    var uniqueID: String {
        switch self {
        case .graph(let resource): resource.uniqueID
        case .macro(let macro): macro.uniqueID
        }
    }

    var type: ResourceType {
        switch self {
        case .graph(let resource): resource.resourceType
        case .macro: .macro
        }
    }
}

/// The resources that have a page, each with its number.
struct SiteIndex {
    /// The resources in the order of their numbers.
    let resources: [SiteResource]
    /// The number of each by unique id.
    let numbers: [String: Int]
    /// The tests of a resource by its unique id: generic tests that are attached to it, singular and unit tests that read it.
    let tests: [String: [Int]]
    /// The columns that are made of a column, each with the number of its resource; names in lower case are the key.
    let users: [ColumnOrigin: [(number: Int, column: String)]]
    /// What each generic test is attached to, by the unique id of the test.
    let attachments: [String: String]

    /// All that a project shows: nodes whose `docs: show:` is off, hooks, and macros that are part of smelt stay out, as in dbt's site.
    init(_ facts: SiteFacts) {
        let manifest = facts.manifest
        var resources: [SiteResource] = manifest.sources.values.map { .graph(.source($0)) }
        resources += manifest.nodes.values.lazy.filter { Self.isShown($0) }.map { .graph(.node($0)) }
        resources += manifest.semanticResources.map { .graph(.semantic($0)) }
        resources += manifest.exposures.values.map { .graph(.exposure($0)) }
        resources += manifest.unitTests.values.map { .graph(.unitTest($0)) }
        resources += manifest.macros.values.lazy.filter { $0.docs.show && !facts.builtInPackages.contains($0.packageName) }
            .map { .macro($0) }
        self.resources = resources
        numbers = Dictionary(resources.enumerated().map { ($1.uniqueID, $0) }, uniquingKeysWith: { first, _ in first })
        var tests: [String: [Int]] = [:]
        var attachments: [String: String] = [:]
        for (number, resource) in resources.enumerated() {
            guard case .graph(let test) = resource, test.resourceType == .test || test.resourceType == .unitTest else { continue }
            var tested = test.dependsOnNodes
            if case .node(let node) = test, let generic = node.genericTest {
                tested = Self.attachment(of: node, generic, in: manifest).map { [$0] } ?? []
                attachments[node.uniqueID] = tested.first
            }
            for id in Set(tested) { tests[id, default: []].append(number) }
        }
        users = Self.users(of: facts.columns, resources)
        self.tests = tests
        self.attachments = attachments
    }

    private static func users(of columns: ColumnLineage, _ resources: [SiteResource]) -> [ColumnOrigin: [(number: Int, column: String)]] {
        var users: [ColumnOrigin: [(number: Int, column: String)]] = [:]
        for (number, resource) in resources.enumerated() {
            for column in columns[resource.uniqueID]?.columns ?? [] {
                for origin in column.origins {
                    users[ColumnOrigin(id: origin.id, column: origin.column.lowercased()), default: []].append((number, column.name))
                }
            }
        }
        return users
    }

    private static func isShown(_ node: Node) -> Bool {
        node.docs.show && node.resourceType != .operation && node.resourceType != .sqlOperation
    }

    /// What a generic test is attached to. dbt writes that down for nodes alone; a test of a source names it in its argument `model`.
    private static func attachment(of test: Node, _ details: GenericTestDetails, in manifest: Manifest) -> String? {
        if let attached = details.attachedNode { return attached }
        let model = details.arguments["model"]?.string ?? ""
        let sources = test.dependsOn.nodes.filter { manifest.sources[$0] != nil }
        let named = sources.first { id in
            manifest.sources[id].map { model.contains("'\($0.sourceName)'") && model.contains("'\($0.name)'") } ?? false
        }
        return named ?? test.dependsOn.nodes.first
    }

    /// The numbers of those of some resources that have a page, in their order, each once.
    func numbers(of ids: [String]) -> [Int] {
        var seen: Set<Int> = []
        return ids.compactMap { numbers[$0] }.filter { seen.insert($0).inserted }
    }
}
