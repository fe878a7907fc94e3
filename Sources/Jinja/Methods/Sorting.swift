/// Python's `sorted`: stable, asking nothing but `<`.
enum Sorting {
    /// The elements in the order of their keys. Throws what comparing two keys throws.
    static func sorted(_ elements: [Value], isReversed: Bool = false, key: ((Value) throws -> Value)? = nil) throws -> [Value] {
        try order(key.map { try elements.map($0) } ?? elements, isReversed: isReversed).map { elements[$0] }
    }

    /// The places of the keys in their order. Throws what comparing two keys throws.
    static func order(_ keys: [Value], isReversed: Bool = false) throws -> [Int] {
        var order = Array(keys.indices)
        // A reversed sort keeps equal elements in order, as Python's does: reverse, sort, reverse.
        if isReversed { order.reverse() }
        var spare = order
        try sort(&order, 0..<order.count, keys, &spare)
        if isReversed { order.reverse() }
        return order
    }

    /// Merge sort of places by their keys; the standard library's sort may not be given an order that throws midway or is inconsistent (NaN).
    private static func sort(_ order: inout [Int], _ range: Range<Int>, _ keys: [Value], _ spare: inout [Int]) throws {
        if range.count <= 8 { return try insert(&order, range, keys) }
        let middle = range.lowerBound + range.count / 2
        try sort(&order, range.lowerBound..<middle, keys, &spare)
        try sort(&order, middle..<range.upperBound, keys, &spare)
        for index in range { spare[index] = order[index] }
        var left = range.lowerBound
        var right = middle
        for index in range {
            let takesRight = try right < range.upperBound && (left == middle || keys[spare[right]].isLess(than: keys[spare[left]]))
            order[index] = takesRight ? spare[right] : spare[left]
            if takesRight { right += 1 } else { left += 1 }
        }
    }

    private static func insert(_ order: inout [Int], _ range: Range<Int>, _ keys: [Value]) throws {
        for index in range {
            let item = order[index]
            var place = index
            while place > range.lowerBound, try keys[item].isLess(than: keys[order[place - 1]]) {
                order[place] = order[place - 1]
                place -= 1
            }
            order[place] = item
        }
    }
}
