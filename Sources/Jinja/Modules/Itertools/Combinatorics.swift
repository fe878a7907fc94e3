/// `product`, `permutations`, `combinations`: rows of indexes into pools, stepped as Python does.
enum Combinatorics {
    private static func tuple(_ pool: [Value], _ indexes: [Int]) -> Value {
        .object(TupleObject(indexes.map { pool[$0] }))
    }

    /// `product(*iterables, repeat=1)`.
    static func product(_ arguments: Arguments) throws -> Value {
        let repeats = try arguments.named("repeat").map { try $0.index() } ?? 1
        if repeats < 0 { throw JinjaError(.value, "repeat argument cannot be negative") }
        let single = try arguments.positional.map { try $0.elements() }
        try TextLimit.check(single.count, times: max(1, repeats))
        let pools = (0..<repeats).flatMap { _ in single }
        var indexes = [Int](repeating: 0, count: pools.count)
        var isDone = pools.contains { $0.isEmpty }
        return ItertoolsModule.generator("product") {
            if isDone { return nil }
            let row = Value.object(TupleObject(zip(pools, indexes).map { $0[$1] }))
            var place = pools.count - 1
            while place >= 0 {
                indexes[place] += 1
                if indexes[place] < pools[place].count { break }
                indexes[place] = 0
                place -= 1
            }
            if place < 0 { isDone = true }
            return row
        }
    }

    /// `permutations(iterable, r=None)`.
    static func permutations(_ arguments: Arguments) throws -> Value {
        let bound = try Signature("iterable", "r=").bind(arguments, function: "permutations")
        let pool = try bound.value(0).elements()
        let count = bound.value(1).isNone ? pool.count : try bound.value(1).index()
        if count < 0 { throw JinjaError(.value, "r must be non-negative") }
        var indexes = Array(pool.indices)
        var cycles = count <= pool.count ? (0..<count).map { pool.count - $0 } : []
        var isFirst = true
        var isDone = count > pool.count
        return ItertoolsModule.generator("permutations") {
            if isDone { return nil }
            if isFirst {
                isFirst = false
                return tuple(pool, Array(indexes.prefix(count)))
            }
            for place in stride(from: count - 1, through: 0, by: -1) {
                cycles[place] -= 1
                if cycles[place] == 0 {
                    indexes.append(indexes.remove(at: place))
                    cycles[place] = pool.count - place
                } else {
                    indexes.swapAt(place, pool.count - cycles[place])
                    return tuple(pool, Array(indexes.prefix(count)))
                }
            }
            isDone = true
            return nil
        }
    }

    /// `combinations(iterable, r)`, with repeated elements where `repeats`.
    static func combinations(_ arguments: Arguments, repeats: Bool) throws -> Value {
        let name = repeats ? "combinations_with_replacement" : "combinations"
        let bound = try Signature("iterable", "r").bind(arguments, function: name)
        let pool = try bound.value(0).elements()
        let count = try bound.value(1).index()
        if count < 0 { throw JinjaError(.value, "r must be non-negative") }
        try TextLimit.check(count, times: 16)
        var isDone = repeats ? pool.isEmpty && count > 0 : count > pool.count
        var indexes = isDone ? [] : (repeats ? [Int](repeating: 0, count: count) : Array(0..<count))
        var isFirst = true
        return ItertoolsModule.generator(name) {
            if isDone { return nil }
            if isFirst {
                isFirst = false
                return tuple(pool, indexes)
            }
            func limit(_ place: Int) -> Int { repeats ? pool.count - 1 : place + pool.count - count }
            guard let place = indexes.indices.last(where: { indexes[$0] != limit($0) }) else {
                isDone = true
                return nil
            }
            indexes[place] += 1
            for later in indexes.indices[(place + 1)...] { indexes[later] = repeats ? indexes[place] : indexes[later - 1] + 1 }
            return tuple(pool, indexes)
        }
    }
}
