import Diagnostics

/// What a token is. The raw value is how messages name it.
enum TokenKind: String {
    case add = "+"
    case subtract = "-"
    case divide = "/"
    case floorDivide = "//"
    case multiply = "*"
    case modulo = "%"
    case power = "**"
    case tilde = "~"
    case leftBracket = "["
    case rightBracket = "]"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBrace = "{"
    case rightBrace = "}"
    case equal = "=="
    case notEqual = "!="
    case greater = ">"
    case greaterOrEqual = ">="
    case less = "<"
    case lessOrEqual = "<="
    case assign = "="
    case dot = "."
    case colon = ":"
    case pipe = "|"
    case comma = ","
    case semicolon = ";"
    case name = "name"
    case string = "string"
    case integer = "integer"
    case float = "float"
    case data = "template data / text"
    case blockBegin = "begin of statement block"
    case blockEnd = "end of statement block"
    case variableBegin = "begin of print statement"
    case variableEnd = "end of print statement"
    case endOfTemplate = "end of template"
}

/// One token: the place it came from, in bytes of the normalised text. What it says is asked of the lexer.
struct Token {
    let kind: TokenKind
    let start: Int
    let end: Int
    /// Where the lexer keeps the value of a number, and of a string with escapes.
    var literal: Int?
}

/// The text of one template with `\r\n` and `\r` made `\n`, the last line break dropped, and the way back to places in its file.
struct TemplateText: Sendable {
    /// Normalised UTF-8 text.
    let bytes: [UInt8]
    /// The file the text stands in.
    let file: SourceFile
    /// Where the text starts in the file.
    private let base: Int
    /// Normalised offsets behind which a `\r` was dropped, ascending.
    private let dropped: [Int]

    /// The text of a range of a file.
    init(_ file: SourceFile, _ range: Range<Int>) {
        self.file = file
        base = range.lowerBound
        var bytes: [UInt8] = []
        var dropped: [Int] = []
        let source = file.bytes
        if let first = source[range].firstIndex(of: UInt8(ascii: "\r")) {
            bytes.reserveCapacity(range.count)
            bytes += source[range.lowerBound..<first]
            var index = first
            while index < range.upperBound {
                if source[index] == UInt8(ascii: "\r") {
                    if index + 1 < range.upperBound, source[index + 1] == UInt8(ascii: "\n") {
                        dropped.append(bytes.count)
                        index += 1
                    }
                    bytes.append(UInt8(ascii: "\n"))
                } else {
                    bytes.append(source[index])
                }
                index += 1
            }
        } else {
            bytes = Array(source[range])
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        self.bytes = bytes
        self.dropped = dropped
    }

    /// The place in the file of an offset.
    func fileOffset(_ offset: Int) -> Int {
        if dropped.isEmpty { return base + offset }
        return base + offset + dropped.prefix { $0 < offset }.count
    }

    /// The place in the file of a range of the text.
    func span(_ start: Int, _ end: Int) -> SourceSpan { SourceSpan(file, fileOffset(start), fileOffset(end)) }

    /// The line, from 1, of an offset: Jinja's line, counted from the start of this text.
    func line(_ offset: Int) -> Int {
        var line = 1
        for byte in bytes[..<min(offset, bytes.count)] where byte == UInt8(ascii: "\n") { line += 1 }
        return line
    }
}
