import Graph

/// What the page of one resource has to know others by: a site in many files carries no more than that in each.
struct SiteNeighbours {
    private let index: SiteIndex
    private let children: [Int: [Int]]

    init(_ index: SiteIndex) {
        self.index = index
        var children: [Int: [Int]] = [:]
        for (number, resource) in index.resources.enumerated() {
            for parent in Self.parents(of: resource, index) { children[parent, default: []].append(number) }
        }
        self.children = children
    }

    private static func parents(of resource: SiteResource, _ index: SiteIndex) -> [Int] {
        switch resource {
        case .graph(let resource): index.numbers(of: resource.dependsOnNodes)
        case .macro(let macro): index.numbers(of: macro.dependsOn)
        }
    }

    /// The resource, those two steps up and down, its tests with what they read, the macros it calls; in the order of numbers.
    func numbers(around number: Int) -> [Int] {
        var numbers: Set = [number]
        for step in [{ Self.parents(of: index.resources[$0], index) }, { children[$0] ?? [] }] {
            var reached: Set = [number]
            for _ in 0..<2 {
                reached = Set(reached.flatMap(step))
                numbers.formUnion(reached)
            }
        }
        let tests = index.tests[index.resources[number].uniqueID] ?? []
        numbers.formUnion(tests + tests.flatMap { Self.parents(of: index.resources[$0], index) })
        if case .graph(.node(let node)) = index.resources[number] { numbers.formUnion(index.numbers(of: node.dependsOn.macros)) }
        return numbers.sorted()
    }
}
