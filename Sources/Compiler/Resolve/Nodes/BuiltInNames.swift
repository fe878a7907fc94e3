import Formats
import Graph
import Project

/// What the built-in `generate_…_name` macros give, without rendering them: every node of a project is named by all three.
enum BuiltInNames {
    /// The name; nil where the project overrides a part of the built-in macro, or the answer depends on more than is known here.
    static func name(
        _ component: NodeNameComponent, _ custom: ConfigValue, _ node: Node, _ names: NodeNaming, _ lookup: MacroLookup,
        _ root: ProjectConfig, _ projects: [String: ProjectConfig]
    ) -> ConfigValue? {
        let macro = "generate_\(component.rawValue)_name"
        let implementation = lookup.dispatch(
            macro, namespace: "dbt", prefixes: [names.adapterType, "default"], rules: root.dispatch, packages: Set(projects.keys))
        guard implementation == "macro.dbt.default__\(macro)", custom.isNull || custom.string != nil else { return nil }
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
