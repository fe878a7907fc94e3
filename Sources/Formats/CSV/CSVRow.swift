/// One row: its fields one behind the other in one buffer.
public struct CSVRow {
    /// The text of all fields, perhaps with delimiters and quotes between them.
    public private(set) var bytes: [UInt8] = []
    /// Where the fields stand; behind them may be fields of an earlier row.
    private var ranges: [Range<Int>] = []
    /// How many fields there are.
    public private(set) var count = 0
    /// Where the field starts that is being read.
    private var start = 0
    /// The fields of a row being taken that hold doubled quotes.
    private var doubled: [Int] = []

    /// A row without fields.
    public init() {}

    /// Where a field stands in `bytes`; empty for a field that is not there.
    public func range(_ index: Int) -> Range<Int> { index >= 0 && index < count ? ranges[index] : bytes.count..<bytes.count }

    /// The text of a field; empty for a field that is not there.
    public subscript(index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

    /// The text of all fields.
    public var fields: [String] { (0..<count).map { self[$0] } }

    var fieldBytes: Int { bytes.count - start }
    var fieldCharacters: Int { bytes[start...].count { $0 & 0xC0 != 0x80 } }

    mutating func append(_ more: ArraySlice<UInt8>) { bytes.append(contentsOf: more) }
    mutating func append(_ byte: UInt8) { bytes.append(byte) }
    mutating func endField() {
        let field = start..<bytes.count
        if count < ranges.count { ranges[count] = field } else { ranges.append(field) }
        count += 1
        start = bytes.count
    }
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
        start = 0
    }

    /// Puts a text behind the row that is no field of it, and gives where it stands.
    mutating func add(_ text: String) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        return start..<bytes.count
    }

    // MARK: Whole rows

    /// Takes the row that starts at an index of a chunk, and tells how long it is. Nil, with nothing taken, where its end is not in the chunk
    /// or something in it is unusual: a very long field, text behind a closing quote, a carriage return in a field, no field at all, more
    /// fields than in all rows before.
    mutating func take(from chunk: [UInt8], at first: Int, _ delimiter: UInt8) -> (bytes: Int, lines: Int)? {
        doubled.removeAll(keepingCapacity: true)
        guard let row = Self.wholeRow(chunk.span, from: first, delimiter, &ranges, &doubled) else { return nil }
        count = row.fields
        bytes.append(contentsOf: chunk[first..<row.end])
        for field in doubled { ranges[field] = Self.halveQuotes(&bytes, ranges[field]) }
        return (row.end - first, row.lines)
    }

    /// Notes the fields of the row at an index, counted from there, and finds where the next row starts.
    private static func wholeRow(
        _ text: Span<UInt8>, from first: Int, _ delimiter: UInt8, _ ranges: inout [Range<Int>], _ doubled: inout [Int]
    ) -> (fields: Int, end: Int, lines: Int)? {
        let search = FieldEnd(delimiter)
        var noted = ranges.mutableSpan
        var lines = 1
        var count = 0
        var index = first
        while index < text.count, count < noted.count {
            let isQuoted = text[index] == CSVReader.quote
            let start = isQuoted ? index + 1 : index
            var hasDoubled = false
            guard let end = isQuoted ? closingQuote(text, from: start, &lines, &hasDoubled) : search.next(in: text, from: start) else {
                return nil
            }
            index = isQuoted ? end + 1 : end
            guard index < text.count, end - start <= CSVReader.fieldLimit else { return nil }
            if hasDoubled { doubled.append(count) }
            noted[count] = start - first..<end - first
            count += 1
            let byte = text[index]
            index += 1
            if byte == delimiter { continue }
            guard byte == CSVReader.newline || byte == CSVReader.carriageReturn, end > first else { return nil }
            if byte == CSVReader.newline { return (count, index, lines) }
            guard index < text.count else { return nil }
            return (count, text[index] == CSVReader.newline ? index + 1 : index, lines)
        }
        return nil
    }

    /// Where the quote stands that closes a field; line breaks before it are counted, and doubled quotes told of.
    private static func closingQuote(_ text: Span<UInt8>, from start: Int, _ lines: inout Int, _ hasDoubled: inout Bool) -> Int? {
        let search = FieldEnd(CSVReader.quote)
        var index = start
        while true {
            index = search.next(in: text, from: index)
            guard index + 1 < text.count, text[index] != CSVReader.carriageReturn else { return nil }
            if text[index] == CSVReader.newline {
                lines += 1
                index += 1
            } else if text[index + 1] == CSVReader.quote {
                hasDoubled = true
                index += 2
            } else {
                return index
            }
        }
    }

    /// Makes one quote of two in a part of some bytes, and gives where the text stands then.
    private static func halveQuotes(_ bytes: inout [UInt8], _ range: Range<Int>) -> Range<Int> {
        var text = bytes.mutableSpan
        var end = range.lowerBound
        var index = end
        while index < range.upperBound {
            text[end] = text[index]
            index += text[index] == CSVReader.quote ? 2 : 1
            end += 1
        }
        return range.lowerBound..<end
    }
}

/// Looks for the end of a field: a byte of some kind or a line break.
struct FieldEnd {
    private let stop: UInt8
    private let search: ByteSearch

    init(_ stop: UInt8) {
        self.stop = stop
        search = ByteSearch(stop)
    }

    /// Where the next one stands; the end of the bytes where there is none.
    func next(in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = search.next(in: bytes, from: start)
        while index < bytes.count, bytes[index] != stop, bytes[index] != CSVReader.newline, bytes[index] != CSVReader.carriageReturn {
            index = search.next(in: bytes, from: index + 1)
        }
        return index
    }
}
