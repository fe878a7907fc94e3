import Jinja

/// A table drawn with text, as agate's `print_table` and dbt's `show` draw it.
struct TableText {
    /// The most rows that are drawn; nil for all. A longer table ends in a line of dots.
    var maxRows: Int? = 20
    /// The most columns that are drawn; nil for all.
    var maxColumns: Int? = 6
    /// The width cells are cut to; nil for none.
    var maxCellWidth: Int? = 20
    /// The most places of decimals that are shown; nil for all.
    var maxPrecision: Int? = 3

    /// Column names, a rule and the rows, each cell padded: text to the left, all others to the right.
    func text(of table: TableObject) throws -> String {
        let shownColumns = max(0, min(maxColumns ?? table.columnNames.count, table.columnNames.count))
        let shownRows = max(0, min(maxRows ?? table.rows.count, table.rows.count))
        let types = table.columnNames.indices.map { index in TableColumnType(of: table.rows.lazy.map { $0[index] }) }
        var columns = try (0..<shownColumns).map { index in
            try cells(table.rows.prefix(shownRows).map { $0[index] }, types[index]).map(clipped)
        }
        var header = table.columnNames.prefix(shownColumns).map(clipped)
        if shownColumns < table.columnNames.count {
            header.append("...")
            columns.append([String](repeating: "...", count: shownRows))
        }
        let widths = header.indices.map { index in ([header[index]] + columns[index]).map(\.unicodeScalars.count).max() ?? 0 }
        func line(_ row: [String]) -> String {
            "| " + row.indices.map { Self.pad(row[$0], widths[$0], right: types[$0] != .text) }.joined(separator: " | ") + " |"
        }
        let rule = "| " + widths.map { String(repeating: "-", count: $0) }.joined(separator: " | ") + " |"
        var lines = [line(header), rule] + (0..<shownRows).map { row in line(columns.map { $0[row] }) }
        if shownRows < table.rows.count { lines.append(line(header.map { _ in "..." })) }
        return lines.joined(separator: "\n")
    }

    /// The cells of a column. Decimals get as many places as the longest of them needs.
    private func cells(_ values: [Value], _ type: TableColumnType) throws -> [String] {
        guard type == .number else { return try values.map { $0.isNone ? "" : try $0.str() } }
        let texts = try values.map { $0.isNone ? "" : try $0.str() }
        let numbers = texts.map(PlainDigits.init)
        let needed = numbers.compactMap { $0?.fraction.count }.max() ?? 0
        let places = min(needed, maxPrecision ?? needed)
        return zip(texts, numbers).map { text, number in
            number.map { $0.grouped(places: max(0, places)) + (places < needed ? "…" : "") } ?? text
        }
    }

    private func clipped(_ text: String) -> String {
        guard let width = maxCellWidth, text.unicodeScalars.count > width else { return text }
        return String(text.unicodeScalars.prefix(max(0, width - 3))) + "..."
    }

    private static func pad(_ text: String, _ width: Int, right: Bool) -> String {
        let gap = String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
        return right ? gap + text : text + gap
    }
}

/// A decimal number as plain digits before and behind the point, without zeros at either end.
private struct PlainDigits {
    private let isNegative: Bool
    private let whole: [UInt8]
    /// The digits behind the point.
    let fraction: [UInt8]

    /// A number as Python writes it: `-12.50`, `1E+3`. Nil for what is no finite number or too long to draw.
    init?(_ text: String) {
        var rest = text.utf8[...]
        isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let parts = rest.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
        guard let mantissa = parts.first else { return nil }
        var exponent = 0
        if parts.count == 2 {
            guard let power = Int(String(Substring(parts[1]))), abs(power) <= 400 else { return nil }
            exponent = power
        }
        let sides = mantissa.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        var before = Array(sides[0])
        var behind = sides.count == 2 ? Array(sides[1]) : []
        guard !(before + behind).isEmpty, (before + behind).allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        while exponent > 0 {
            before.append(behind.isEmpty ? 0x30 : behind.removeFirst())
            exponent -= 1
        }
        while exponent < 0 {
            behind.insert(before.popLast() ?? 0x30, at: 0)
            exponent += 1
        }
        while behind.last == 0x30 { behind.removeLast() }
        whole = Array(before.drop { $0 == 0x30 })
        fraction = behind
    }

    /// The number with commas between thousands and some places, rounded half to even.
    func grouped(places: Int) -> String {
        var digits = whole + fraction.prefix(places)
        digits += [UInt8](repeating: 0x30, count: max(0, places - fraction.count))
        if places < fraction.count, roundsUp(digits, places) { Self.increment(&digits) }
        var before = Array(digits.dropLast(places).drop { $0 == 0x30 })
        if before.isEmpty { before = [0x30] }
        var result: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        for (index, digit) in before.enumerated() {
            if index > 0, (before.count - index).isMultiple(of: 3) { result.append(UInt8(ascii: ",")) }
            result.append(digit)
        }
        if places > 0 { result += [UInt8(ascii: ".")] + digits.suffix(places) }
        return String(decoding: result, as: UTF8.self)
    }

    private func roundsUp(_ kept: [UInt8], _ places: Int) -> Bool {
        let next = fraction[places]
        guard next == 0x35, fraction.count == places + 1 else { return next >= 0x35 }
        return !(kept.last ?? 0x30).isMultiple(of: 2)
    }

    private static func increment(_ digits: inout [UInt8]) {
        for index in digits.indices.reversed() {
            guard digits[index] == 0x39 else {
                digits[index] += 1
                return
            }
            digits[index] = 0x30
        }
        digits.insert(0x31, at: 0)
    }
}
