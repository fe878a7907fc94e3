/// Which rows of two tables belong together: those that agree in as many columns as are needed to tell them from all others, then their
/// neighbours. This is how daff, which dbt compares rows with, pairs them.
struct RowAlignment {
    /// A row of the left table, its partner in the right one, or a row without a partner.
    struct Pair: Equatable {
        /// The row of the left table; nil for a row that is new.
        let left: Int?
        /// The row of the right table; nil for a row that is gone.
        let right: Int?
    }

    private let left: [[TextCell]]
    private let right: [[TextCell]]
    private var partnerOfLeft: [Int: Int] = [:]
    private var partnerOfRight: [Int: Int] = [:]
    /// The columns by which rows were told apart.
    private(set) var keyColumns: Set<Int> = []

    /// At most so many columns are looked at.
    private static let columnLimit = 5

    /// The alignment of two tables with the same columns; the first row of both is the header.
    init(_ left: [[TextCell]], _ right: [[TextCell]]) {
        self.left = left
        self.right = right
        let columns = tellingColumns()
        if let all = pairByKeys(columns) { pairNeighbours(all) }
        link(0, 0)
    }

    private mutating func link(_ a: Int, _ b: Int) {
        partnerOfLeft[a] = b
        partnerOfRight[b] = a
    }

    /// The rows in the order of the right table, rows that are gone where they stood in the left one.
    var pairs: [Pair] {
        let present = right.indices.map { Pair(left: partnerOfRight[$0], right: $0) }
        let gone = left.indices.filter { partnerOfLeft[$0] == nil }.map { Pair(left: $0, right: nil) }
        var result: [Pair] = []
        var rest = gone[...]
        for pair in present {
            while let first = rest.first?.left, first < pair.left ?? -1 {
                result.append(rest.removeFirst())
            }
            result.append(pair)
        }
        return result + rest
    }

    /// The columns with the most different values, up to the limit; all where there are no more.
    private func tellingColumns() -> [Int] {
        let width = left.first?.count ?? 0
        guard width > Self.columnLimit else { return Array(0..<width) }
        func distinct(_ column: Int) -> Int {
            Set(left.map { $0[column].text ?? "" }).count + Set(right.map { $0[column].text ?? "" }).count
        }
        let counts = (0..<width).map { ($0, distinct($0)) }
        return counts.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }.prefix(Self.columnLimit).map(\.0)
    }

    /// Pairs rows whose key occurs once in each table, for every set of columns in turn. The keys over all columns, unless every row found a
    /// partner before that.
    private mutating func pairByKeys(_ columns: [Int]) -> Keys? {
        var pending = Array(left.indices)
        var triedAny = false
        let sets = 1 << columns.count
        for set in 1..<max(1, sets) where !pending.isEmpty {
            let chosen = columns.indices.filter { set & (1 << $0) != 0 }.map { columns[$0] }
            keyColumns.formUnion(chosen)
            let keys = Keys(left, right, chosen)
            let isLast = set == sets - 1
            let ratio = Double(keys.highestCount) / Double(max(left.count, right.count, 1) + 20)
            if ratio < 0.1 || (!triedAny && isLast) {
                triedAny = true
                pending.removeAll { row in
                    guard let partner = keys.onlyPartner(of: row), partnerOfRight[partner] == nil else { return false }
                    link(row, partner)
                    return true
                }
            }
            if isLast { return keys }
        }
        return nil
    }

    /// Pairs what is left next to pairs, downwards and upwards, from either side.
    private mutating func pairNeighbours(_ keys: Keys) {
        // Counts what is still to be paired as the passes before have left it, which is what ends them.
        var open = left.count - partnerOfLeft.count
        let openRight = right.count - partnerOfRight.count
        for step in [1, -1] where open > 0 { walk(step, fromLeft: true, keys, &open) }
        open = openRight
        for step in [1, -1] where open > 0 { walk(step, fromLeft: false, keys, &open) }
    }

    private mutating func walk(_ step: Int, fromLeft: Bool, _ keys: Keys, _ open: inout Int) {
        let (count, others) = fromLeft ? (left.count, right.count) : (right.count, left.count)
        var next: Int? = step < 0 && others > 0 ? others - 1 : nil
        for row in step > 0 ? Array(0..<count) : (0..<count).reversed() {
            if let partner = fromLeft ? partnerOfLeft[row] : partnerOfRight[row] {
                next = partner + step
                if partner + step < 0 || partner + step >= others { return }
                continue
            }
            guard let candidate = next else { continue }
            let (a, b) = fromLeft ? (row, candidate) : (candidate, row)
            guard keys.left[a] == keys.right[b] else { continue }
            if fromLeft ? partnerOfRight[b] != nil : partnerOfLeft[a] != nil { continue }
            link(a, b)
            open -= 1
            next = candidate + step
            if candidate + step < 0 || candidate + step >= others || open == 0 { return }
        }
    }
}

/// The keys of all rows over some columns.
private struct Keys {
    let left: [String]
    let right: [String]
    private let counts: [String: Int]
    private let rightRows: [String: [Int]]

    init(_ left: [[TextCell]], _ right: [[TextCell]], _ columns: [Int]) {
        self.left = left.indices.map { Self.key(left[$0], $0, columns) }
        self.right = right.indices.map { Self.key(right[$0], $0, columns) }
        counts = self.left.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        rightRows = self.right.indices.reduce(into: [:]) { [keys = self.right] in $0[keys[$1], default: []].append($1) }
    }

    /// The header's key begins with `_`; values that say nothing are left out.
    private static func key(_ row: [TextCell], _ index: Int, _ columns: [Int]) -> String {
        let texts = columns.map { column in
            let text = row[column].text ?? ""
            return text == "null" || text == "undefined" ? "" : text
        }
        return (index == 0 ? "_" : "") + texts.joined(separator: " // ")
    }

    /// How often the most frequent key of either table occurs.
    var highestCount: Int { max(counts.values.max() ?? 0, rightRows.values.map(\.count).max() ?? 0) }

    /// The row of the right table with the same key, where the key occurs once in each table and is not empty.
    func onlyPartner(of row: Int) -> Int? {
        let key = left[row]
        guard !key.isEmpty, counts[key] == 1, let rows = rightRows[key], rows.count == 1 else { return nil }
        return rows[0]
    }
}
