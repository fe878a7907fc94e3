/// Escapes and sets of the pattern language.
extension RegexParser {
    /// What an escape outside a set stands for; `start` is where its backslash is.
    mutating func escape(_ start: Int, _ flags: RegexFlags) throws -> RegexNode {
        guard let letter = next else { throw error("bad escape (end of pattern)", at: start) }
        position += 1
        let isASCII = flags.contains(.ascii)
        switch letter {
        case "A": return .assertion(.textStart)
        case "Z": return .assertion(.textEnd)
        case "b": return .assertion(.wordBoundary(isASCII: isASCII))
        case "B": return .assertion(.notWordBoundary(isASCII: isASCII))
        case "1"..."9": return try reference(letter, start, flags)
        default: break
        }
        if let one = Self.characterClass(letter, isASCII: isASCII) {
            return .set(RegexSet(ranges: [], classes: [one], isNegated: false, folding: .exact))
        }
        return .character(flags.folding.key(try literal(letter, start, inSet: false)), flags.folding)
    }

    /// `\d \D \s \S \w \W`, or nil.
    static func characterClass(_ letter: Unicode.Scalar, isASCII: Bool) -> RegexClass? {
        switch letter {
        case "d": RegexClass(kind: .digit, isNegated: false, isASCII: isASCII)
        case "D": RegexClass(kind: .digit, isNegated: true, isASCII: isASCII)
        case "s": RegexClass(kind: .space, isNegated: false, isASCII: isASCII)
        case "S": RegexClass(kind: .space, isNegated: true, isASCII: isASCII)
        case "w": RegexClass(kind: .word, isNegated: false, isASCII: isASCII)
        case "W": RegexClass(kind: .word, isNegated: true, isASCII: isASCII)
        default: nil
        }
    }

    /// The character an escape stands for; the letter behind the backslash is read already.
    private mutating func literal(_ letter: Unicode.Scalar, _ start: Int, inSet: Bool) throws -> UInt32 {
        switch letter {
        case "a": return 7
        case "b" where inSet: return 8
        case "f": return 12
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "v": return 11
        case "x": return try hexadecimal(2, start)
        case "u": return try hexadecimal(4, start)
        case "U": return try hexadecimal(8, start)
        case "N": return try named(start)
        case "0": return try octal(letter, start)
        case "1"..."7" where inSet: return try octal(letter, start)
        default:
            if CharacterClass.isASCIILetter(letter) || CharacterClass.isASCIIDigit(letter) { throw badEscape(start) }
            return letter.value
        }
    }

    private func badEscape(_ start: Int) -> JinjaError {
        error("bad escape \(TextSplitting.string(pattern[start..<position]))", at: start)
    }

    private mutating func hexadecimal(_ width: Int, _ start: Int) throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<width {
            guard let digit = next.flatMap(Self.hexadecimalDigit) else {
                throw error("incomplete escape \(TextSplitting.string(pattern[start..<position]))", at: start)
            }
            value = value << 4 | digit
            position += 1
        }
        if Unicode.Scalar(value) == nil, value > 0x10FFFF { throw badEscape(start) }
        return value
    }

    private mutating func named(_ start: Int) throws -> UInt32 {
        guard take("{") else { throw error("missing {") }
        let nameStart = position
        while let scalar = next, scalar != "}" { position += 1 }
        let name = TextSplitting.string(pattern[nameStart..<position])
        guard take("}") else { throw error("missing }, unterminated name", at: nameStart) }
        guard let scalar = StringEscapes.scalar(named: TextCase.upper(name)) else {
            throw error("undefined character name \(TextRepr.repr(name))", at: start)
        }
        return scalar.value
    }

    private static func hexadecimalDigit(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar.value {
        case 0x30...0x39: scalar.value - 0x30
        case 0x41...0x46: scalar.value - 0x37
        case 0x61...0x66: scalar.value - 0x57
        default: nil
        }
    }

    private mutating func octal(_ first: Unicode.Scalar, _ start: Int) throws -> UInt32 {
        var value = first.value - 0x30
        var digits = 1
        while digits < 3, let scalar = next, (0x30...0x37).contains(scalar.value) {
            value = value * 8 + scalar.value - 0x30
            digits += 1
            position += 1
        }
        if value > 0o377 {
            let shown = TextSplitting.string(pattern[start..<position])
            throw error("octal escape value \(shown) outside of range 0-0o377", at: start)
        }
        return value
    }

    private mutating func reference(_ first: Unicode.Scalar, _ start: Int, _ flags: RegexFlags) throws -> RegexNode {
        var group = Int(first.value) - 0x30
        if let second = next, CharacterClass.isASCIIDigit(second) {
            if position + 1 < pattern.count, Self.areOctal(first, second, pattern[position + 1]) {
                return .character(flags.folding.key(try octal(first, start)), flags.folding)
            }
            group = group * 10 + Int(second.value) - 0x30
            position += 1
        }
        guard group <= groupCount else { throw error("invalid group reference \(group)", at: start + 1) }
        if openGroups.contains(group) { throw error("cannot refer to an open group", at: start) }
        return .backreference(group, flags.folding)
    }

    private static func areOctal(_ scalars: Unicode.Scalar...) -> Bool {
        scalars.allSatisfy { (0x30...0x37).contains($0.value) }
    }

    // MARK: sets

    private enum SetItem {
        case code(UInt32)
        case one(RegexClass)
    }

    /// The set behind an open bracket.
    mutating func set(_ start: Int, _ flags: RegexFlags) throws -> RegexNode {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var classes: [RegexClass] = []
        func add(_ item: SetItem) {
            switch item {
            case .code(let code): ranges.append(code...code)
            case .one(let one): classes.append(one)
            }
        }
        while true {
            let itemStart = position
            guard let scalar = next else { throw error("unterminated character set", at: start) }
            position += 1
            if scalar == "]", !(ranges.isEmpty && classes.isEmpty) { break }
            let item = try setItem(scalar, itemStart, flags)
            guard take("-") else {
                add(item)
                continue
            }
            guard let last = next else { throw error("unterminated character set", at: start) }
            let lastStart = position
            position += 1
            if last == "]" {
                add(item)
                add(.code(0x2D))
                break
            }
            guard case .code(let low) = item, case .code(let high) = try setItem(last, lastStart, flags), low <= high else {
                throw error("bad character range \(TextSplitting.string(pattern[itemStart..<position]))", at: itemStart)
            }
            ranges.append(low...high)
        }
        return .set(RegexSet(ranges: ranges, classes: classes, isNegated: isNegated, folding: flags.folding))
    }

    private mutating func setItem(_ scalar: Unicode.Scalar, _ start: Int, _ flags: RegexFlags) throws -> SetItem {
        guard scalar == "\\" else { return .code(scalar.value) }
        guard let letter = next else { throw error("bad escape (end of pattern)", at: start) }
        position += 1
        if let one = Self.characterClass(letter, isASCII: flags.contains(.ascii)) { return .one(one) }
        return .code(try literal(letter, start, inSet: true))
    }
}
