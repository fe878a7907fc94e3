/// The replacement text of `sub`: literal text, `\1`, `\g<1>`, `\g<name>` and escapes.
struct RegexTemplate {
    private enum Piece {
        case text(String)
        case group(Int)
    }

    private var pieces: [Piece] = []
    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// Reads a template. Throws Python's `re.error` for unknown groups and escapes.
    init(_ text: String, _ program: RegexProgram) throws {
        scalars = Array(text.unicodeScalars)
        var literal = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            guard scalar == "\\" else {
                literal.append(scalar)
                continue
            }
            let start = position - 1
            guard position < scalars.count else { throw Self.error("bad escape (end of pattern)", start) }
            let letter = scalars[position]
            position += 1
            if let group = try group(letter, start, program, &literal) {
                if !literal.isEmpty { pieces.append(.text(String(literal))) }
                literal = String.UnicodeScalarView()
                pieces.append(.group(group))
            }
        }
        if !literal.isEmpty { pieces.append(.text(String(literal))) }
    }

    /// The replacement for one match; a group that took no part is empty.
    func expand(_ subject: RegexSubject, _ registers: [Int]) -> String {
        var out = ""
        for piece in pieces {
            switch piece {
            case .text(let text): out += text
            case .group(let index): out += subject.group(index, registers) ?? ""
            }
        }
        return out
    }

    private static func error(_ message: String, _ place: Int) -> JinjaError { JinjaError(.value, "\(message) at position \(place)") }

    /// The group an escape names; nil where it is a character, which is added to the literal.
    private mutating func group(
        _ letter: Unicode.Scalar, _ start: Int, _ program: RegexProgram, _ literal: inout String.UnicodeScalarView
    ) throws -> Int? {
        switch letter {
        case "g": return try named(start, program)
        case "0":
            literal.append(octal("0", most: 3))
            return nil
        case "1"..."9": return try numbered(letter, start, program, &literal)
        case "a": literal.append("\u{07}")
        case "b": literal.append("\u{08}")
        case "f": literal.append("\u{0C}")
        case "n": literal.append("\n")
        case "r": literal.append("\r")
        case "t": literal.append("\t")
        case "v": literal.append("\u{0B}")
        case "\\": literal.append("\\")
        default:
            if CharacterClass.isASCIILetter(letter) { throw Self.error("bad escape \\\(letter)", start) }
            literal.append("\\")
            literal.append(letter)
        }
        return nil
    }

    private mutating func octal(_ first: Unicode.Scalar, most: Int) -> Unicode.Scalar {
        var value = first.value - 0x30
        var digits = 1
        while digits < most, position < scalars.count, (0x30...0x37).contains(scalars[position].value) {
            value = value * 8 + scalars[position].value - 0x30
            position += 1
            digits += 1
        }
        return Unicode.Scalar(value & 0xFF) ?? "?"
    }

    private mutating func numbered(
        _ first: Unicode.Scalar, _ start: Int, _ program: RegexProgram, _ literal: inout String.UnicodeScalarView
    ) throws -> Int? {
        var index = Int(first.value) - 0x30
        if position < scalars.count, CharacterClass.isASCIIDigit(scalars[position]) {
            let second = scalars[position]
            if position + 1 < scalars.count, [first, second, scalars[position + 1]].allSatisfy({ (0x30...0x37).contains($0.value) }) {
                let value = index * 64 + (Int(second.value) - 0x30) * 8 + Int(scalars[position + 1].value) - 0x30
                position += 2
                if value > 0o377 {
                    let shown = TextSplitting.string(scalars[start..<position])
                    throw Self.error("octal escape value \(shown) outside of range 0-0o377", start)
                }
                literal.append(Unicode.Scalar(UInt8(truncatingIfNeeded: value)))
                return nil
            }
            index = index * 10 + Int(second.value) - 0x30
            position += 1
        }
        guard index <= program.groupCount else { throw Self.error("invalid group reference \(index)", start + 1) }
        return index
    }

    private mutating func named(_ start: Int, _ program: RegexProgram) throws -> Int {
        guard position < scalars.count, scalars[position] == "<" else { throw Self.error("missing <", position) }
        position += 1
        let nameStart = position
        while position < scalars.count, scalars[position] != ">" { position += 1 }
        let name = TextSplitting.string(scalars[nameStart..<position])
        guard position < scalars.count else {
            throw Self.error(name.isEmpty ? "missing group name" : "missing >, unterminated name", nameStart)
        }
        position += 1
        if name.isEmpty { throw Self.error("missing group name", nameStart) }
        if RegexParser.isName(name) {
            guard let index = program.group(named: name) else {
                throw JinjaError(.index, "unknown group name \(TextRepr.repr(name))")
            }
            return index
        }
        guard let index = Int(name), index >= 0 else {
            throw Self.error("bad character in group name \(TextRepr.repr(name))", nameStart)
        }
        guard index <= program.groupCount else { throw Self.error("invalid group reference \(index)", nameStart) }
        return index
    }
}
