/// Reads Python's regular expression syntax into a tree.
struct RegexParser {
    /// How deep groups may nest; deeper patterns are refused so that no native stack overflows.
    static let deepestNesting = 100
    /// The `max` of a repetition without an upper bound.
    static let unbounded = Int(UInt32.max)

    let pattern: [Unicode.Scalar]
    var position = 0
    var flags: RegexFlags
    var groupCount = 0
    var groupNames: [(name: String, index: Int)] = []
    var openGroups: Set<Int> = []
    var groupWidths: [Int: Int?] = [:]
    var depth = 0
    /// References to groups of conditionals, checked at the end: group → position.
    var conditionalGroups: [(group: Int, position: Int)] = []

    /// Reads a whole pattern. Throws Python's `re.error` (kind value).
    static func parse(_ text: String, _ flags: RegexFlags) throws -> (node: RegexNode, parser: RegexParser) {
        if flags.contains(.ascii), flags.contains(.unicode) {
            throw JinjaError(.value, "ASCII and UNICODE flags are incompatible")
        }
        if flags.contains(.locale) { throw JinjaError(.value, "cannot use LOCALE flag with a str pattern") }
        let scalars = Array(text.unicodeScalars)
        try TextLimit.check(scalars.count, times: 64)
        var parser = RegexParser(pattern: scalars, flags: flags)
        let node = try parser.alternatives(flags)
        if parser.position < scalars.count { throw parser.error("unbalanced parenthesis") }
        for reference in parser.conditionalGroups where reference.group > parser.groupCount {
            throw parser.error("invalid group reference \(reference.group)", at: reference.position)
        }
        if !parser.flags.contains(.ascii) { parser.flags.insert(.unicode) }
        return (node, parser)
    }

    init(pattern: [Unicode.Scalar], flags: RegexFlags) {
        self.pattern = pattern
        self.flags = flags
    }

    // MARK: reading characters

    var next: Unicode.Scalar? { position < pattern.count ? pattern[position] : nil }

    mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard next == wanted else { return false }
        position += 1
        return true
    }

    /// An error at the current position, or at a given one.
    func error(_ message: String, at place: Int? = nil) -> JinjaError {
        let place = max(0, place ?? position)
        let before = pattern.prefix(place)
        var text = "\(message) at position \(place)"
        if pattern.contains("\n") {
            let line = before.count { $0 == "\n" } + 1
            let column = place - (before.lastIndex(of: "\n") ?? -1)
            text += " (line \(line), column \(column))"
        }
        return JinjaError(.value, text)
    }

    // MARK: grammar

    mutating func alternatives(_ flags: RegexFlags) throws -> RegexNode {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.deepestNesting { throw JinjaError(.recursion, "maximum recursion depth exceeded") }
        var flags = flags
        var options = [try sequence(&flags, isFirst: depth == 1)]
        while take("|") { options.append(try sequence(&flags, isFirst: false)) }
        return options.count == 1 ? options[0] : .alternatives(options)
    }

    private mutating func sequence(_ flags: inout RegexFlags, isFirst: Bool) throws -> RegexNode {
        var parts: [RegexNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if flags.contains(.verbose) {
                if skipVerbose(scalar) { continue }
            }
            let start = position
            position += 1
            if Self.startsRepetition(scalar), let repeated = try repetition(scalar, start, parts.last) {
                parts[parts.count - 1] = repeated
                continue
            }
            if scalar == "(" {
                if let node = try group(start, &flags, isFirst: isFirst && parts.isEmpty) { parts.append(node) }
            } else {
                parts.append(try atom(scalar, start, flags))
            }
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func skipVerbose(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\t", "\n", "\r", "\u{0B}", "\u{0C}":
            position += 1
            return true
        case "#":
            while let scalar = next {
                position += 1
                if scalar == "\n" { break }
            }
            return true
        default: return false
        }
    }

    private static func startsRepetition(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "*" || scalar == "+" || scalar == "?" || scalar == "{"
    }

    /// The repetition of the last part; nil where a brace is an ordinary character.
    private mutating func repetition(_ scalar: Unicode.Scalar, _ start: Int, _ last: RegexNode?) throws -> RegexNode? {
        var least = 0
        var most = Self.unbounded
        switch scalar {
        case "*": break
        case "+": least = 1
        case "?": most = 1
        default:
            guard let bounds = try bounds(start) else { return nil }
            (least, most) = bounds
        }
        guard let item = last, !Self.isPlace(item) else { throw error("nothing to repeat", at: start) }
        if case .repeated = item { throw error("multiple repeat", at: start) }
        var kind = RegexRepetition.greedy
        if take("?") { kind = .lazy } else if take("+") { kind = .possessive }
        return .repeated(item, least: least, most: most, kind)
    }

    private static func isPlace(_ node: RegexNode) -> Bool {
        if case .assertion = node { return true }
        return false
    }

    /// `{m}`, `{m,}`, `{,n}`, `{m,n}` behind an open brace; nil (and no progress) where the brace is ordinary text.
    private mutating func bounds(_ start: Int) throws -> (Int, Int)? {
        if next == "}" { return nil }
        let low = digits()
        var high = low
        let hasComma = take(",")
        if hasComma { high = digits() }
        guard take("}") else {
            position = start + 1
            return nil
        }
        let least = try low.isEmpty ? 0 : count(low)
        let most = try high.isEmpty ? Self.unbounded : count(high)
        if most < least { throw error("min repeat greater than max repeat", at: start) }
        return (least, most)
    }

    private mutating func digits() -> [Unicode.Scalar] {
        var digits: [Unicode.Scalar] = []
        while let scalar = next, CharacterClass.isASCIIDigit(scalar) {
            digits.append(scalar)
            position += 1
        }
        return digits
    }

    private func count(_ digits: [Unicode.Scalar]) throws -> Int {
        guard let value = Int(TextSplitting.string(digits)), value < Self.unbounded else {
            throw JinjaError(.overflow, "the repetition number is too large")
        }
        return value
    }

    private mutating func atom(_ scalar: Unicode.Scalar, _ start: Int, _ flags: RegexFlags) throws -> RegexNode {
        switch scalar {
        case ".": return .any(includingNewline: flags.contains(.dotAll))
        case "^": return .assertion(flags.contains(.multiline) ? .lineStart : .textStart)
        case "$": return .assertion(flags.contains(.multiline) ? .lineEnd : .endOrLastNewline)
        case "[": return try set(start, flags)
        case "\\": return try escape(start, flags)
        default: return .character(flags.folding.key(scalar.value), flags.folding)
        }
    }
}
