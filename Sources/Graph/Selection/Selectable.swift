public import Formats

/// A resource that takes part in the graph, as selector methods see it.
public enum Selectable: Sendable {
    case node(Node)
    case source(Source)
    case exposure(Exposure)
    case unitTest(UnitTest)
    case semantic(SemanticResource)

    /// The resource's unique id.
    public var uniqueID: String {
        switch self {
        case .node(let node): node.uniqueID
        case .source(let source): source.uniqueID
        case .exposure(let exposure): exposure.uniqueID
        case .unitTest(let test): test.uniqueID
        case .semantic(let resource): resource.uniqueID
        }
    }
    /// The kind of resource.
    public var resourceType: ResourceType {
        switch self {
        case .node(let node): node.resourceType
        case .source: .source
        case .exposure: .exposure
        case .unitTest: .unitTest
        case .semantic(let resource): resource.resourceType
        }
    }
    /// The resource's name.
    public var name: String {
        switch self {
        case .node(let node): node.name
        case .source(let source): source.name
        case .exposure(let exposure): exposure.name
        case .unitTest(let test): test.name
        case .semantic(let resource): resource.name
        }
    }
    /// The package it belongs to.
    public var packageName: String {
        switch self {
        case .node(let node): node.packageName
        case .source(let source): source.packageName
        case .exposure(let exposure): exposure.packageName
        case .unitTest(let test): test.packageName
        case .semantic(let resource): resource.packageName
        }
    }
    /// The file that declares it.
    public var originalFilePath: String {
        switch self {
        case .node(let node): node.originalFilePath
        case .source(let source): source.originalFilePath
        case .exposure(let exposure): exposure.originalFilePath
        case .unitTest(let test): test.originalFilePath
        case .semantic(let resource): resource.originalFilePath
        }
    }
    /// `package://path` of the properties file that describes it.
    public var patchPath: String? {
        switch self {
        case .node(let node): node.patchPath
        case .source(let source): source.patchPath
        case .exposure, .unitTest, .semantic: nil
        }
    }
    /// Package, folders and name.
    public var fqn: [String] {
        switch self {
        case .node(let node): node.fqn
        case .source(let source): source.fqn
        case .exposure(let exposure): exposure.fqn
        case .unitTest(let test): test.fqn
        case .semantic(let resource): resource.fqn
        }
    }
    /// The tags that the `tag:` method sees; a unit test has them in its configuration.
    public var tags: [String] {
        switch self {
        case .node(let node): node.tags
        case .source(let source): source.tags
        case .exposure(let exposure): exposure.tags
        case .unitTest(let test): test.tags
        case .semantic(let resource): resource.tags
        }
    }
    /// The finished configuration.
    public var config: ConfigMap {
        switch self {
        case .node(let node): node.config
        case .source(let source): source.config
        case .exposure(let exposure): exposure.config
        case .unitTest(let test): test.config
        case .semantic(let resource): resource.config
        }
    }
    /// What it depends on.
    public var dependsOnNodes: [String] {
        switch self {
        case .node(let node): node.dependsOnNodes
        case .source: []
        case .exposure(let exposure): exposure.dependsOn.nodes
        case .unitTest(let test): test.dependsOn.nodes
        case .semantic(let resource): resource.dependsOn.nodes
        }
    }
    /// Whether tests of this kind come along with what they test.
    var comesAlong: Bool { resourceType == .test || resourceType == .unitTest }
    /// Whether it takes part: everything but exposures can be disabled.
    var isEnabled: Bool {
        if case .exposure = self { return true }
        return config["enabled"]?.bool ?? true
    }
    /// Whether its file holds nothing but whitespace; such nodes are listed but never run.
    var isEmpty: Bool {
        guard case .node(let node) = self, node.resourceType != .seed, node.resourceType != .function else { return false }
        return node.rawCode.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
}

extension Manifest {
    /// The resource of an id that takes part in the graph; nil for macros, docs blocks, groups and unknown ids.
    public func selectable(_ id: String) -> Selectable? {
        if let node = nodes[id] { return .node(node) }
        if let source = sources[id] { return .source(source) }
        if let exposure = exposures[id] { return .exposure(exposure) }
        if let test = unitTests[id] { return .unitTest(test) }
        return semanticResource(id).map(Selectable.semantic)
    }
}
