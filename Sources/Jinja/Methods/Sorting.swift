/// Python's `sorted`: stable, asking nothing but `<`.
enum Sorting {
    /// The elements in the order of their keys. Throws what comparing two keys throws.
    static func sorted(_ elements: [Value], isReversed: Bool = false, key: (Value) throws -> Value = { $0 }) throws -> [Value] {
        var items: [(key: Value, value: Value)] = try elements.map { (try key($0), $0) }
        // A reversed sort keeps equal elements in order, as Python's does: reverse, sort, reverse.
        if isReversed { items.reverse() }
        items = try merged(items[...])
        if isReversed { items.reverse() }
        return items.map(\.value)
    }

    /// Merge sort; the standard library's sort may not be given an order that throws midway or is inconsistent (NaN).
    private static func merged(_ items: ArraySlice<(key: Value, value: Value)>) throws -> [(key: Value, value: Value)] {
        if items.count <= 8 { return try inserted(items) }
        let middle = items.startIndex + items.count / 2
        let left = try merged(items[..<middle])
        let right = try merged(items[middle...])
        var out: [(key: Value, value: Value)] = []
        out.reserveCapacity(items.count)
        var i = 0
        var j = 0
        while i < left.count, j < right.count {
            if try right[j].key.isLess(than: left[i].key) {
                out.append(right[j])
                j += 1
            } else {
                out.append(left[i])
                i += 1
            }
        }
        out += left[i...]
        out += right[j...]
        return out
    }

    private static func inserted(_ items: ArraySlice<(key: Value, value: Value)>) throws -> [(key: Value, value: Value)] {
        var out: [(key: Value, value: Value)] = []
        for item in items {
            var place = out.count
            while place > 0, try item.key.isLess(than: out[place - 1].key) { place -= 1 }
            out.insert(item, at: place)
        }
        return out
    }
}
