/// A table of text in columns that are as wide as they must be, two blanks apart.
struct TextTable {
    /// Which side of a column its texts stand at.
    enum Side {
        case left, right
    }

    /// The columns: their headings and sides.
    let columns: [(heading: String, side: Side)]
    /// The rows, each as long as `columns`.
    var rows: [[String]] = []

    /// A table without rows.
    init(_ columns: [(heading: String, side: Side)]) { self.columns = columns }

    /// The table without one of its columns.
    func without(column: Int) -> TextTable {
        var table = TextTable(columns.enumerated().filter { $0.offset != column }.map(\.element))
        table.rows = rows.map { row in row.enumerated().filter { $0.offset != column }.map(\.element) }
        return table
    }

    /// The table's lines, the headings first, blanks at their ends taken off.
    var lines: [String] {
        let all = [columns.map(\.heading)] + rows
        let widths = columns.indices.map { column in
            all.reduce(0) { max($0, column < $1.count ? TextWidth.columns($1[column]) : 0) }
        }
        return all.enumerated().map { index, row in
            let cells = zip(zip(row, widths), columns).map { cell, column in
                let (text, width) = cell
                let blanks = String(repeating: " ", count: max(0, width - TextWidth.columns(text)))
                return column.side == .left ? text + blanks : blanks + text
            }
            var line = Substring(cells.joined(separator: "  "))
            while line.last == " " { line.removeLast() }
            return index == 0 ? Ink.dim(String(line)) : String(line)
        }
    }
}
