/// One text that was read: its path as shown to people, and its bytes.
///
/// Text is UTF-8 bytes throughout the compiler; line and column are worked out from an offset only when something is printed.
public final class SourceFile: Sendable {
    /// The path as messages show it, relative to the project's folder where it lies inside it.
    public let path: String
    /// The whole text, UTF-8.
    public let bytes: [UInt8]
    /// The number of the first line: 1, or more for an excerpt of a file too large to keep.
    public let firstLine: Int

    /// A file with a path and its UTF-8 bytes.
    public init(path: String, bytes: [UInt8], firstLine: Int = 1) {
        self.path = path
        self.bytes = bytes
        self.firstLine = firstLine
    }

    /// A file made from a string: tests, `--inline`, generated text.
    public convenience init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// The whole text as a string; invalid UTF-8 is replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Line and column, both from 1, of a byte offset; the column counts Unicode scalars.
    public func position(of offset: Int) -> (line: Int, column: Int) {
        let end = min(max(offset, 0), bytes.count)
        var line = firstLine
        var lineStart = 0
        for index in 0..<end where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        var column = 1
        for byte in bytes[lineStart..<end] where byte & 0xC0 != 0x80 { column += 1 }
        return (line, column)
    }

    /// The bytes of the line that holds a byte offset, without its line break; the last line for an offset past the end.
    public func lineRange(containing offset: Int) -> Range<Int> {
        let place = min(max(offset, 0), bytes.count)
        let newline = UInt8(ascii: "\n")
        let start = bytes[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
        var end = bytes[place...].firstIndex(of: newline) ?? bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<max(start, end)
    }

    /// The text of one line (from 1) without its line break; empty past the end.
    public func line(_ number: Int) -> String {
        var current = firstLine
        var start = 0
        while current < number {
            guard let next = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return "" }
            start = next + 1
            current += 1
        }
        var end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

/// A range of bytes in one source file.
public struct SourceSpan: Sendable, Equatable {
    /// The file the range lies in.
    public let file: SourceFile
    /// The offsets in half the room: every value that was read from a file carries a range. Nothing beyond 4 GB of one file is told apart.
    private let first: UInt32
    private let last: UInt32

    /// Offset of the first byte.
    public var start: Int { Int(first) }
    /// Offset behind the last byte; equal to `start` for a point.
    public var end: Int { Int(last) }

    /// A range; `end` below `start` is taken as a point.
    public init(_ file: SourceFile, _ start: Int, _ end: Int) {
        self.file = file
        first = UInt32(clamping: start)
        last = UInt32(clamping: max(start, end))
    }

    /// Line and column, both from 1, of the first byte.
    public var position: (line: Int, column: Int) { file.position(of: start) }

    /// Equal file (by identity) and equal range.
    public static func == (left: SourceSpan, right: SourceSpan) -> Bool {
        left.file === right.file && left.first == right.first && left.last == right.last
    }
}
