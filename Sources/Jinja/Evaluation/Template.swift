public import Diagnostics
import Synchronization

/// A parsed template: immutable, shared by all threads. It is compiled when first rendered.
public final class Template: Sendable {
    /// How a text is rendered (SPEC of dbt's environments).
    public enum Mode: Sendable {
        /// To text; names that do not exist fail when used.
        case text
        /// To text while a project is parsed: names that do not exist are forgiven.
        case parse
        /// To a value: the strings of YAML files.
        case native
    }

    /// The file the text stands in.
    public let file: SourceFile
    /// How the text is rendered.
    public let mode: Mode
    /// The text itself where it has no tags at all, and is returned unchanged.
    let plainText: String?
    let text: TemplateText
    let statements: [Statement]
    private let compiled = Mutex<Program?>(nil)

    /// Parses a file, or the part of it that lies in `range` (bytes). Throws syntax errors, with Jinja's message and line.
    public init(_ file: SourceFile, in range: Range<Int>? = nil, mode: Mode = .text) throws {
        self.file = file
        self.mode = mode
        let whole = 0..<file.bytes.count
        let range = (range ?? whole).clamped(to: whole)
        if !file.bytes[range].hasTemplateDelimiters, mode != .native || file.bytes[range].keepsItsLines {
            plainText = String(decoding: file.bytes[range], as: UTF8.self)
            text = TemplateText(file, range.lowerBound..<range.lowerBound)
            statements = []
            return
        }
        plainText = nil
        text = TemplateText(file, range)
        statements = try Parser.parse(text)
    }

    /// Parses a string that stands in no file: `--inline`, hooks, values of YAML files. `path` is what messages call it.
    public convenience init(_ text: String, path: String = "<template>", mode: Mode = .text) throws {
        try self.init(SourceFile(path: path, text: text), mode: mode)
    }

    /// The executable form. Throws the syntax errors that only show when the whole text is compiled.
    func program() throws -> Program {
        try compiled.withLock { program in
            if let program { return program }
            let made = try Program(text, statements, mode: mode)
            program = made
            return made
        }
    }

    /// Compiles now what is otherwise compiled when first rendered. Throws the syntax errors that only show then.
    public func prepare() throws { if plainText == nil { _ = try program() } }

    /// Whether the text has no tags at all.
    public var isPlain: Bool { plainText != nil }
}

extension ArraySlice<UInt8> {
    /// Whether a template of this text prints it unchanged: its line breaks are `\n`, and it does not end in one.
    fileprivate var keepsItsLines: Bool { last != UInt8(ascii: "\n") && !contains(UInt8(ascii: "\r")) }

    /// Whether one of `{{ {% {# }} %} #}` occurs: what makes dbt ask Jinja at all.
    var hasTemplateDelimiters: Bool {
        withUnsafeBufferPointer { bytes in
            guard bytes.count > 1 else { return false }
            for index in 1..<bytes.count {
                let byte = bytes[index]
                if byte == UInt8(ascii: "}") {
                    let before = bytes[index - 1]
                    if before == UInt8(ascii: "}") || before == UInt8(ascii: "%") || before == UInt8(ascii: "#") { return true }
                } else if bytes[index - 1] == UInt8(ascii: "{") {
                    if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "#") { return true }
                }
            }
            return false
        }
    }
}
