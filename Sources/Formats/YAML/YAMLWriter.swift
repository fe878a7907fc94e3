/// Writes values as YAML, byte for byte as Python's `yaml.safe_dump` does: block style, ASCII only, lines folded behind column 80.
public enum YAMLWriter {
    /// The text of a value, ending in a line break.
    ///
    /// - Parameters:
    ///   - value: The value; dates and timestamps are written plain, other text is quoted where it would be read as something else.
    ///   - sortKeys: Whether mappings are written in the order of their keys instead of their own (dbt's `toyaml` keeps their own).
    ///   - indentsLists: Whether a list under a key is indented, as in the files that `deps` writes.
    public static func dump(_ value: ConfigValue, sortKeys: Bool = false, indentsLists: Bool = false) -> String {
        var emitter = YAMLEmitter(sortKeys: sortKeys, indentsLists: indentsLists)
        emitter.writeDocument(value)
        return String(decoding: emitter.output, as: UTF8.self)
    }
}

/// The state of a text that is being written: where the line stands and how far it is indented.
struct YAMLEmitter {
    private(set) var output: [UInt8] = []
    /// Code points since the start of the line.
    var column = 0
    /// Whether the last character leaves room for the next token.
    var afterSpace = true
    /// Whether only indentation and indicators stand on the line so far.
    var afterIndent = true
    /// The indentation of what is written now; nil at the top.
    var indent: Int?
    /// Whether the text must be closed with `...`: its end could be taken for more.
    private var isOpenEnded = false
    private let sortKeys: Bool
    private let indentsLists: Bool

    static let width = 80
    private static let step = 2

    init(sortKeys: Bool, indentsLists: Bool = false) {
        self.sortKeys = sortKeys
        self.indentsLists = indentsLists
    }

    /// Where a node stands, which decides how it is written.
    enum Position {
        case root, element, value, key
    }

    /// Writes a whole document.
    mutating func writeDocument(_ value: ConfigValue) {
        write(value, .root)
        writeIndent()
        if isOpenEnded {
            writeIndicator("...", needsSpace: true)
            writeIndent()
        }
    }

    private mutating func write(_ value: ConfigValue, _ position: Position) {
        switch value.kind {
        case .list(let elements):
            if elements.isEmpty { writeEmpty("[", "]") } else { writeList(elements, position) }
        case .map(let map):
            if map.isEmpty { writeEmpty("{", "}") } else { writeMap(map) }
        default:
            let outer = indent
            indent = (indent ?? 0) + Self.step
            writeScalar(YAMLScalarText(value), position)
            indent = outer
        }
    }

    private mutating func writeEmpty(_ opening: String, _ closing: String) {
        writeIndicator(opening, needsSpace: true, leavesSpace: true)
        writeIndicator(closing, needsSpace: false)
    }

    private mutating func writeList(_ elements: [ConfigValue], _ position: Position) {
        let outer = indent
        // A list under a key starts in the key's own column.
        if position != .value || afterIndent || indentsLists { indent = outer.map { $0 + Self.step } ?? 0 }
        for element in elements {
            writeIndent()
            writeIndicator("-", needsSpace: true, keepsIndent: true)
            write(element, .element)
        }
        indent = outer
    }

    private mutating func writeMap(_ map: ConfigMap) {
        let outer = indent
        indent = outer.map { $0 + Self.step } ?? 0
        let entries = sortKeys ? map.entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } : map.entries
        for entry in entries {
            writeIndent()
            let key = YAMLScalarText(entry.key)
            if key.isSimpleKey {
                write(entry.key, .key)
                writeIndicator(":", needsSpace: false)
            } else {
                writeIndicator("?", needsSpace: true, keepsIndent: true)
                write(entry.key, .value)
                writeIndent()
                writeIndicator(":", needsSpace: true, keepsIndent: true)
            }
            write(entry.value, .value)
        }
        indent = outer
    }

    private mutating func writeScalar(_ scalar: YAMLScalarText, _ position: Position) {
        let folds = position != .key
        switch scalar.style(asKey: position == .key) {
        case .plain:
            if position == .root { isOpenEnded = true }
            writePlain(scalar.characters, folds: folds)
        case .single: writeSingleQuoted(scalar.characters, folds: folds)
        case .double: writeDoubleQuoted(scalar.characters, folds: folds)
        }
    }

    // MARK: Tokens

    mutating func writeIndicator(_ text: String, needsSpace: Bool, leavesSpace: Bool = false, keepsIndent: Bool = false) {
        if needsSpace, !afterSpace { append(" ") }
        append(text)
        afterSpace = leavesSpace
        afterIndent = afterIndent && keepsIndent
        isOpenEnded = false
    }

    /// Moves to the indentation, on a new line unless the line is still empty up to it.
    mutating func writeIndent() {
        let target = indent ?? 0
        if !afterIndent || column > target || (column == target && !afterSpace) { writeLineBreak() }
        if column < target {
            append(String(repeating: " ", count: target - column))
            afterSpace = true
        }
    }

    mutating func writeLineBreak() {
        output.append(UInt8(ascii: "\n"))
        column = 0
        afterSpace = true
        afterIndent = true
    }

    mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
        column += text.unicodeScalars.count
    }

    mutating func append(_ characters: ArraySlice<Unicode.Scalar>) {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: characters)
        append(String(text))
    }
}
