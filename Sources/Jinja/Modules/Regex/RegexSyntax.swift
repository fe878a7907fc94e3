/// The flags of Python's `re`, with its numbers.
struct RegexFlags: OptionSet, Sendable, Hashable {
    let rawValue: Int

    /// `re.I`: letters match whatever their case.
    static let ignoreCase = RegexFlags(rawValue: 2)
    /// `re.L`; only for bytes in Python.
    static let locale = RegexFlags(rawValue: 4)
    /// `re.M`: `^` and `$` match at every line.
    static let multiline = RegexFlags(rawValue: 8)
    /// `re.S`: the dot matches a newline too.
    static let dotAll = RegexFlags(rawValue: 16)
    /// `re.U`: the default for text.
    static let unicode = RegexFlags(rawValue: 32)
    /// `re.X`: blanks and comments in the pattern are ignored.
    static let verbose = RegexFlags(rawValue: 64)
    /// `re.A`: `\w`, `\d`, `\s`, `\b` know ASCII alone.
    static let ascii = RegexFlags(rawValue: 256)

    /// How characters are compared under these flags.
    var folding: RegexFolding {
        guard contains(.ignoreCase) else { return .exact }
        return contains(.ascii) ? .ascii : .unicode
    }
}

/// How two characters are compared.
enum RegexFolding: Sendable {
    case exact, ascii, unicode

    /// The representative of all characters that match each other.
    func key(_ code: UInt32) -> UInt32 {
        switch self {
        case .exact: return code
        case .ascii: return (0x41...0x5A).contains(code) ? code + 32 : code
        case .unicode:
            if code < 0x80 { return (0x41...0x5A).contains(code) ? code + 32 : code }
            if code == 0x130 || code == 0x131 { return 0x69 }
            return Self.lower(Self.upper(code))
        }
    }

    /// All spellings of a character to try against a set.
    func spellings(_ code: UInt32) -> [UInt32] {
        switch self {
        case .exact: return [code]
        case .ascii:
            if (0x41...0x5A).contains(code) { return [code, code + 32] }
            return (0x61...0x7A).contains(code) ? [code, code - 32] : [code]
        case .unicode: return [code, Self.lower(code), Self.upper(code), key(code)]
        }
    }

    private static func lower(_ code: UInt32) -> UInt32 { single(code) { $0.lowercaseMapping } }

    private static func upper(_ code: UInt32) -> UInt32 { single(code) { $0.uppercaseMapping } }

    private static func single(_ code: UInt32, _ mapping: (Unicode.Scalar.Properties) -> String) -> UInt32 {
        guard let scalar = Unicode.Scalar(code) else { return code }
        var mapped = mapping(scalar.properties).unicodeScalars.makeIterator()
        guard let first = mapped.next(), mapped.next() == nil else { return code }
        return first.value
    }
}

/// `\d`, `\s`, `\w` and their opposites.
struct RegexClass: Sendable {
    /// Which class.
    enum Kind: Sendable { case digit, space, word }

    let kind: Kind
    let isNegated: Bool
    let isASCII: Bool

    /// Whether a character belongs to the class.
    func contains(_ code: UInt32) -> Bool { matches(code) != isNegated }

    private func matches(_ code: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(code) else { return false }
        switch kind {
        case .digit: return isASCII ? CharacterClass.isASCIIDigit(scalar) : CharacterClass.isDecimal(scalar)
        case .space: return isASCII ? code == 0x20 || (0x09...0x0D).contains(code) : CharacterClass.isSpace(scalar)
        case .word: return Self.isWord(code, isASCII: isASCII)
        }
    }

    /// Whether `\w` matches.
    static func isWord(_ code: UInt32, isASCII: Bool) -> Bool {
        guard let scalar = Unicode.Scalar(code) else { return false }
        if code == 0x5F { return true }
        if code < 0x80 { return CharacterClass.isASCIILetter(scalar) || CharacterClass.isASCIIDigit(scalar) }
        return !isASCII && CharacterClass.isAlphanumeric(scalar)
    }
}

/// A set of characters: `[…]` or a class alone.
struct RegexSet: Sendable {
    private let ranges: [ClosedRange<UInt32>]
    private let classes: [RegexClass]
    private let isNegated: Bool
    private let folding: RegexFolding
    /// One bit per ASCII character, worked out once.
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// A set of ranges and classes, perhaps negated.
    init(ranges: [ClosedRange<UInt32>], classes: [RegexClass], isNegated: Bool, folding: RegexFolding) {
        self.ranges = ranges
        self.classes = classes
        self.isNegated = isNegated
        self.folding = folding
        for code in UInt32(0)..<128 where slowContains(code) {
            if code < 64 { low |= 1 << UInt64(code) } else { high |= 1 << UInt64(code - 64) }
        }
    }

    /// Whether a character matches.
    func contains(_ code: UInt32) -> Bool {
        if code < 64 { return low >> UInt64(code) & 1 == 1 }
        if code < 128 { return high >> UInt64(code - 64) & 1 == 1 }
        return slowContains(code)
    }

    private func slowContains(_ code: UInt32) -> Bool {
        for spelling in folding.spellings(code) {
            for range in ranges where range.contains(spelling) { return !isNegated }
            for one in classes where one.contains(spelling) { return !isNegated }
        }
        return isNegated
    }
}

/// A place in the text that a pattern can ask for.
enum RegexAssertion: Sendable {
    /// `^`, `\A`, `$`, `\Z`, `\b`, `\B` in their kinds.
    case textStart, lineStart, textEnd, lineEnd, endOrLastNewline
    case wordBoundary(isASCII: Bool), notWordBoundary(isASCII: Bool)
}

/// How a repetition goes about it.
enum RegexRepetition: Sendable { case greedy, lazy, possessive }

/// A pattern as a tree.
indirect enum RegexNode {
    case character(UInt32, RegexFolding)
    case any(includingNewline: Bool)
    case set(RegexSet)
    case sequence([RegexNode])
    case alternatives([RegexNode])
    case capture(Int, RegexNode)
    case repeated(RegexNode, least: Int, most: Int, RegexRepetition)
    case atomic(RegexNode)
    case look(RegexNode, isAhead: Bool, isNegated: Bool)
    case backreference(Int, RegexFolding)
    case conditional(Int, RegexNode, RegexNode)
    case assertion(RegexAssertion)

    /// Nothing at all.
    static var empty: RegexNode { .sequence([]) }

    /// The width in characters where it is fixed; nil where it is not. Used by look-behind.
    func fixedWidth(_ groupWidths: [Int: Int?]) -> Int? {
        switch self {
        case .character, .any, .set: return 1
        case .sequence(let parts):
            var total = 0
            for part in parts {
                guard let width = part.fixedWidth(groupWidths) else { return nil }
                total = total.addingReportingOverflow(width).partialValue
            }
            return total
        case .alternatives(let options):
            guard let first = options.first?.fixedWidth(groupWidths) else { return nil }
            for option in options where option.fixedWidth(groupWidths) != first { return nil }
            return first
        case .capture(_, let node), .atomic(let node): return node.fixedWidth(groupWidths)
        case .repeated(let node, let least, let most, _):
            guard least == most, let width = node.fixedWidth(groupWidths) else { return nil }
            let (total, overflow) = width.multipliedReportingOverflow(by: least)
            return overflow ? nil : total
        case .look, .assertion: return 0
        case .backreference(let group, _): return groupWidths[group] ?? nil
        case .conditional(_, let yes, let no):
            guard let width = yes.fixedWidth(groupWidths), no.fixedWidth(groupWidths) == width else { return nil }
            return width
        }
    }
}
