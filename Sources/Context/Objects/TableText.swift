import Jinja

/// A table drawn with text, as agate's `print_table` and dbt's `show` draw it.
enum TableText {
    /// Column names, a rule and the rows, each cell padded; numbers to the right. Longer tables end in a line of dots.
    static func text(of table: TableObject, maxRows: Int?, maxColumns: Int?, maxCellWidth: Int = 20) throws -> String {
        let shownColumns = min(maxColumns ?? table.columnNames.count, table.columnNames.count)
        let shownRows = min(maxRows ?? table.rows.count, table.rows.count)
        let isNumber = (0..<shownColumns).map { index in
            table.rows.allSatisfy { $0[index].isNone || ($0[index].double != nil && $0[index].text == nil) }
                && table.rows.contains { !$0[index].isNone }
        }
        var cells = try table.rows.prefix(shownRows).map { row in
            try (0..<shownColumns).map { clipped(row[$0].isNone ? "" : try row[$0].str(), maxCellWidth) }
        }
        var header = table.columnNames.prefix(shownColumns).map { clipped($0, maxCellWidth) }
        var alignment = isNumber
        if shownColumns < table.columnNames.count {
            header.append("...")
            alignment.append(false)
            cells = cells.map { $0 + ["..."] }
        }
        if shownRows < table.rows.count { cells.append(header.map { _ in "..." }) }
        let widths = header.indices.map { index in ([header] + cells).map { $0[index].unicodeScalars.count }.max() ?? 0 }
        func line(_ row: [String], _ right: [Bool]) -> String {
            "| " + row.indices.map { pad(row[$0], widths[$0], right: right[$0]) }.joined(separator: " | ") + " |"
        }
        let rule = "| " + widths.map { String(repeating: "-", count: $0) }.joined(separator: " | ") + " |"
        return ([line(header, alignment), rule] + cells.map { line($0, alignment) }).joined(separator: "\n")
    }

    private static func clipped(_ text: String, _ width: Int) -> String {
        text.unicodeScalars.count <= width ? text : String(text.unicodeScalars.prefix(width - 3)) + "..."
    }

    private static func pad(_ text: String, _ width: Int, right: Bool) -> String {
        let gap = String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
        return right ? gap + text : text + gap
    }
}
