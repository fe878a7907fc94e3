public import Diagnostics

/// Reads comma-separated values row by row, as Python's `csv` module reads text: a quoted field may hold delimiters, line breaks and doubled
/// quotes, a quote inside an unquoted field is plain text, `\r\n` and `\r` are line breaks, a byte order mark is skipped, an empty line is a row
/// without fields.
///
/// The file comes in chunks and is never in memory as a whole.
public struct CSVReader {
    /// Gives the next bytes of the file, none at its end.
    public typealias Chunks = () throws -> [UInt8]

    /// The longest field in characters, as in Python: beyond it a quote that is never closed would swallow the file.
    public static let fieldLimit = 131_072

    /// The line on which the row that was read last starts, from 1.
    public private(set) var line = 1

    private let path: String
    private let delimiter: [UInt8]
    /// The delimiter where it is one byte that means nothing else.
    private let plainDelimiter: UInt8?
    private let chunks: Chunks
    private var chunk: [UInt8] = []
    private var position = 0
    private var utf8 = UTF8Validation()
    /// The line that the position is on.
    private var currentLine = 1
    /// Where the row starts in the chunk; nil if it starts in an earlier one.
    private var rowStart: Int? = 0
    private var isAtEnd = false

    static let quote = UInt8(ascii: "\"")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// A reader over a file.
    ///
    /// - Parameters:
    ///   - path: The path that messages show.
    ///   - delimiter: What stands between two fields: exactly one character.
    ///   - chunks: Gives the file piece by piece.
    /// - Throws: A diagnostic `csv-delimiter`.
    public init(path: String, delimiter: String = ",", chunks: @escaping Chunks) throws {
        guard delimiter.unicodeScalars.count == 1 else {
            throw Diagnostic(
                "csv-delimiter", .error, "the delimiter of '\(path)' must be one character, not '\(delimiter)'",
                hint: "write it as a string of one character: delimiter: \";\"")
        }
        self.path = path
        self.delimiter = Array(delimiter.utf8)
        let others = [Self.quote, Self.newline, Self.carriageReturn]
        plainDelimiter = self.delimiter.count == 1 && !others.contains(self.delimiter[0]) ? self.delimiter[0] : nil
        self.chunks = chunks
        try loadChunk()
        if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        rowStart = position
    }

    /// A reader over text in memory.
    public init(path: String, delimiter: String = ",", text: String) throws {
        var rest: [UInt8]? = Array(text.utf8)
        try self.init(path: path, delimiter: delimiter) {
            defer { rest = nil }
            return rest ?? []
        }
    }

    /// Reads the next row into `row`, whose storage is used again; false at the end of the file.
    ///
    /// - Throws: A diagnostic `csv-encoding` or `csv-field-limit` with file and line, or what reading the file threw.
    public mutating func next(_ row: inout CSVRow) throws -> Bool {
        row.removeAll()
        line = currentLine
        rowStart = position
        guard try hasByte() else { return false }
        line = currentLine
        if takeWholeRow(&row) { return true }
        if try takeLineBreak() { return true }
        while true {
            let isLast = try readField(&row)
            row.endField()
            if isLast { return true }
        }
    }

    // MARK: Fields

    /// Takes a row that ends in the chunk as a whole. False, with nothing taken, for others.
    private mutating func takeWholeRow(_ row: inout CSVRow) -> Bool {
        guard let plainDelimiter, let taken = row.take(from: chunk, at: position, plainDelimiter) else { return false }
        position += taken.bytes
        currentLine += taken.lines
        return true
    }

    /// Reads one field; true if the row ends with it.
    private mutating func readField(_ row: inout CSVRow) throws -> Bool {
        guard try hasByte() else { return true }
        if chunk[position] == Self.quote {
            position += 1
            try readQuoted(&row)
        }
        return try readPlain(&row)
    }

    /// Reads up to the next delimiter or line break; true if the row ends there.
    private mutating func readPlain(_ row: inout CSVRow) throws -> Bool {
        let first = delimiter[0]
        let search = FieldEnd(first)
        while try hasByte() {
            let start = position
            position = search.next(in: chunk.span, from: start)
            try append(start..<position, to: &row)
            guard position < chunk.count else { continue }
            if chunk[position] == first {
                if try takeDelimiter(&row) { return false }
            } else if try takeLineBreak() {
                return true
            }
        }
        return true
    }

