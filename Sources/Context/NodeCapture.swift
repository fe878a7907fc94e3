public import Diagnostics
public import Formats
public import Graph
import Jinja
public import Project
import Warehouse

/// Answers the resolver's questions by rendering texts with `execute` false.
public struct NodeCapture: NodeCapturing {
    private let world: RenderWorld
    private let macroLibrary: MacroLibrary

    /// A capture over the macros of a project.
    public init(world: RenderWorld, library: MacroLibrary) {
        self.world = world
        macroLibrary = library
    }

    private func context(_ node: Node, stage: RenderContext.Stage) -> RenderContext {
        RenderContext(world: world, stage: stage, package: node.packageName, subject: .node(node), library: macroLibrary)
    }

    /// Renders a text and tells what was called on the way.
    public func capture(_ request: CaptureRequest) -> CapturedCalls {
        let context = context(request.node, stage: .parse)
        defer { context.end() }
        var template: Template?
        do {
            if case .genericTest(let arguments) = request.purpose { try context.addTestArguments(arguments) }
            let text = try Template(request.text.file, in: request.text.start..<request.text.end, mode: .parse)
            template = text
            _ = try context.renderer.render(text)
        } catch {
            context.captured.diagnostics.append(
                Diagnostic(
                    error, in: request.node, at: request.origin ?? request.text, isGenerated: request.origin != nil,
                    internalPackages: world.internalPackages))
        }
        var captured = context.captured
        let calls = request.origin == nil && !context.referrers.isEmpty || !captured.configCalls.isEmpty ? template?.calls ?? [] : []
        if !captured.configCalls.isEmpty { captured.unrenderedConfig = Self.unrenderedConfig(calls) }
        let places = CallPlaces(request, calls, referrers: context.referrers, internalPackages: world.internalPackages)
        return places.noted(captured)
    }

    /// The keyword arguments of the first `config()` call as written; nil where it has none (dbt-core 1.12).
    private static func unrenderedConfig(_ calls: [StaticCall]) -> ConfigMap? {
        guard let call = calls.first(where: { $0.owner == nil && $0.name == "config" }), !call.named.isEmpty else { return nil }
        return ConfigMap(call.named.map { ($0.name, .string($0.value.spelling)) })
    }

    /// Calls a macro that names a node.
    public func generateName(macro uniqueID: String, custom: ConfigValue, for node: Node) throws(Diagnostic) -> ConfigValue {
        let parts = uniqueID.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count == 3, let definition = macroLibrary.definition(parts[2], in: parts[1]) else {
            throw Diagnostic("unknown-macro", .error, "no macro '\(uniqueID)'", at: node.source)
        }
        let context = RenderContext(
            world: world, stage: .naming, package: world.rootProject, subject: .node(node), library: macroLibrary)
        defer { context.end() }
        do {
            let macro = ProjectMacro(definition)
            let arguments = Arguments([custom.jinjaValue(), .object(node.manifestFields(.graph).jinjaDict())])
            return try ConfigValue(try context.renderer.call(.object(macro), arguments))
        } catch {
            throw Diagnostic(error, in: node, at: node.source, isGenerated: false, internalPackages: world.internalPackages)
        }
    }
}
