import Formats
import Warehouse

/// Writes rows in the text format of `COPY … FROM STDIN`.
struct CopyEncoder {
    /// What was written and not yet sent.
    private(set) var bytes: [UInt8] = []
    /// The size from which it should be sent.
    static let chunk = 65_536

    /// Writes one row of a batch.
    mutating func add(_ row: Int, of batch: RowBatch) {
        let cells = batch.row(row)
        for index in cells {
            if index > cells.lowerBound { bytes.append(UInt8(ascii: "\t")) }
            add(batch.cells[index], batch.bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Forgets what was written; its storage is used again.
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    private mutating func add(_ cell: RowBatch.Cell, _ text: [UInt8]) {
        switch cell {
        case .null: bytes.append(contentsOf: "\\N".utf8)
        case .bool(let flag): bytes.append(flag ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .int(let number): bytes.append(contentsOf: String(number).utf8)
        case .double(let number): bytes.append(contentsOf: FloatText.repr(number).utf8)
        case .decimal(let range), .text(let range), .date(let range), .time(let range), .timestamp(let range): escape(text, range)
        case .bytes(let range):
            bytes.append(contentsOf: "\\\\x".utf8)
            for byte in text[range] {
                bytes.append(Self.digits[Int(byte >> 4)])
                bytes.append(Self.digits[Int(byte & 15)])
            }
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// Writes a text, with a backslash before what means something else.
    private mutating func escape(_ text: [UInt8], _ range: Range<Int>) {
        let span = text.span.extracting(first: range.upperBound)
        var start = range.lowerBound
        var index = Self.search.next(in: span, from: start)
        while index < range.upperBound {
            if let letter = Self.letter(span[index]) {
                bytes.append(contentsOf: text[start..<index])
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(letter)
                start = index + 1
            }
            index = Self.search.next(in: span, from: index + 1)
        }
        bytes.append(contentsOf: text[start..<range.upperBound])
    }

    private static let search = ByteSearch(UInt8(ascii: "\\"))

    /// What stands behind the backslash for a byte; nil for one that stands for itself.
    private static func letter(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\t"): UInt8(ascii: "t")
        case UInt8(ascii: "\n"): UInt8(ascii: "n")
        case UInt8(ascii: "\r"): UInt8(ascii: "r")
        case UInt8(ascii: "\\"): byte
        default: nil
        }
    }
}
