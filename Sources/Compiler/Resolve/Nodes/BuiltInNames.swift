import Formats
import Graph
import Project

/// What the built-in `generate_…_name` macros give, without rendering them: every node of a project is named by all three.
struct BuiltInNames {
    private let names: NodeNaming
    /// The parts that the project leaves to the built-in macros.
    private let components: Set<NodeNameComponent>

    /// The names of a project, by the macros that it has.
    init(_ names: NodeNaming, _ lookup: MacroLookup, _ root: ProjectConfig, packages: Set<String>) {
        self.names = names
        components = Set(
            NodeNameComponent.allCases.filter { component in
                let macro = component.macro
                let implementation = lookup.dispatch(
                    macro, namespace: "dbt", prefixes: [names.adapterType, "default"], rules: root.dispatch, packages: packages)
                return implementation == "macro.dbt.default__\(macro)"
            })
    }

    /// The name; nil where the project overrides a part of the built-in macro, or the answer depends on more than is known here.
    func name(_ component: NodeNameComponent, _ custom: ConfigValue, _ node: Node) -> ConfigValue? {
        guard components.contains(component), custom.isNull || custom.string != nil else { return nil }
        let text = custom.string?.trimmingSpace()
        switch component {
        case .database: return .string(text ?? names.defaultDatabase)
        case .schema: return .string(text.map { "\(names.defaultSchema)_\($0)" } ?? names.defaultSchema)
        case .alias:
            if let text, custom.string?.isEmpty == false { return .string(text) }
            guard let version = node.model?.version else { return .string(node.name) }
            return .string("\(node.name)_v\(version.text.replacing(".", with: "_"))")
        }
    }
}
