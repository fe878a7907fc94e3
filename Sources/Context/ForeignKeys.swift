import Formats
public import Graph
import Project
import Warehouse

extension RenderContext {
    /// A model whose foreign keys name relations where they named a `ref` or `source`; other nodes as they are.
    ///
    /// With `--defer` the other run's relation is named for every model that is not selected, whether or not it has been built here.
    public func bindingForeignKeys(of node: Node) -> Node {
        guard case .model(var model) = node.details else { return node }
        var result = node
        model.constraints = model.constraints.map(bound)
        result.details = .model(model)
        for index in result.columns.indices { result.columns[index].constraints = result.columns[index].constraints.map(bound) }
        return result
    }

    private func bound(_ constraint: ConfigValue) -> ConfigValue {
        guard constraint["type"]?.string == "foreign_key", let target = constraint["to"]?.string, var fields = constraint.map,
            let calls = StaticCalls.read(expression: target), let name = relationName(calls)
        else { return constraint }
        fields["to"] = .string(name)
        return ConfigValue(.map(fields), at: constraint.span)
    }

    private func relationName(_ calls: StaticCalls) -> String? {
        guard let project, let package = node?.packageName else { return nil }
        if let ref = calls.refs.first {
            guard case .found(let id) = project.references.node(ref, from: package), let target = project.manifest.nodes[id] else {
                return nil
            }
            if !world.invocation.selected.contains(id), let other = project.deferred?.nodes[id] { return relation(of: other).render() }
            return relation(of: target).render()
        }
        guard let names = calls.sources.first, names.count == 2,
            case .found(let id) = project.references.source(names[0], names[1], from: package), let source = project.manifest.sources[id]
        else { return nil }
        return relation(of: source).render()
    }
}
