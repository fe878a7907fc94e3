/// Finds what depends on itself.
public struct Cycles: Sendable {
    private let graph: DependencyGraph

    /// Looks at a graph.
    public init(_ graph: DependencyGraph) { self.graph = graph }

    /// The first cycle in dbt's order of search, each node before the one that depends on it; nil where there is none. The last node's
    /// dependant is the first node again.
    public func first() -> [String]? { firstPositions()?.map { graph.ids[$0] } }

    /// dbt's sentence for the first cycle; nil where there is none. The way back to the start is left out, as dbt does.
    public func message() -> String? { first().map { "Found a cycle: " + $0.joined(separator: " --> ") } }

    private enum Mark { case new, onPath, done }

    private struct Step {
        let node: Int
        let children: [Int]
        var next = 0
    }

    private func firstPositions() -> [Int]? {
        var marks = [Mark](repeating: .new, count: graph.count)
        for start in 0..<graph.count where marks[start] == .new {
            var path = [Step(node: start, children: Array(graph.children(of: start)))]
            marks[start] = .onPath
            while let step = path.last {
                guard step.next < step.children.count else {
                    marks[step.node] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let child = step.children[step.next]
                switch marks[child] {
                case .done: continue
                case .onPath: return path.map(\.node).drop { $0 != child }.map { $0 }
                case .new:
                    marks[child] = .onPath
                    path.append(Step(node: child, children: Array(graph.children(of: child))))
                }
            }
        }
        return nil
    }
}
