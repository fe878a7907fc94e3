extension RowDiff {
    /// The message of a unit test that failed, with dbt's colours or without.
    func message(coloured: Bool) -> String {
        let paint = coloured ? Paint.colours : Paint.none
        let (actual, expected) = coloured ? ("\u{1B}[32mactual\u{1B}[0m", "\u{1B}[31mexpected\u{1B}[0m") : ("actual", "expected")
        return "\n\n\(actual) differs from \(expected):\n\n\(text(paint))\n"
    }

    /// The colours of the parts of a table.
    private struct Paint {
        let header, delimiter, added, removed, arrow, reset: String

        static let none = Paint(header: "", delimiter: "", added: "", removed: "", arrow: "", reset: "")
        static let colours = Paint(
            header: "\u{1B}[0;1m", delimiter: "\u{1B}[33m", added: "\u{1B}[32;1m", removed: "\u{1B}[31;1m", arrow: "\u{1B}[34;1m",
            reset: "\u{1B}[0m")
    }

    /// The widest table that is aligned, in characters.
    private static let widest = 130

    /// The lines, columns aligned unless the table gets too wide.
    private func text(_ paint: Paint) -> String {
        let plain = lines.map { line in (-1..<line.cells.count).map { plainText(line, $0) } }
        let widths = Self.widths(plain)
        var result = ""
        for (line, texts) in zip(lines, plain) {
            var written = 0
            var wanted = 0
            for (column, text) in texts.enumerated() {
                if widths != nil, wanted > written {
                    result += String(repeating: " ", count: wanted - written)
                    written = wanted
                }
                if column > 0 { result += paint.delimiter + "," + paint.reset }
                result += paintedText(line, column - 1, paint)
                written += text.unicodeScalars.count
                wanted += widths?[column] ?? 0
            }
            result += "\r\n"
        }
        return result
    }

    /// The width of each column: that of its header and of all cells that are not far longer than most; nil for a table that is too wide.
    private static func widths(_ rows: [[String]]) -> [Int]? {
        guard let header = rows.first else { return nil }
        let widths = header.indices.map { column -> Int in
            let lengths = rows.map { $0[column].unicodeScalars.count }
            let count = Double(lengths.count)
            let mean = Double(lengths.reduce(0, +)) / count
            let variance = Double(lengths.reduce(0) { $0 + $1 * $1 }) / count - mean * mean
            let limit = Int(mean + max(0, variance).squareRoot() * 2 + 0.5)
            return max(lengths.filter { $0 <= limit }.max() ?? 0, lengths[0])
        }
        return widths.reduce(0, +) + header.count - 1 > widest ? nil : widths
    }

    // MARK: Cells

    /// A cell without colours; the one before the first is the marker.
    private func plainText(_ line: Line, _ column: Int) -> String {
        guard column >= 0 else { return line.marker == arrow ? "→" : line.marker }
        switch line.cells[column] {
        case .gap: return "..."
        case .change(let text): return Self.csv(parts(text).joined(separator: "→"), isPainted: false)
        case .value(let cell): return cell.text.map { Self.csv($0, isPainted: false) } ?? "NULL"
        }
    }

    private func paintedText(_ line: Line, _ column: Int, _ paint: Paint) -> String {
        let colour: String
        switch line.marker {
        case "@@": colour = paint.header
        case "+++": colour = paint.added
        case "---": colour = paint.removed
        case arrow where column < 0: return paint.removed + paint.arrow + "→" + paint.added + paint.reset
        case arrow:
            guard case .change(let text) = line.cells[column] else { return plainText(line, column) }
            let parts = parts(text)
            return Self.csv(paint.removed + parts[0] + paint.arrow + "→" + paint.added + parts[1] + paint.reset, isPainted: true)
        default: return plainText(line, column)
        }
        guard column >= 0 else { return colour + line.marker + paint.reset }
        switch line.cells[column] {
        case .gap: return colour + "..." + paint.reset
        case .change(let text): return Self.csv(colour + text + paint.reset, isPainted: true)
        case .value(let cell): return Self.csv(colour + cell.shown + paint.reset, isPainted: true)
        }
    }

    /// The two sides of a change. Where they differ in nothing but spaces, these are made visible.
    private func parts(_ change: String) -> [String] {
        guard let range = change.firstRange(of: arrow) else { return [change, ""] }
        let left = String(change[..<range.lowerBound])
        let right = String(change[range.upperBound...])
        let first = Self.markingSpaces(left, beside: right)
        return [first, Self.markingSpaces(right, beside: first)]
    }

    private static func markingSpaces(_ text: String, beside other: String) -> String {
        guard text != other, text.filter({ $0 != " " }) == other.filter({ $0 != " " }) else { return text }
        var result = String.UnicodeScalarView()
        var rest = other.unicodeScalars[...]
        var own = text.unicodeScalars[...]
        while let scalar = own.first {
            if scalar == rest.first {
                rest.removeFirst()
                result.append(scalar)
            } else if rest.first == " " {
                rest.removeFirst()
                continue
            } else {
                result.append("␣")
            }
            own.removeFirst()
        }
        return String(result)
    }

    /// A cell as CSV: in quotes where it holds a comma, a quote, a tab or a line break, or blanks at an end that no colour covers.
    private static func csv(_ text: String, isPainted: Bool) -> String {
        let scalars = text.unicodeScalars
        let isPadded = !isPainted && (scalars.first == " " || scalars.last == " ")
        let holdsSign = scalars.contains { [",", "\"", "\r", "\n", "\t"].contains($0) }
        return isPadded || holdsSign ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
