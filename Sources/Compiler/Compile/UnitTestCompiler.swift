public import Context
import Formats
public import Graph
import Jinja
import Project
import Warehouse

/// Compiles a unit test: renders the model's text with fixtures in the place of what it refers to.
///
/// Belongs to one worker, as its session does.
public struct UnitTestCompiler {
    private let world: RenderWorld
    private let macroLibrary: MacroLibrary
    private let project: ResolvedProject
    private let session: WarehouseSession
    private let missing: MissingColumns

    /// A compiler over a frozen project; `seedTable` reads the file of a seed.
    public init(
        world: RenderWorld, library: MacroLibrary, project: ResolvedProject, session: WarehouseSession,
        seedTable: @escaping (Node) throws -> SeedTableObject
    ) {
        self.world = world
        macroLibrary = library
        self.project = project
        self.session = session
        missing = MissingColumns(world: world, library: library, project: project, session: session, seedTable: seedTable)
    }

    /// An error met in one of a test's fixtures.
    public struct FixtureFailure: Error {
        /// The fixture.
        public let fixture: Node
        /// What went wrong.
        public let error: any Error
    }

    /// A test that can be run.
    public struct Compiled {
        /// The test as a node, with its compiled code.
        public var node: Node
        /// The world of its fixtures.
        public let project: ResolvedProject
    }

    /// The test, compiled. Throws what rendering throws, as a `FixtureFailure` where a fixture is to blame.
    ///
    /// - Parameter write: Takes each fixture as it is compiled.
    public func compile(_ test: UnitTest, write: (Node) throws -> Void) throws -> Compiled {
        let world = try UnitTestProject(test, in: project, calls: customCalls, types: missing.types)
        var node = world.node
        let (code, references) = try render(node, in: world.project)
        var ctes: [ExtraCTE] = []
        for id in references {
            guard var fixture = world.project.manifest.nodes[id] else { continue }
            let text: String
            do {
                text = try render(fixture, in: world.project).code
            } catch {
                throw FixtureFailure(fixture: fixture, error: error)
            }
            fixture.compilation = Compilation(code: text)
            try write(fixture)
            ctes.append(EphemeralCTEs.cte(of: fixture, named: world.project.cteName(of: fixture), code: text))
        }
        node.compilation = Compilation(code: EphemeralCTEs.inject(ctes, into: code), extraCTEs: ctes, extraCTEsInjected: true)
        return Compiled(node: node, project: world.project)
    }

    private func render(_ node: Node, in project: ResolvedProject) throws -> (code: String, references: [String]) {
        var world = world
        if let overrides = node.unitTest?.overrides, let vars = overrides["vars"]?.map { world.vars = world.vars.overriding(vars) }
        let context = RenderContext(
            world: world, stage: .run, package: node.packageName, subject: .node(node), library: macroLibrary, project: project,
            session: session)
        defer { context.end() }
        if let test = node.unitTest { context.applyUnitTest(test) } else { context.applyDeferral(of: node, in: self.project) }
        return (try context.render(node), context.ephemeralReferences)
    }

    /// An input that calls a `ref` of the project's own, where that is allowed: what it calls in turn.
    private func customCalls(_ node: Node, _ input: String) -> CapturedCalls? {
        guard world.invocation.isOn("support_custom_ref_kwargs") else { return nil }
        let context = RenderContext(world: world, stage: .parse, package: node.packageName, subject: .node(node), library: macroLibrary)
        guard (try? context.render("{{ \(input) }}")) != nil else { return nil }
        return context.captured
    }
}
