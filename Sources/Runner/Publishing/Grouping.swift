import Graph

/// Puts positions into groups that only grow together: a disjoint-set forest.
struct Grouping {
    private var parents: [Int]

    /// Positions with the same key are one group.
    init(_ keys: [AnyHashable]) {
        parents = Array(keys.indices)
        var first: [AnyHashable: Int] = [:]
        for (position, key) in keys.enumerated() {
            if let known = first[key] { join(known, position) } else { first[key] = position }
        }
    }

    /// The position that stands for a position's group.
    func root(_ position: Int) -> Int {
        var root = position
        while parents[root] != root { root = parents[root] }
        return root
    }

    /// Makes two groups one.
    mutating func join(_ left: Int, _ right: Int) {
        let (left, right) = (root(left), root(right))
        if left != right { parents[max(left, right)] = min(left, right) }
    }

    /// Makes each list of positions one group.
    mutating func merge(_ lists: [[Int]]) {
        for list in lists { for position in list.dropFirst() { join(list[0], position) } }
    }

    /// By position: the number of its group, in the order in which groups come first.
    func numbers(in order: [Int]) -> [Int] {
        var numbers: [Int: Int] = [:]
        var result = [Int](repeating: 0, count: parents.count)
        for position in order {
            let root = root(position)
            let number = numbers[root] ?? numbers.count
            numbers[root] = number
            result[position] = number
        }
        return result
    }
}

/// Which groups wait for which, and which of them wait for each other in a circle. With layers, each layer waits for all of the one before.
struct UnitGraph {
    /// Lists of positions whose groups wait for each other.
    private(set) var components: [[Int]] = []

    init(_ groups: Grouping, edges: [(from: Int, to: Int)], layerOf: [Int?], layerCount: Int) {
        // A vertex is the root of a group, or behind all of them a layer's end.
        let count = edges.isEmpty && layerOf.isEmpty ? 0 : (max(edges.map { max($0.from, $0.to) }.max() ?? -1, layerOf.count - 1) + 1)
        var targets = [Int: Set<Int>]()
        for edge in edges {
            let (from, to) = (groups.root(edge.from), groups.root(edge.to))
            if from != to { targets[from, default: []].insert(to) }
        }
        for (position, layer) in layerOf.enumerated() {
            guard let layer else { continue }
            targets[groups.root(position), default: []].insert(count + layer)
            if layer > 0 { targets[count + layer - 1, default: []].insert(groups.root(position)) }
        }
        for layer in 1..<max(layerCount, 1) where !layerOf.isEmpty { targets[count + layer - 1, default: []].insert(count + layer) }
        components = Self.components(targets).map { $0.filter { $0 < count } }.filter { $0.count > 1 }
    }

    /// Strongly connected components (Tarjan 1972), without recursion.
    private static func components(_ targets: [Int: Set<Int>]) -> [[Int]] {
        var index: [Int: Int] = [:]
        var low: [Int: Int] = [:]
        var stack: [Int] = []
        var onStack: Set<Int> = []
        var found: [[Int]] = []
        for start in targets.keys.sorted() where index[start] == nil {
            var path: [(vertex: Int, rest: [Int])] = []
            func enter(_ vertex: Int) {
                index[vertex] = index.count
                low[vertex] = index[vertex]
                stack.append(vertex)
                onStack.insert(vertex)
                path.append((vertex, (targets[vertex] ?? []).sorted()))
            }
            enter(start)
            while let top = path.last {
                guard let next = top.rest.last else {
                    path.removeLast()
                    if let above = path.last { low[above.vertex] = min(low[above.vertex] ?? 0, low[top.vertex] ?? 0) }
                    if low[top.vertex] == index[top.vertex] {
                        var component: [Int] = []
                        while let vertex = stack.popLast() {
                            onStack.remove(vertex)
                            component.append(vertex)
                            if vertex == top.vertex { break }
                        }
                        found.append(component)
                    }
                    continue
                }
                path[path.count - 1].rest.removeLast()
                if index[next] == nil {
                    enter(next)
                } else if onStack.contains(next) {
                    low[top.vertex] = min(low[top.vertex] ?? 0, index[next] ?? 0)
                }
            }
        }
        return found
    }
}
