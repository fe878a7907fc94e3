/// Groups and inline flags of the pattern language.
extension RegexParser {
    /// What stands behind an open parenthesis; nil where it leaves nothing (a comment, global flags).
    mutating func group(_ start: Int, _ flags: inout RegexFlags, isFirst: Bool) throws -> RegexNode? {
        guard take("?") else { return try capture(nil, start, flags) }
        guard let kind = next else { throw error("unexpected end of pattern") }
        position += 1
        switch kind {
        case "P": return try pythonExtension(start, flags)
        case ":": return .sequence([try body(start, flags)])
        case ">": return .atomic(try body(start, flags))
        case "#":
            while let scalar = next {
                position += 1
                if scalar == ")" { return nil }
            }
            throw error("missing ), unterminated comment", at: start)
        case "=": return .look(try body(start, flags), isAhead: true, isNegated: false)
        case "!": return .look(try body(start, flags), isAhead: true, isNegated: true)
        case "<": return try lookBehind(start, flags)
        case "(": return try conditional(start, flags)
        default:
            if kind == "-" || Self.flag(kind) != nil { return try inlineFlags(kind, start, &flags, isFirst: isFirst) }
            throw error("unknown extension ?\(kind)", at: start + 1)
        }
    }

    private mutating func body(_ start: Int, _ flags: RegexFlags) throws -> RegexNode {
        let node = try alternatives(flags)
        guard take(")") else { throw error("missing ), unterminated subpattern", at: start) }
        return node
    }

    private mutating func capture(_ name: String?, _ start: Int, _ flags: RegexFlags) throws -> RegexNode {
        groupCount += 1
        let index = groupCount
        if let name { groupNames.append((name, index)) }
        openGroups.insert(index)
        let node = try body(start, flags)
        openGroups.remove(index)
        groupWidths[index] = node.fixedWidth(groupWidths)
        return .capture(index, node)
    }

    private mutating func pythonExtension(_ start: Int, _ flags: RegexFlags) throws -> RegexNode {
        if take("<") {
            let nameStart = position
            let name = try name(until: ">")
            try checkName(name, nameStart)
            if let known = groupNames.first(where: { sameBytes($0.name, name) }) {
                let quoted = TextRepr.repr(name)
                throw error("redefinition of group name \(quoted) as group \(groupCount + 1); was group \(known.index)", at: nameStart)
            }
            return try capture(name, start, flags)
        }
        if take("=") {
            let nameStart = position
            let name = try name(until: ")")
            try checkName(name, nameStart)
            guard let group = groupNames.first(where: { sameBytes($0.name, name) }) else {
                throw error("unknown group name \(TextRepr.repr(name))", at: nameStart)
            }
            if openGroups.contains(group.index) { throw error("cannot refer to an open group", at: nameStart) }
            return .backreference(group.index, flags.folding)
        }
        guard let scalar = next else { throw error("unexpected end of pattern") }
        throw error("unknown extension ?P\(scalar)", at: start + 1)
    }

    private mutating func name(until end: Unicode.Scalar) throws -> String {
        let start = position
        while let scalar = next, scalar != end { position += 1 }
        let name = TextSplitting.string(pattern[start..<position])
        guard take(end) else {
            throw error(name.isEmpty ? "missing group name" : "missing \(end), unterminated name", at: start)
        }
        if name.isEmpty { throw error("missing group name", at: start) }
        return name
    }

    private func checkName(_ name: String, _ start: Int) throws {
        guard Self.isName(name) else { throw error("bad character in group name \(TextRepr.repr(name))", at: start) }
    }

