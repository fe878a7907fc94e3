package import Context
package import Graph
package import Warehouse

extension RenderWorld {
    /// Whose published sets are meant: the project and the target's schema.
    var publishingOwner: String { "\(rootProject).\(adapter.credentials.schema)" }

    /// The kept sets that are the project's and its target's, latest first. A set of an earlier version, which does not say whose it is,
    /// belongs to a project that has one of its relations. Throws what the engine answered.
    package func ownSets(_ publishing: any Publishing, _ manifest: Manifest) throws(WarehouseError) -> [PublishedSet] {
        let sets = try publishing.keptSets()
        guard sets.contains(where: \.owner.isEmpty) else { return sets.filter { $0.owner == publishingOwner } }
        let names = Set(manifest.nodes.values.map { "\(adapter.physicalSchema($0.schema)).\($0.alias)".lowercased() })
        return sets.filter { set in
            set.owner.isEmpty ? set.relations.contains { names.contains($0.lowercased()) } : set.owner == publishingOwner
        }
    }
}
