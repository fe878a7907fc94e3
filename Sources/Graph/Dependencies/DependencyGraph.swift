/// Who depends on whom: flat arrays of integers in both directions.
///
/// A node's position follows dbt's order of linking (sources, then each node followed by what it depends on), because cycles are reported
/// from the first node in that order.
public struct DependencyGraph: Sendable {
    /// Unique ids by position.
    public let ids: [String]
    private let positions: [String: Int]
    private let childEdges: Edges
    private let parentEdges: Edges

    /// One direction: the targets of node `n` stand in `targets[offsets[n]..<offsets[n + 1]]`.
    private struct Edges: Sendable {
        var offsets: [Int32]
        var targets: [Int32]

        /// Edges given as pairs, the targets of a node in the order of the pairs.
        init(count: Int, pairs: [(from: Int, to: Int)]) {
            offsets = [Int32](repeating: 0, count: count + 1)
            for pair in pairs { offsets[pair.from + 1] += 1 }
            for index in 0..<count { offsets[index + 1] += offsets[index] }
            var next = offsets
            targets = [Int32](repeating: 0, count: pairs.count)
            for pair in pairs {
                targets[Int(next[pair.from])] = Int32(truncatingIfNeeded: pair.to)
                next[pair.from] += 1
            }
        }

        func of(_ position: Int) -> ArraySlice<Int32> { targets[Int(offsets[position])..<Int(offsets[position + 1])] }
    }

    /// A graph of ids and edges between positions (`to` depends on `from`). Edges outside the ids and repeated edges are dropped.
    public init(ids: [String], edges: [(from: Int, to: Int)]) {
        self.init(
            ids: ids, positions: Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }), edges: edges)
    }

    private init(ids: [String], positions: [String: Int], edges: [(from: Int, to: Int)]) {
        self.ids = ids
        self.positions = positions
        var seen = Set<UInt64>(minimumCapacity: edges.count)
        let known = edges.filter { edge in
            ids.indices.contains(edge.from) && ids.indices.contains(edge.to)
                && seen.insert(UInt64(UInt32(edge.from)) << 32 | UInt64(UInt32(edge.to))).inserted
        }
        childEdges = Edges(count: ids.count, pairs: known)
        parentEdges = Edges(count: ids.count, pairs: known.map { ($0.to, $0.from) })
    }

    /// The number of nodes.
    public var count: Int { ids.count }
    /// The position of a unique id.
    public func position(of id: String) -> Int? { positions[id] }
    /// The positions of what depends directly on a node, in the order of linking; empty for a position outside the graph.
    public func children(of position: Int) -> some RandomAccessCollection<Int> {
        (ids.indices.contains(position) ? childEdges.of(position) : []).lazy.map { Int($0) }
    }
    /// The positions a node depends on directly; empty for a position outside the graph.
    public func parents(of position: Int) -> some RandomAccessCollection<Int> {
        (ids.indices.contains(position) ? parentEdges.of(position) : []).lazy.map { Int($0) }
    }
    /// All edges, by the position they start from.
    public var edges: [(from: Int, to: Int)] {
        ids.indices.flatMap { from in children(of: from).map { (from, $0) } }
    }

    /// A set for the positions of this graph.
    public func emptySet() -> NodeSet { NodeSet(capacity: count) }
    /// The set of the given ids; ids outside the graph are left out.
    public func set(of ids: some Sequence<String>) -> NodeSet {
        var result = emptySet()
        for id in ids { if let position = positions[id] { result.insert(position) } }
        return result
    }
    /// The ids of a set, by position.
    public func ids(in set: NodeSet) -> [String] { set.filter { $0 < count }.map { ids[$0] } }

    /// Everything that depends on a node of the set, directly or through up to `depth` steps. A start is part of the result only where it
    /// depends on another start.
    public func descendants(of starts: NodeSet, depth: Int? = nil) -> NodeSet { reachable(from: starts, depth, childEdges) }
    /// Everything a node of the set depends on, directly or through up to `depth` steps. A start is part of the result only where another
    /// start depends on it.
    public func ancestors(of starts: NodeSet, depth: Int? = nil) -> NodeSet { reachable(from: starts, depth, parentEdges) }

    private func reachable(from starts: NodeSet, _ depth: Int?, _ edges: Edges) -> NodeSet {
        var found = emptySet()
        var layer = starts.filter { $0 < count }
        var step = 0
        while !layer.isEmpty, depth.map({ step < $0 }) ?? true {
            var next: [Int] = []
            for node in layer {
                for target in edges.of(node) where found.insert(Int(target)) { next.append(Int(target)) }
            }
            layer = next
            step += 1
        }
        return found
    }
}

extension DependencyGraph {
    /// A dependency that nothing of the manifest answers to.
    public struct MissingDependency: Sendable, Equatable {
        /// Who asks for it.
        public let id: String
        /// What is asked for.
        public let dependency: String
        /// dbt's sentence for it.
        public var message: String { "'\(id)' depends on '\(dependency)' which is not in the graph!" }
    }

    /// The graph of a manifest, linked in dbt's order, and what could not be linked.
    public static func linking(_ manifest: Manifest) -> (graph: DependencyGraph, missing: [MissingDependency]) {
        var linker = Linker()
        for source in manifest.sources.values { linker.add(source.uniqueID) }
        for node in manifest.nodes.values { linker.link(node.uniqueID, node.dependsOnNodes, manifest) }
        for model in manifest.semanticModels.values { linker.link(model.uniqueID, model.dependsOn.nodes, manifest) }
        for exposure in manifest.exposures.values { linker.link(exposure.uniqueID, exposure.dependsOn.nodes, manifest) }
        for metric in manifest.metrics.values { linker.link(metric.uniqueID, metric.dependsOn.nodes, manifest) }
        for test in manifest.unitTests.values { linker.link(test.uniqueID, test.dependsOn.nodes, manifest) }
        for query in manifest.savedQueries.values { linker.link(query.uniqueID, query.dependsOn.nodes, manifest) }
        return (DependencyGraph(ids: linker.ids, positions: linker.positions, edges: linker.edges), linker.missing)
    }

    /// The graph of a manifest; dependencies that cannot be linked are left out.
    public init(_ manifest: Manifest) { self = Self.linking(manifest).graph }

    private struct Linker {
        var ids: [String] = []
        var positions: [String: Int] = [:]
        var edges: [(from: Int, to: Int)] = []
        var missing: [MissingDependency] = []

        @discardableResult
        mutating func add(_ id: String) -> Int {
            if let position = positions[id] { return position }
            positions[id] = ids.count
            ids.append(id)
            return ids.count - 1
        }

        mutating func link(_ id: String, _ dependencies: [String], _ manifest: Manifest) {
            let position = add(id)
            for dependency in dependencies {
                if manifest.isDependable(dependency) {
                    edges.append((add(dependency), position))
                } else {
                    missing.append(MissingDependency(id: id, dependency: dependency))
                }
            }
        }
    }
}

extension Manifest {
    /// Whether others may depend on what an id names: nodes, functions, sources, metrics and semantic models.
    fileprivate func isDependable(_ id: String) -> Bool {
        nodes.position(of: id) != nil || sources.position(of: id) != nil || metrics.position(of: id) != nil
            || semanticModels.position(of: id) != nil
    }
}
