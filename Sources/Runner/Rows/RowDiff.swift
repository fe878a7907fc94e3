/// How two tables differ: the rows that were added, removed or changed with a row of context on each side, and of the columns those that
/// tell rows apart or changed, likewise. This is what daff, which dbt shows differences with, makes of them.
struct RowDiff {
    /// One line of the difference.
    struct Line {
        /// `@@` for the header, `+++`, `---`, the arrow of a changed row, `...` for rows left out, or nothing for context.
        let marker: String
        /// The cells, as many as there are columns shown.
        var cells: [Cell]
    }

    /// One cell of a line.
    enum Cell {
        /// A value as it is.
        case value(TextCell)
        /// A value that changed, the arrow between what was expected and what came.
        case change(String)
        /// What was left out.
        case gap
    }

    /// The lines, the header first.
    private(set) var lines: [Line]
    /// What stands between the two values of a change: `->`, longer where a value holds that.
    let arrow: String

    /// How important a row or column is: left out, shown because something beside it is, the mark of a gap, or changed itself.
    private enum Interest { case none, context, gap, own }

    /// The difference of two tables with the same header in front; nil where there is none.
    init?(expected: [[TextCell]], actual: [[TextCell]]) {
        guard let header = expected.first, actual.first != nil else { return nil }
        let alignment = RowAlignment(expected, actual)
        let pairs = alignment.pairs
        arrow = Self.arrow(expected + actual)
        var columns = header.indices.map { alignment.keyColumns.contains($0) ? Interest.own : .none }
        var rows = pairs.map { _ in Interest.none }
        for (index, pair) in pairs.enumerated() {
            if pair.right == nil || pair.left == nil { rows[index] = .own }
            if pair.left == nil { columns = columns.map { _ in .own } }
            guard let left = pair.left, let right = pair.right, left > 0 || right > 0 else { continue }
            for column in header.indices where expected[left][column] != actual[right][column] {
                columns[column] = .own
                rows[index] = .own
            }
        }
        guard rows.contains(.own) else { return nil }
        Self.spread(&rows)
        Self.spread(&columns)
        lines = [Line(marker: "@@", cells: header.map(Cell.value))]
        for (pair, interest) in zip(pairs, rows) where pair != RowAlignment.Pair(left: 0, right: 0) {
            if interest == .none || (interest == .gap && lines.last?.marker == "...") { continue }
            lines.append(
                interest == .gap
                    ? Line(marker: "...", cells: header.map { _ in .gap })
                    : line(pair.left.map { expected[$0] }, pair.right.map { actual[$0] }))
        }
        let shown = columns.map { $0 == .own || $0 == .context }
        lines = lines.map { Self.withoutColumns($0, shown) }
    }

    private func line(_ left: [TextCell]?, _ right: [TextCell]?) -> Line {
        guard let left else { return Line(marker: "+++", cells: (right ?? []).map(Cell.value)) }
        guard let right else { return Line(marker: "---", cells: left.map(Cell.value)) }
        let cells = zip(left, right).map { old, new -> Cell in
            old == new ? .value(old) : .change(Self.quoted(old) + arrow + Self.quoted(new))
        }
        return Line(marker: left == right ? "" : arrow, cells: cells)
    }

    /// Of neighbouring columns that are not shown one is left as a gap.
    private static func withoutColumns(_ line: Line, _ shown: [Bool]) -> Line {
        var cells: [Cell] = []
        for (index, cell) in line.cells.enumerated() {
            if shown[index] {
                cells.append(cell)
            } else if index == 0 || shown[index - 1] {
                cells.append(.gap)
            }
        }
        return Line(marker: line.marker, cells: cells)
    }

    /// A value within a change: None as `NULL`, a text that reads so with `_` before it.
    private static func quoted(_ cell: TextCell) -> String {
        if cell.compared == "None" { return "NULL" }
        let text = cell.text ?? ""
        return text.drop { $0 == "_" } == "NULL" ? "_" + text : text
    }

    private static func arrow(_ rows: [[TextCell]]) -> String {
        var arrow = "->"
        for cell in rows.joined() {
            while cell.text?.contains(arrow) == true { arrow = "-" + arrow }
        }
        return arrow
    }

    /// Adds one of context on each side of what is shown, and the mark of a gap behind that.
    private static func spread(_ interests: inout [Interest]) {
        // One before the first there is, as it were, something that changed.
        spread(&interests, Array(interests.indices), mark: -2, step: 1)
        spread(&interests, interests.indices.reversed(), mark: interests.count + 2, step: -1)
    }

    private static func spread(_ interests: inout [Interest], _ order: [Int], mark: Int, step: Int) {
        var mark = mark
        for index in order {
            switch interests[index] {
            case .own: mark = index
            case .none, .gap:
                let distance = (index - mark) * step
                if distance <= 1 { interests[index] = .context } else if distance == 2 { interests[index] = .gap }
            case .context: break
            }
        }
    }
}
