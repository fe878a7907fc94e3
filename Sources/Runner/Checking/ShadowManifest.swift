import Context
import Graph
import Warehouse

extension Manifest {
    /// The manifest with every relation in the schema that stands for its own in a shadow.
    func inShadow(_ prefix: String, world: RenderWorld) -> Manifest {
        guard !prefix.isEmpty else { return self }
        var copy = self
        for node in nodes.values where !node.schema.isEmpty {
            var moved = node
            moved.schema = prefix + node.schema
            copy.nodes[node.uniqueID] = moved.named(in: world)
        }
        for source in sources.values {
            var moved = source
            moved.schema = prefix + source.schema
            copy.sources[source.uniqueID] = moved
        }
        return copy
    }
}

extension Node {
    /// The node with the full name of its relation made anew, where it has one.
    fileprivate func named(in world: RenderWorld) -> Node {
        guard self.relationName != nil else { return self }
        var copy = self
        copy.relationName =
            Relation(
                database: self.database, schema: world.adapter.physicalSchema(self.schema), identifier: self.alias,
                quotePolicy: world.quoting,
                style: world.adapter.dialect.relationStyle
            ).render()
        return copy
    }
}
