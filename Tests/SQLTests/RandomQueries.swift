/// Numbers that are the same every time (SplitMix64).
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Queries made at random that every engine understands, over the tables `RandomQueries.tables`. All columns hold integers.
///
/// Which rows there are hangs on the columns `k` alone, except inside of operands.
struct RandomQueries {
    static let tables: [(name: String, columns: [String])] = [
        ("t1", ["k", "a", "b"]), ("t2", ["k", "c", "a"]), ("t3", ["k", "d", "e", "f"]),
    ]

    var numbers: Numbers
    /// Whether only one select over tables is made, with plain expressions.
    var isFlat = false
    private var made = 0

    init(seed: UInt64, isFlat: Bool = false) {
        numbers = Numbers(state: seed)
        self.isFlat = isFlat
    }

    /// A relation that can be named: the columns it has, each once.
    private struct Relation {
        let name: String
        let columns: [String]
    }

    private mutating func chance(_ one: Int, in all: Int) -> Bool { Int.random(in: 0..<all, using: &numbers) < one }

    private mutating func name(_ prefix: String) -> String {
        made += 1
        return "\(prefix)\(made)"
    }

    /// A query and the names of its columns.
    mutating func query() -> String { query(depth: isFlat ? 0 : 2, []).sql }

    private mutating func query(depth: Int, _ outer: [Relation]) -> (sql: String, columns: [String]) {
        guard depth > 0, chance(1, in: 3) else { return select(depth: depth, outer, count: nil) }
        var tables = outer
        var ctes: [String] = []
        for _ in 0..<Int.random(in: 1...2, using: &numbers) {
            let inner = query(depth: depth - 1, tables)
            // Now and then a table of the database is hidden, but none that is read here: SQLite takes that for a circle.
            let hides = !(ctes.joined() + inner.sql).contains("t2") && chance(1, in: 3)
            let name = hides ? "t2" : name("c")
            if chance(1, in: 3) {
                let renamed = inner.columns.map { _ in self.name("n") }
                ctes.append("\(name) (\(renamed.joined(separator: ", "))) as (\(inner.sql))")
                tables = tables.filter { $0.name != name } + [Relation(name: name, columns: renamed)]
            } else {
                ctes.append("\(name) as (\(inner.sql))")
                tables = tables.filter { $0.name != name } + [Relation(name: name, columns: inner.columns)]
            }
        }
        let main = select(depth: depth - 1, tables, count: nil)
        return ("with \(ctes.joined(separator: ", ")) \(main.sql)", main.columns)
    }

    private mutating func select(depth: Int, _ known: [Relation], count: Int?) -> (sql: String, columns: [String]) {
        let (from, relations, merges) = from(depth: depth, known)
        let size = count ?? Int.random(in: 1...4, using: &numbers)
        var items: [String] = []
        var columns: [String] = []
        let isStar = count == nil && !merges && relations.count == 1 && chance(1, in: 4)
        if isStar {
            items.append(chance(1, in: 2) ? "*" : "\(relations[0].name).*")
            columns += relations[0].columns
        }
        let aggregates = !isFlat && !isStar && chance(1, in: 6)
        for _ in 0..<size {
            let column = name("x")
            let value = aggregates ? aggregate(relations) : expression(depth: depth, relations, known)
            items.append("\(value) \(chance(1, in: 2) ? "as " : "")\(column)")
            columns.append(column)
        }
        var sql = "select \(items.joined(separator: ", ")) from \(from)"
        if depth > 0, !isStar, count == nil, chance(1, in: 5) {
            sql += " union all " + select(depth: depth - 1, known, count: size).sql
        }
        return (sql, columns)
    }

    private mutating func from(depth: Int, _ known: [Relation]) -> (sql: String, relations: [Relation], merges: Bool) {
        var (sql, relations) = relation(depth: depth, known)
        var all = [relations]
        var merges = false
        for _ in 0..<(chance(1, in: 2) ? 0 : Int.random(in: 1...2, using: &numbers)) {
            let (next, other) = relation(depth: depth, known)
            let bothKeys = other.columns.contains("k") && all.count == 1 && relations.columns.contains("k")
            if bothKeys, !isFlat, chance(1, in: 3) {
                sql += [" join ", " left join "].randomElement(using: &numbers).map { $0 + next + " using (k)" } ?? ""
                merges = true
            } else if bothKeys, !isFlat, chance(1, in: 2) {
                sql += " left join \(next) on \(relations.name).k = \(other.name).k"
            } else {
                sql += (chance(1, in: 2) ? ", " : " cross join ") + next
            }
            all.append(other)
            if merges { break }
        }
        relations = all[0]
        return (sql, all, merges)
    }

    private mutating func relation(depth: Int, _ known: [Relation]) -> (String, Relation) {
        let alias = name("r")
        if depth > 0, chance(1, in: 3) {
            let inner = query(depth: depth - 1, known)
            return ("(\(inner.sql)) \(chance(1, in: 2) ? "as " : "")\(alias)", Relation(name: alias, columns: inner.columns))
        }
        let tables = Self.tables.map { Relation(name: $0.name, columns: $0.columns) }.filter { table in
            !known.contains { $0.name == table.name }
        }
        let table = (known + tables + known).randomElement(using: &numbers) ?? tables[0]
        return ("\(table.name) \(alias)", Relation(name: alias, columns: table.columns))
    }

    // MARK: Expressions

    private mutating func column(_ relations: [Relation]) -> String {
        let relation = relations.randomElement(using: &numbers) ?? relations[0]
        let column = relation.columns.randomElement(using: &numbers) ?? "k"
        let isUnique = relations.count { $0.columns.contains(column) } == 1
        return isUnique && chance(1, in: 2) ? column : "\(relation.name).\(column)"
    }

    private mutating func aggregate(_ relations: [Relation]) -> String {
        let column = column(relations)
        return ["sum(\(column))", "max(\(column))", "count(*)", "min(\(column) + \(self.column(relations)))"].randomElement(using: &numbers)
            ?? ""
    }

    private mutating func expression(depth: Int, _ relations: [Relation], _ known: [Relation]) -> String {
        let one = column(relations)
        switch Int.random(in: 0..<(isFlat ? 7 : 12), using: &numbers) {
        case 0, 1, 2: return one
        case 3: return "\(one) + \(column(relations)) * 3"
        case 4: return "case when \(one) > \(column(relations)) then \(column(relations)) else 0 end"
        case 5: return "coalesce(\(one), \(column(relations)), -1)"
        case 6: return chance(1, in: 2) ? "7" : "(\(one))"
        case 7: return "row_number() over (partition by \(one) order by \(column(relations)), \(column(relations)) desc)"
        case 8: return "sum(\(one)) over (partition by \(column(relations)))"
        default: return operand(depth: depth, relations, known)
        }
    }

    /// A query as an operand: here conditions count.
    private mutating func operand(depth: Int, _ outer: [Relation], _ known: [Relation]) -> String {
        let (from, relations) = relation(depth: max(0, depth - 1), known)
        let inner = column([relations])
        let condition = "\(column([relations])) \(["<", "=", "<>"].randomElement(using: &numbers) ?? "=") \(column(outer))"
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: return "(select max(\(inner)) from \(from) where \(condition))"
        case 1: return "case when exists (select 1 from \(from) where \(condition)) then 1 else 0 end"
        case 2: return "case when \(column(outer)) in (select \(inner) from \(from) where \(condition)) then 1 else \(column(outer)) end"
        default: return "(select \(inner) + 1 from \(from) order by \(relations.columns.joined(separator: ", ")) limit 1)"
        }
    }
}
