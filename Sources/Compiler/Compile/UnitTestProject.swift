public import Context
import Formats
public import Graph
import Project

/// The small world a unit test runs in: the model's text as a node of its own, and a fixture for each input, as an ephemeral model under the
/// name the model refers to it by.
public struct UnitTestProject {
    /// The test as a node that can be compiled and run.
    public private(set) var node: Node
    /// What `ref` and `source` find: the fixtures alone.
    public let project: ResolvedProject

    /// What an input stands for.
    enum Original {
        case node(Node)
        case source(Source)
    }

    /// The world of a test. Throws dbt's messages for inputs that are no calls, or that name nothing.
    ///
    /// - Parameters:
    ///   - test: The unit test.
    ///   - whole: The project it belongs to.
    ///   - calls: Reads an input that is no plain call of `ref` or `source`; nil where it is no call at all.
    ///   - types: The columns' types of an input that cannot be asked of the database; nil where it can.
    init(
        _ test: UnitTest, in whole: ResolvedProject, calls: (Node, String) -> CapturedCalls?,
        types: (Original, ConfigValue) throws -> ConfigMap?
    ) throws {
        guard let id = test.dependsOn.nodes.first, let tested = whole.manifest.nodes[id] else {
            throw RaisedError("Parsing Error", "Unable to find model '\(test.model)' for unit test '\(test.name)'")
        }
        var node = Self.node(test, tested)
        var details = UnitTestDetails(testedNode: tested.uniqueID, overrides: test.overrides)
        var manifest = Manifest(metadata: whole.manifest.metadata)
        for given in test.given {
            let input = given["input"]?.string ?? ""
            let isThis = input.trimmingSpaces == "this"
            let original = isThis ? .node(tested) : try Self.original(input, of: test, in: whole) { calls(node, $0) }
            var fixture = Self.fixture(for: original, test)
            fixture.rawCode = try Self.text(of: given, types: types(original, given))
            manifest.nodes[fixture.uniqueID] = fixture
            if case .source(var source) = original {
                source.uniqueID = fixture.uniqueID
                manifest.sources[fixture.uniqueID] = source
            }
            if case .node(let other) = original, other.uniqueID == tested.uniqueID { details.thisInput = fixture.uniqueID }
            node.dependsOn.addNode(fixture.uniqueID)
        }
        for id in tested.dependsOn.nodes {
            guard let function = whole.manifest.nodes[id], function.resourceType == .function else { continue }
            manifest.nodes[id] = function
            node.dependsOn.addNode(id)
        }
        node.details = .unitTest(details)
        self.node = node
        project = ResolvedProject(manifest, deferred: whole.deferred, isUnitTest: true)
    }

    /// The test as a node. Its path lies below the properties file, in the folder that the file itself lies in.
    static func node(_ test: UnitTest, _ tested: Node) -> Node {
        let folder = test.originalFilePath.split(separator: "/").dropLast().joined(separator: "/")
        var node = Node(
            uniqueID: test.uniqueID, name: test.versionedName, resourceType: .unitTest, packageName: test.packageName,
            path: (folder.isEmpty ? "" : folder + "/") + test.versionedName + ".sql", originalFilePath: test.originalFilePath,
            fqn: test.uniqueID.split(separator: ".").map(String.init),
            details: .unitTest(UnitTestDetails(testedNode: tested.uniqueID, overrides: test.overrides)))
        let isSQL = test.expect["format"]?.string == "sql"
        let rows = test.expect["rows"] ?? .null
        node.config = [
            "enabled": true, "materialized": "unit", "expected_rows": isSQL ? .list([]) : rows, "expected_sql": isSQL ? rows : .null,
        ]
        node.rawCode = tested.rawCode
        node.database = tested.database
        node.schema = tested.schema
        node.refs = tested.refs
        node.sources = tested.sources
        node.functions = tested.functions
        return node
    }

    // MARK: Inputs

    private static func original(
        _ input: String, of test: UnitTest, in whole: ResolvedProject, calls: (String) -> CapturedCalls?
    ) throws -> Original {
        var refs: [RefArguments] = []
        var sources: [[String]] = []
        if let found = StaticCalls.read(expression: input) {
            (refs, sources) = (found.refs, found.sources)
        } else if let found = calls(input) {
            (refs, sources) = (found.refs, found.sources)
        }
        if let ref = refs.first {
            if case .found(let id) = whole.references.node(ref, from: test.packageName), let node = whole.manifest.nodes[id] {
                return .node(node)
            }
        } else if let source = sources.first {
            if case .found(let id) = whole.references.source(source[0], source[1], from: test.packageName),
                let table = whole.manifest.sources[id]
            {
                return .source(table)
            }
        } else {
            throw RaisedError(
                "Parsing Error", "Unit test given inputs must be either a 'ref', 'source' or 'this' call. Got: '\(input)'.")
        }
        throw RaisedError("Parsing Error", "Unit test '\(test.name)' had an input (\(input)) which was not found in the manifest.")
    }

    /// The ephemeral model that stands for an input.
    private static func fixture(for original: Original, _ test: UnitTest) -> Node {
        func fixture(_ id: String, _ name: String, _ package: String, _ fqn: [String], _ details: ModelDetails) -> Node {
            Node(
                uniqueID: id, name: name, resourceType: .model, packageName: package, path: name + ".sql",
                originalFilePath: test.originalFilePath, fqn: fqn, details: .model(details))
        }
        var result: Node
        switch original {
        case .node(let node):
            var details = ModelDetails()
            details.version = node.model?.version
            details.latestVersion = node.model?.latestVersion
            let id = "model.\(node.packageName).\(node.searchName)"
            result = fixture(id, node.name, node.packageName, node.fqn, details)
            (result.database, result.schema, result.alias) = (node.database, node.schema, node.alias)
        case .source(let source):
            let id = "model.\(source.packageName).\(source.sourceName)__\(source.name)"
            result = fixture(id, source.name, source.packageName, source.fqn, ModelDetails())
            (result.database, result.schema, result.alias) = (source.database, source.schema, source.identifier)
        }
        result.config = ["enabled": true, "materialized": "ephemeral"]
        return result
    }

    /// The text of a fixture: SQL as written, rows by way of a macro.
    private static func text(of given: ConfigValue, types: ConfigMap?) -> String {
        let rows = given["rows"] ?? .null
        if given["format"]?.string == "sql" { return rows.string ?? "" }
        return fixtureCall(rows: rows, types: types)
    }

    /// The text that makes a query of rows; the types are asked of the database where none are given.
    static func fixtureCall(rows: ConfigValue, types: ConfigMap?) -> String {
        "{{ get_fixture_sql(\(PythonText.repr(rows)), \(PythonText.repr(types.map(ConfigValue.map) ?? .null))) }}"
    }
}

extension String {
    /// The text without white space around it.
    fileprivate var trimmingSpaces: Substring {
        var rest = drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