    /// Reads a quoted part up to its closing quote or the end of the file.
    private mutating func readQuoted(_ row: inout CSVRow) throws {
        let search = FieldEnd(Self.quote)
        while try hasByte() {
            let start = position
            position = search.next(in: chunk.span, from: start)
            try append(start..<position, to: &row)
            guard position < chunk.count else { continue }
            if chunk[position] != Self.quote {
                if try takeLineBreak() { row.append(Self.newline) }
                continue
            }
            position += 1
            guard try hasByte(), chunk[position] == Self.quote else { return }
            row.append(Self.quote)
            position += 1
        }
    }

    /// Takes the delimiter at the position; false where only its first byte stands there, which then is text.
    private mutating func takeDelimiter(_ row: inout CSVRow) throws -> Bool {
        if delimiter.count == 1 {
            position += 1
            return true
        }
        var taken: [UInt8] = []
        for byte in delimiter {
            guard try hasByte(), chunk[position] == byte else {
                for byte in taken { row.append(byte) }
                return false
            }
            taken.append(byte)
            position += 1
        }
        return true
    }

    /// Takes a line break at the position, whichever it is.
    private mutating func takeLineBreak() throws -> Bool {
        let byte = chunk[position]
        guard byte == Self.newline || byte == Self.carriageReturn else { return false }
        position += 1
        currentLine += 1
        if byte == Self.carriageReturn, try hasByte(), chunk[position] == Self.newline { position += 1 }
        return true
    }

    private mutating func append(_ range: Range<Int>, to row: inout CSVRow) throws {
        if range.isEmpty { return }
        row.append(chunk[range])
        guard row.fieldBytes > Self.fieldLimit, row.fieldCharacters > Self.fieldLimit else { return }
        throw problem(
            "csv-field-limit", "field larger than field limit (\(Self.fieldLimit))",
            hint: "a quote (\") that opens a field and is never closed takes in all that follows")
    }

    // MARK: Chunks

    /// Whether there is a byte at the position, after reading on if need be.
    private mutating func hasByte() throws -> Bool {
        while position >= chunk.count {
            if isAtEnd { return false }
            rowStart = nil
            try loadChunk()
        }
        return true
    }

    private mutating func loadChunk() throws {
        if utf8.isBroken { throw encodingProblem() }
        position = 0
        chunk = try chunks()
        isAtEnd = chunk.isEmpty
        let valid = isAtEnd ? utf8.finish() : utf8.check(chunk)
        if isAtEnd, utf8.isBroken { throw encodingProblem() }
        if valid < chunk.count {
            // The rows before the broken byte are read first, so that the message names its line.
            chunk.removeSubrange(valid...)
            if chunk.isEmpty { throw encodingProblem() }
        }
    }

    // MARK: Messages

    private func encodingProblem() -> Diagnostic {
        let byte = String(utf8.brokenByte, radix: 16, uppercase: true)
        let file = SourceFile(path: path, bytes: [], firstLine: currentLine)
        return Diagnostic(
            "csv-encoding", .error, "the file is not UTF-8: byte 0x\(byte) on line \(currentLine) starts no character",
            at: SourceSpan(file, 0, 0), hint: "save the file as UTF-8")
    }

    /// A message about the row that was read last, with its first line.
    public func problem(_ id: DiagnosticID, _ message: String, hint: String? = nil) -> Diagnostic {
        var excerpt: [UInt8] = []
        if let rowStart, rowStart <= chunk.count {
            let end = chunk[rowStart...].firstIndex { $0 == Self.newline || $0 == Self.carriageReturn } ?? chunk.count
            excerpt = Array(chunk[rowStart..<min(end, rowStart + 2000)])
        }
        let file = SourceFile(path: path, bytes: excerpt, firstLine: line)
        return Diagnostic(id, .error, message, at: SourceSpan(file, 0, excerpt.count), hint: hint)
    }
}
