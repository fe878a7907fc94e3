/// A scalar that is to be written: its text and which styles can carry it, by PyYAML's rules.
struct YAMLScalarText {
    /// How a scalar can be written.
    enum Style {
        case plain, single, double
    }

    let characters: [Unicode.Scalar]
    private let isPlainMeaning: Bool
    private let tagLength: Int
    private var allowsPlain = true
    private var allowsSingle = true
    private var isMultiline = false

    init(_ value: ConfigValue) {
        let (text, type) = Self.text(of: value)
        characters = Array(text.unicodeScalars)
        isPlainMeaning = YAMLScalarType.resolve(text) == type
        tagLength = 2 + type.rawValue.count
        analyze()
    }

    private static func text(of value: ConfigValue) -> (String, YAMLScalarType) {
        switch value.kind {
        case .null, .list, .map: return ("null", .null)
        case .bool(let value): return (value ? "true" : "false", .bool)
        case .int(let value): return (String(value), .int)
        case .bigInteger(let digits): return (digits, .int)
        case .float(let value): return (float(value), .float)
        case .string(let text): return (text, .str)
        case .date(let text): return (text, .timestamp)
        case .timestamp(let text): return (text.replacing("T", with: " "), .timestamp)
        }
    }

    private static func float(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        let text = FloatText.repr(value)
        // YAML 1.1 floats need a point before the exponent.
        guard let mark = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return text[..<mark] + ".0" + text[mark...]
    }

    /// Whether the text can stand before a colon without `?`.
    var isSimpleKey: Bool { tagLength + characters.count < 128 && !characters.isEmpty && !isMultiline }

    /// The style the scalar is written in.
    func style(asKey: Bool) -> Style {
        let blocked = asKey && (characters.isEmpty || isMultiline)
        if isPlainMeaning, allowsPlain, !blocked { return .plain }
        if allowsSingle, !(asKey && isMultiline) { return .single }
        return .double
    }

    // MARK: Analysis

    private mutating func analyze() {
        guard let first = characters.first else { return }
        if startsDocumentMark || "#,[]{}&*!|>'\"%@`".unicodeScalars.contains(first) { allowsPlain = false }
        for index in characters.indices {
            let character = characters[index]
            checkIndicator(character, at: index)
            checkSpecial(character)
            checkSpace(character, at: index)
        }
        if isMultiline { allowsPlain = false }
    }

    private var startsDocumentMark: Bool {
        let start = characters.prefix(3)
        return start.count == 3 && (start.allSatisfy { $0 == "-" } || start.allSatisfy { $0 == "." })
    }

    private mutating func checkIndicator(_ character: Unicode.Scalar, at index: Int) {
        let isFollowed = index + 1 < characters.count && !Self.isSpace(characters[index + 1])
        switch character {
        case ":" where !isFollowed: allowsPlain = false
        case "?" where index == 0 && !isFollowed, "-" where index == 0 && !isFollowed: allowsPlain = false
        case "#" where index > 0 && Self.isSpace(characters[index - 1]): allowsPlain = false
        default: break
        }
    }

    private mutating func checkSpecial(_ character: Unicode.Scalar) {
        if Self.isBreak(character) { isMultiline = true }
        if character != "\n", !(" "..."~").contains(character) {
            allowsPlain = false
            allowsSingle = false
        }
    }

    private mutating func checkSpace(_ character: Unicode.Scalar, at index: Int) {
        let isEdge = index == 0 || index == characters.count - 1
        if isEdge, character == " " || Self.isBreak(character) { allowsPlain = false }
        guard index > 0 else { return }
        let before = characters[index - 1]
        let breakThenSpace = Self.isBreak(before) && character == " "
        let spaceThenBreak = before == " " && Self.isBreak(character)
        if breakThenSpace || spaceThenBreak {
            allowsPlain = false
            allowsSingle = false
        }
    }

    static func isBreak(_ character: Unicode.Scalar) -> Bool {
        character == "\n" || character == "\u{85}" || character == "\u{2028}" || character == "\u{2029}"
    }

    private static func isSpace(_ character: Unicode.Scalar) -> Bool {
        character == "\0" || character == " " || character == "\t" || character == "\r" || isBreak(character)
    }
}
