import Context
import Jinja

/// The two halves of a unit test's answer as texts to compare: first the columns' names, then the rows, sorted.
struct UnitTestComparison {
    /// What the test expects.
    let expected: [[TextCell]]
    /// What the model gave.
    let actual: [[TextCell]]

    /// The halves that the column `actual_or_expected` tells apart.
    init(columns: [String], rows: [[Value]]) throws {
        let names = columns.map { $0.lowercased() }
        guard let side = names.firstIndex(of: "actual_or_expected") else {
            throw RaisedError("Runtime Error", "a unit test's query has no column actual_or_expected")
        }
        let rows = try Self.withNumbersAlike(rows)
        func half(_ name: String) throws -> [[TextCell]] {
            let own = try rows.filter { $0[side].text == name }.map { Array($0[..<side] + $0[(side + 1)...]) }.sorted(by: Self.isBefore)
            let header = (names[..<side] + names[(side + 1)...]).map(TextCell.init)
            return [header] + (try own.map { try $0.map(TextCell.init) })
        }
        expected = try half("expected")
        actual = try half("actual")
    }

    /// Rows in which whole numbers are written as the other numbers of their column are. SQLite alone mixes the two, where an expression has
    /// no type that an expected value could be cast to.
    private static func withNumbersAlike(_ rows: [[Value]]) throws -> [[Value]] {
        guard let first = rows.first else { return rows }
        var rows = rows
        for column in first.indices {
            let isMixed = rows.contains { $0[column].object(DecimalObject.self) != nil }
            guard isMixed else { continue }
            for row in rows.indices {
                guard case .int(let number) = rows[row][column] else { continue }
                rows[row][column] = DecimalObject("\(number).0").map(Value.object) ?? rows[row][column]
            }
        }
        return rows
    }

    /// Column by column, None behind everything.
    private static func isBefore(_ left: [Value], _ right: [Value]) throws -> Bool {
        for (one, other) in zip(left, right) {
            if one.isNone || other.isNone {
                if one.isNone, other.isNone { continue }
                return other.isNone
            }
            if try one.equals(other) { continue }
            return try one.isOrdered(.less, other)
        }
        return false
    }
}
