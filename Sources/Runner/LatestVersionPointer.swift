import Compiler
import Context
import Formats
import Graph
import Jinja
import Project
import Warehouse

extension NodeExecution {
    /// The view that gives a model's latest version under the model's bare name, where the version is the latest and its
    /// `latest_version_pointer` or the project's flag asks for it. Built as a view model over the version's own relation, with its grants but
    /// without its hooks and comments. Gives the relations made: one, or none.
    func latestVersionPointer(to target: Relation?, _ context: RenderContext) throws -> [Relation] {
        guard let target, let session = context.session, wantsLatestVersionPointer else { return [] }
        let name = try pointerName(context)
        let own = target.identifier ?? ""
        guard target.quotePolicy[.identifier] ? own != name : own.lowercased() != name.lowercased() else {
            throw RaisedError(
                "Runtime Error",
                "Cannot create latest version pointer: the latest version of '\(node.name)' is already aliased to '\(name)'. "
                    + "Set `latest_version_pointer: enabled: false` or remove the conflicting alias.")
        }
        var pointer = node
        pointer.alias = name
        pointer.uniqueID += "__latest_version_pointer"
        pointer.rawCode = "select * from \(target.render())"
        pointer.compilation = Compilation(code: pointer.rawCode)
        for hooks in ["pre-hook", "post-hook"] { pointer.config[hooks] = .list([]) }
        pointer.config["persist_docs"] = .map([:])
        let pointerContext = worker.compiler(session).context(for: pointer)
        defer { pointerContext.end() }
        let macro = try pointerContext.macros.materialization("view", package: pointer.packageName)
        return try Self.relations(pointerContext.renderer.call(macro, Arguments()), pointer)
    }

    private var wantsLatestVersionPointer: Bool {
        // A batch has none of its own: the model gets it when all batches are built.
        guard let model = node.model, model.batch == nil, let version = model.version, version.isSame(as: model.latestVersion) else {
            return false
        }
        return node.config["latest_version_pointer"]?["enabled"]?.bool
            ?? settings.world.invocation.isOn("latest_version_pointer_enabled_by_default")
    }

    /// The name that the project's naming macro gives the pointer.
    private func pointerName(_ context: RenderContext) throws -> String {
        let custom = node.config["latest_version_pointer"]?["alias"]?.string?.trimmingSpace() ?? ""
        guard let macro = context.macros.findFromRoot("generate_latest_version_pointer_alias") else {
            return custom.isEmpty ? node.name : custom
        }
        let arguments = Arguments([custom.isEmpty ? .none : .string(custom), context.lookup("model") ?? .none])
        return try context.renderer.call(macro, arguments).str().trimmingSpace()
    }
}
