/// Rows of text in aligned columns, below a line with what they are called.
struct TextTable {
    private var rows: [[String]]
    private let alignedLeft: Set<Int>

    /// A table with these columns; those of the positions in `alignedLeft` hold words, the others numbers.
    init(_ titles: [String], alignedLeft: Set<Int>) {
        rows = [titles]
        self.alignedLeft = alignedLeft
    }

    /// Adds a row; cells that are missing are empty.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The rows as lines, without blanks at their ends.
    var text: String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { column < $0.count ? TextWidth.columns($0[column]) : 0 }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: max(0, widths[column] - TextWidth.columns(cell)))
                line += (column == 0 ? "" : "  ") + (alignedLeft.contains(column) ? cell + space : space + cell)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
