/// Rows to load: their values one behind the other and their texts in one buffer, so that no value needs memory of its own.
public struct RowBatch: Sendable {
    /// One value, as an ``SQLValue``; of a text, where it stands in the bytes of the batch.
    public enum Cell: Sendable, Equatable {
        /// SQL NULL.
        case null
        /// A boolean.
        case bool(Bool)
        /// An integer of at most 64 bits.
        case int(Int)
        /// A binary floating point number.
        case double(Double)
        /// An exact decimal in plain digits, also `NaN`, `Infinity`, `-Infinity`.
        case decimal(Range<Int>)
        /// Text.
        case text(Range<Int>)
        /// A date.
        case date(Range<Int>)
        /// A time of day.
        case time(Range<Int>)
        /// A timestamp.
        case timestamp(Range<Int>)
        /// Raw bytes.
        case bytes(Range<Int>)
    }

    /// The texts of all values, perhaps with other bytes between them.
    public private(set) var bytes: [UInt8] = []
    /// The values of all rows.
    public private(set) var cells: [Cell] = []
    /// Where the cells of each row end.
    private var ends: [Int] = []

    /// A batch without rows, with room for some.
    public init(rows: Int = 0, columns: Int = 0) {
        cells.reserveCapacity(rows * columns)
        ends.reserveCapacity(rows)
    }

    /// A batch of rows that are there already.
    public init(_ rows: [[SQLValue]]) {
        for row in rows { append(row) }
    }

    /// How many rows there are.
    public var rowCount: Int { ends.count }

    /// Where the cells of a row stand in `cells`; empty for a row that is not there.
    public func row(_ index: Int) -> Range<Int> {
        guard ends.indices.contains(index) else { return cells.count..<cells.count }
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// Adds a row whose cells stand for parts of some bytes.
    public mutating func append(_ row: [Cell], in text: [UInt8]) {
        let offset = bytes.count
        bytes.append(contentsOf: text)
        for cell in row { cells.append(cell.moved(by: offset)) }
        ends.append(cells.count)
    }

    private mutating func append(_ row: [SQLValue]) {
        for value in row { cells.append(add(value)) }
        ends.append(cells.count)
    }

    /// Writes the decimals of a column in another way, where `rewritten` gives one for the text of a decimal.
    public mutating func rewriteDecimals(in column: Int, _ rewritten: (Span<UInt8>) -> String?) {
        for row in 0..<rowCount {
            let place = self.row(row).lowerBound + column
            guard self.row(row).contains(place), case .decimal(let range) = cells[place],
                let text = rewritten(bytes.span.extracting(range))
            else { continue }
            cells[place] = .decimal(add(text.utf8))
        }
    }

    /// The rows with values of their own.
    public var rows: [[SQLValue]] { (0..<rowCount).map { index in cells[row(index)].map(value) } }

    // MARK: Values

    private mutating func add(_ text: some Sequence<UInt8>) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return start..<bytes.count
    }

    private mutating func add(_ value: SQLValue) -> Cell {
        switch value {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .double(let number): .double(number)
        case .decimal(let text): .decimal(add(text.utf8))
        case .text(let text): .text(add(text.utf8))
        case .date(let text): .date(add(text.utf8))
        case .time(let text): .time(add(text.utf8))
        case .timestamp(let text): .timestamp(add(text.utf8))
        case .bytes(let bytes): .bytes(add(bytes))
        }
    }

    private func value(_ cell: Cell) -> SQLValue {
        switch cell {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .double(let number): .double(number)
        case .decimal(let range): .decimal(text(range))
        case .text(let range): .text(text(range))
        case .date(let range): .date(text(range))
        case .time(let range): .time(text(range))
        case .timestamp(let range): .timestamp(text(range))
        case .bytes(let range): .bytes(Array(bytes[range]))
        }
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

extension RowBatch.Cell {
    /// The same cell where the bytes before it are more by a number.
    fileprivate func moved(by offset: Int) -> RowBatch.Cell {
        func moved(_ range: Range<Int>) -> Range<Int> { range.lowerBound + offset..<range.upperBound + offset }
        return switch self {
        case .null, .bool, .int, .double: self
        case .decimal(let range): .decimal(moved(range))
        case .text(let range): .text(moved(range))
        case .date(let range): .date(moved(range))
        case .time(let range): .time(moved(range))
        case .timestamp(let range): .timestamp(moved(range))
        case .bytes(let range): .bytes(moved(range))
        }
    }
}
