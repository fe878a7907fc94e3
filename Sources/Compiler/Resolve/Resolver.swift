import Diagnostics
import Formats
import Graph
import Project
import Warehouse

/// Builds the manifest: names bound, configurations merged, calls captured. Never throws: every mistake of the project becomes a
/// diagnostic, and what could be built goes on.
///
/// The order of the steps is dbt's, since later ones see what earlier ones left: macros, texts, properties, sources, references, checks.
public struct Resolver {
    let input: ResolveInput
    let root: ProjectConfig
    let projects: [String: ProjectConfig]
    let merge: ConfigMerge
    /// Which layer nodes are in; nil in a project without layers.
    let assignment: LayerAssignment?
    /// The layers of the finished nodes.
    var layers = LayerMap.none
    var diagnostics: [Diagnostic] = []
    var nodes = NodeTable()
    var macros = OrderedTable<Macro>()
    var macroSpans: [String: SourceSpan] = [:]
    var docs = OrderedTable<Documentation>()
    /// Descriptions that were rendered without a complaint, with the docs blocks they use.
    var descriptions: [DescriptionKey: (text: String, blocks: [String])] = [:]
    var sources = OrderedTable<Source>()
    var sourceDrafts: [SourceDraft] = []
    /// Positions in `sourceDrafts` by unique id.
    var sourcePositions: [String: Int] = [:]
    var overrides: [SourceOverride] = []
    var disabledSources: [Source] = []
    var exposures = OrderedTable<Exposure>()
    var disabledExposures: [Exposure] = []
    var groups = OrderedTable<Group>()
    /// Semantic models, metrics and saved queries by unique id.
    var semantics = OrderedTable<SemanticResource>()
    var disabledSemantics: [SemanticResource] = []
    /// By the unique id of each file that became a signature of another function: that function.
    var overloadOwners: [String: String] = [:]
    var unitTests: [UnitTest] = []
    var disabledUnitTests: [UnitTest] = []
    var macroLookup = MacroLookup()
    /// Generic tests whose texts wait to be captured.
    var pendingTests: [PendingNode] = []
    var names: NodeNaming
    /// The naming of nodes that needs no rendering; nil before the macros are known.
    var builtInNames: BuiltInNames?
    /// The generic tests that need no rendering; nil before the macros are known.
    var plainTests: PlainTests?
    var rendering: any NodeCapturing
    /// What `ref` can name; rebuilt when patches change names.
    var refs = NameIndex([], types: [])

    /// A resolver over its input.
    public init(_ input: ResolveInput) {
        self.input = input
        root = input.project.root?.config ?? ProjectConfig(name: "", root: "")
        projects = Dictionary(input.project.packages.map { ($0.name, $0.config) }, uniquingKeysWith: { first, _ in first })
        let layers = input.smelt?.layers ?? []
        assignment =
            layers.isEmpty ? nil : LayerAssignment(layers, root: root.name, packages: input.project.packages.map(\.name))
        merge = ConfigMerge(root: root, projects: projects, aliases: input.adapter.credentials.aliases, assignment: assignment)
        names = NodeNaming(adapter: input.adapter, quoting: root.quoting)
        rendering = input.rendering(OrderedTable())
    }

    /// Resolves.
    public mutating func resolve() -> Resolution {
        checkPackageNames()
        checkFixtureNames()
        resolveMacros()
        rendering = input.rendering(macros)
        buildTexts()
        rebuildReferences()
        applyProperties()
        finishTests()
        settleEnabled()
        buildSources()
        finishTests()
        bindReferences()
        resolveUnitTests()
        renderDescriptions()
        bindSemantics()
        inferPrimaryKeys()
        checkGraph()
        return Resolution(manifest: manifest(), diagnostics: diagnostics)
    }

    mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    mutating func rebuildReferences() {
        refs = NameIndex(nodes.enabled, types: [.model, .seed, .snapshot])
    }

    /// Two packages of one name cannot be told apart.
    private mutating func checkPackageNames() {
        var seen: Set<String> = []
        for package in input.project.packages where !seen.insert(package.name).inserted {
            let message =
                "dbt found more than one package with the name \"\(package.name)\" included in this project. Package names must be "
                + "unique in a project. Please rename one of these packages."
            report(.error("duplicate-package", message, at: package.config.file.map { SourceSpan($0, 0, 0) }))
        }
    }

    /// A renderer for the properties files and descriptions of a package.
    func yamlRenderer(package: String) -> ConfigRenderer {
        ConfigRenderer(
            env: input.env, vars: input.vars.yamlScope(package: package), target: input.target, projectName: root.name, rendersVars: false)
    }

    /// The manifest as far as it is known.
    func manifest() -> Manifest {
        var manifest = Manifest(metadata: input.metadata)
        manifest.nodes = nodes.finished
        manifest.sources = sources
        manifest.layers = layers
        manifest.macros = macros
        manifest.docs = docs
        manifest.exposures = exposures
        manifest.groups = groups
        for resource in semantics.values { manifest.add(resource) }
        for test in unitTests { manifest.unitTests[test.uniqueID] = test }
        for (id, drafts) in nodes.disabled { manifest.disabled += drafts.map { (id, .node($0.node)) } }
        manifest.disabled += disabledSources.map { ($0.uniqueID, .source($0)) }
        manifest.disabled += disabledExposures.map { ($0.uniqueID, .exposure($0)) }
        manifest.disabled += disabledSemantics.map { ($0.uniqueID, .semantic($0)) }
        manifest.disabled += disabledUnitTests.map { ($0.uniqueID, .unitTest($0)) }
        return manifest
    }
}
