/// One line of source as a terminal shows it, with the columns that a range of it takes.
struct SourceWindow {
    /// The text to print.
    let text: String
    /// Columns before the marked range.
    let markStart: Int
    /// Columns of the marked range, at least one.
    let markWidth: Int

    /// One printed character and the byte of the line it stands for.
    private struct Cell {
        let text: String
        let width: Int
        let offset: Int
    }

    private static let tabWidth = 4
    private static let ellipsis = Cell(text: "…", width: 1, offset: -1)

    /// Lays a line out.
    ///
    /// - Parameters:
    ///   - line: The bytes of the line.
    ///   - mark: The range of bytes to mark; what lies behind the line is marked just behind it.
    ///   - width: The columns there are; a longer line is cut around the mark.
    init(line: [UInt8], mark: Range<Int>, width: Int) {
        var cells = Self.cells(of: line)
        var first = cells.firstIndex { $0.offset >= mark.lowerBound } ?? cells.count
        // A mark inside a character's bytes marks that character.
        if first > 0, first < cells.count, cells[first].offset > mark.lowerBound { first -= 1 }
        var end = cells.firstIndex { $0.offset >= mark.upperBound } ?? cells.count
        end = max(end, first)
        Self.cut(&cells, &first, &end, to: max(width, 20))
        let marked = cells[first..<end].reduce(0) { $0 + $1.width }
        text = cells.map(\.text).joined()
        markStart = cells[..<first].reduce(0) { $0 + $1.width }
        markWidth = max(1, marked)
    }

    private static func cells(of line: [UInt8]) -> [Cell] {
        var cells: [Cell] = []
        var column = 0
        var index = 0
        while index < line.count {
            let (scalar, length) = decode(line, at: index)
            var cell = Cell(text: String(scalar), width: CharacterWidth.columns(of: scalar), offset: index)
            if scalar == "\t" {
                let width = tabWidth - column % tabWidth
                cell = Cell(text: String(repeating: " ", count: width), width: width, offset: index)
            } else if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value) {
                // Control characters could move the cursor or change the terminal's state.
                cell = Cell(text: "\u{FFFD}", width: 1, offset: index)
            }
            cells.append(cell)
            column += cell.width
            index += length
        }
        return cells
    }

    /// The character at a byte and its length; U+FFFD for a byte that starts none.
    private static func decode(_ bytes: [UInt8], at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        var decoder = UTF8()
        var rest = bytes[index...].prefix(4).makeIterator()
        if case .scalarValue(let scalar) = decoder.decode(&rest) { return (scalar, UTF8.width(scalar)) }
        return ("\u{FFFD}", 1)
    }

    /// Cuts a line that is too wide so that the start of the mark stays in sight.
    private static func cut(_ cells: inout [Cell], _ first: inout Int, _ end: inout Int, to width: Int) {
        guard cells.reduce(0, { $0 + $1.width }) > width else { return }
        var start = 0
        var before = cells[..<first].reduce(0) { $0 + $1.width }
        // A third of the room goes to what stands before the mark, more if the rest is short.
        let after = cells[first...].reduce(0) { $0 + $1.width }
        let room = max(width / 3, width - 2 - after)
        while before > room, start < first {
            before -= cells[start].width
            start += 1
        }
        var stop = start
        var used = start > 0 ? 1 : 0
        while stop < cells.count, used + cells[stop].width <= width - 1 {
            used += cells[stop].width
            stop += 1
        }
        let isCutBehind = stop < cells.count
        cells = (start > 0 ? [ellipsis] : []) + cells[start..<stop] + (isCutBehind ? [ellipsis] : [])
        let shift = start > 0 ? start - 1 : 0
        let last = cells.count - (isCutBehind ? 1 : 0)
        first = min(first - shift, last)
        end = max(first, min(end - shift, last))
    }
}