    /// Whether a text is a Python identifier.
    static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, CharacterClass.isIdentifierStart(first) else { return false }
        return text.unicodeScalars.dropFirst().allSatisfy(CharacterClass.isIdentifierPart)
    }

    private mutating func lookBehind(_ start: Int, _ flags: RegexFlags) throws -> RegexNode {
        guard let kind = next else { throw error("unexpected end of pattern") }
        guard kind == "=" || kind == "!" else { throw error("unknown extension ?<\(kind)", at: start + 1) }
        position += 1
        let node = try body(start, flags)
        guard node.fixedWidth(groupWidths) != nil else { throw JinjaError(.value, "look-behind requires fixed-width pattern") }
        return .look(node, isAhead: false, isNegated: kind == "!")
    }

    private mutating func conditional(_ start: Int, _ flags: RegexFlags) throws -> RegexNode {
        let nameStart = position
        let name = try name(until: ")")
        let group: Int
        if Self.isName(name) {
            guard let known = groupNames.first(where: { sameBytes($0.name, name) }) else {
                throw error("unknown group name \(TextRepr.repr(name))", at: nameStart)
            }
            group = known.index
        } else {
            guard let number = Int(name), number >= 0 else {
                throw error("bad character in group name \(TextRepr.repr(name))", at: nameStart)
            }
            if number == 0 { throw error("bad group number", at: nameStart) }
            conditionalGroups.append((number, nameStart))
            group = number
        }
        let both = try alternatives(flags)
        guard take(")") else { throw error("missing ), unterminated subpattern", at: start) }
        guard case .alternatives(let options) = both else { return .conditional(group, both, .empty) }
        if options.count > 2 { throw error("conditional backref with more than two branches") }
        return .conditional(group, options[0], options[1])
    }

    // MARK: flags

    private static func flag(_ letter: Unicode.Scalar) -> RegexFlags? {
        switch letter {
        case "i": .ignoreCase
        case "L": .locale
        case "m": .multiline
        case "s": .dotAll
        case "x": .verbose
        case "a": .ascii
        case "u": .unicode
        default: nil
        }
    }

    private mutating func inlineFlags(
        _ first: Unicode.Scalar, _ start: Int, _ flags: inout RegexFlags, isFirst: Bool
    ) throws -> RegexNode? {
        var added: RegexFlags = []
        var removed: RegexFlags = []
        var letter = first
        while letter != "-", letter != ":", letter != ")" {
            guard let flag = Self.flag(letter) else {
                throw error(CharacterClass.isAlpha(letter) ? "unknown flag" : "missing -, : or )", at: position - 1)
            }
            if flag == .locale { throw error("bad inline flags: cannot use 'L' flag with a str pattern") }
            added.insert(flag)
            if added.contains(.ascii), added.contains(.unicode) {
                throw error("bad inline flags: flags 'a', 'u' and 'L' are incompatible")
            }
            guard let following = next else { throw error("missing -, : or )") }
            letter = following
            position += 1
        }
        if letter == ")" {
            if !isFirst { throw error("global flags not at the start of the expression", at: start) }
            self.flags.formUnion(added)
            flags.formUnion(added)
            return nil
        }
        if letter == "-" { removed = try removedFlags() }
        if !added.isDisjoint(with: removed) { throw error("bad inline flags: flag turned on and off", at: position - 1) }
        if added.contains(.unicode) { removed.insert(.ascii) }
        return .sequence([try body(start, flags.union(added).subtracting(removed))])
    }

    private mutating func removedFlags() throws -> RegexFlags {
        var removed: RegexFlags = []
        while true {
            guard let letter = next else { throw error(removed.isEmpty ? "missing flag" : "missing :") }
            if letter == ":", !removed.isEmpty {
                position += 1
                return removed
            }
            guard let flag = Self.flag(letter) else {
                throw error(CharacterClass.isAlpha(letter) ? "unknown flag" : (removed.isEmpty ? "missing flag" : "missing :"))
            }
            position += 1
            if flag == .ascii || flag == .unicode || flag == .locale {
                throw error("bad inline flags: cannot turn off flags 'a', 'u' and 'L'")
            }
            removed.insert(flag)
        }
    }

    private func sameBytes(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
