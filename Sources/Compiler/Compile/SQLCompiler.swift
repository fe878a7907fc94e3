import Diagnostics
public import Context
public import Graph
import Jinja
import Project

/// Compiles nodes to the SQL that runs: renders the text with the database at hand and puts ephemeral models in as CTEs.
///
/// Belongs to one worker, as its session does.
public struct SQLCompiler {
    private let world: RenderWorld
    private let macroLibrary: MacroLibrary
    private let project: ResolvedProject
    private let session: WarehouseSession?
    private let ephemerals: EphemeralCTEs

    /// A compiler over a frozen project.
    public init(
        world: RenderWorld, library: MacroLibrary, project: ResolvedProject, session: WarehouseSession?, ephemerals: EphemeralCTEs
    ) {
        self.world = world
        macroLibrary = library
        self.project = project
        self.session = session
        self.ephemerals = ephemerals
    }

    /// A fresh context for a node, as it runs.
    public func context(for node: Node, stage: RenderContext.Stage = .run) -> RenderContext {
        RenderContext(
            world: world, stage: stage, package: node.packageName, subject: .node(node), library: macroLibrary, project: project,
            session: session)
    }

    /// The node with its compiled code. Throws what rendering throws.
    ///
    /// - Parameter injectsCTEs: whether ephemeral models are put in; without, only their ids are noted.
    public func compile(_ node: Node, stage: RenderContext.Stage = .run, injectsCTEs: Bool = true) throws -> Node {
        let (code, references, macros) = try render(node, stage: stage)
        var result = Self.hasConstraints(node) ? context(for: node, stage: stage).bindingForeignKeys(of: node) : node
        for macro in macros { result.dependsOn.addMacro(macro) }
        if case .function(var function) = node.details {
            for index in function.overloads.indices { try compile(&function.overloads[index], of: node, stage: stage) }
            result.details = .function(function)
        }
        guard injectsCTEs else {
            result.compilation = Compilation(code: code, extraCTEs: references.map { ExtraCTE(id: $0, sql: "") }, extraCTEsInjected: false)
            return result
        }
        let ctes = try prependedCTEs(references, path: [node.uniqueID])
        if !ctes.isEmpty { try SQLLimits(world.invocation.flags).check(code) }
        if node.isEphemeral { ephemerals[node.uniqueID] = EphemeralCTEs.Entry(code: code, ctes: ctes) }
        result.compilation = Compilation(code: EphemeralCTEs.inject(ctes, into: code), extraCTEs: ctes, extraCTEsInjected: true)
        return result
    }

    private static func hasConstraints(_ node: Node) -> Bool {
        guard case .model(let model) = node.details else { return false }
        return !model.constraints.isEmpty || node.columns.contains { !$0.constraints.isEmpty }
    }

    /// The body of another signature of a function, rendered as the function itself is.
    private func compile(_ overload: inout FunctionOverload, of node: Node, stage: RenderContext.Stage) throws {
        guard let body = overload.rawBody else { return }
        var copy = node
        copy.rawCode = body
        copy.source = overload.source
        if let path = overload.source?.file.path { copy.originalFilePath = path }
        overload.compiledBody = try render(copy, stage: stage).code
    }

    private func render(_ node: Node, stage: RenderContext.Stage) throws -> (
        code: String, ephemeralReferences: [String], macros: [String]
    ) {
        let context = context(for: node, stage: stage)
        defer { context.end() }
        try context.addTestArguments()
        let code = try context.render(node)
        return (code, context.ephemeralReferences, context.captured.macros)
    }

    /// The CTEs of ephemeral models and of what they stand on, each once, inputs first.
    private func prependedCTEs(_ references: [String], path: [String]) throws -> [ExtraCTE] {
        var result: [ExtraCTE] = []
        for id in references {
            guard let node = project.manifest.nodes[id], !path.contains(id) else { continue }
            let entry = try ephemeral(node, path: path + [id])
            for cte in entry.ctes where !result.contains(where: { $0.id == cte.id }) { result.append(cte) }
            let own = EphemeralCTEs.cte(of: node, named: node.alias, code: entry.code)
            if !result.contains(where: { $0.id == own.id }) { result.append(own) }
        }
        return result
    }

    private func ephemeral(_ node: Node, path: [String]) throws -> EphemeralCTEs.Entry {
        if let known = ephemerals[node.uniqueID] { return known }
        let (code, references, _) = try render(node, stage: .run)
        let entry = EphemeralCTEs.Entry(code: code, ctes: try prependedCTEs(references, path: path))
        ephemerals[node.uniqueID] = entry
        return entry
    }
}

extension NodeContent {
    /// Where the target folder keeps the node's text, below `<target>/<folder>/`: a file of its own for nodes of one file, a file below
    /// the properties file for generated tests, as dbt lays them out.
    public var pathBelowTarget: String {
        // One file may hold many snapshots, so each has a file of its own below it, whatever its name.
        if resourceType == .snapshot { return "\(packageName)/\(originalFilePath)/\(name).sql" }
        let name = path.split(separator: "/").last
        let original = originalFilePath.split(separator: "/").last
        if let batch = model?.batch, let dot = originalFilePath.lastIndex(of: "."), let name {
            // Each batch has a file of its own in a folder named after the model's file.
            let stem = name.prefix { $0 != "." }
            return "\(packageName)/\(originalFilePath[..<dot])/\(stem)_\(batch.label)\(originalFilePath[dot...])"
        }
        let file = name == original ? originalFilePath : originalFilePath + "/" + path
        return packageName + "/" + file
    }
}
