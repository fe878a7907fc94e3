/// Python's `pprint.pformat`: a `repr` that breaks containers over lines when it is wider than 80 characters, with sorted dicts.
struct PrettyText {
    private let width = 80
    private var out = ""

    /// The pretty form of a value.
    static func format(_ value: Value) throws -> String {
        var pretty = PrettyText()
        try pretty.write(value, indent: 0, allowance: 0, level: 0)
        return pretty.out
    }

    private mutating func write(_ value: Value, indent: Int, allowance: Int, level: Int) throws {
        try StackLimit.check()
        let repr = try Self.repr(value)
        if repr.scalarCount <= width - indent - allowance {
            out += repr
            return
        }
        if case .string(let text) = value {
            try writeText(text, indent: indent, allowance: allowance, level: level + 1)
        } else if let dict = value.object(DictObject.self) {
            out += "{"
            try writeEntries(dict, indent: indent, allowance: allowance + 1, level: level + 1)
            out += "}"
        } else if let list = value.object(ListObject.self) {
            try writeItems(list.elements, "[", "]", indent: indent, allowance: allowance, level: level + 1)
        } else if let tuple = value.object(TupleObject.self) {
            try writeItems(
                tuple.elements, "(", tuple.elements.count == 1 ? ",)" : ")", indent: indent, allowance: allowance, level: level + 1)
        } else if let set = value.object(SetObject.self), set.count > 0 {
            try writeItems(Self.sorted(set.elements), "{", "}", indent: indent, allowance: allowance, level: level + 1)
        } else {
            out += repr
        }
    }

    private mutating func writeItems(
        _ items: [Value], _ open: String, _ close: String, indent: Int, allowance: Int, level: Int
    ) throws {
        out += open
        let indent = indent + 1
        for (index, item) in items.enumerated() {
            if index > 0 { out += ",\n" + String(repeating: " ", count: indent) }
            let isLast = index == items.count - 1
            try write(item, indent: indent, allowance: isLast ? allowance + close.utf8.count : 1, level: level)
            try TextLimit.check(out.utf8.count)
        }
        out += close
    }

    private mutating func writeEntries(_ dict: DictObject, indent: Int, allowance: Int, level: Int) throws {
        let indent = indent + 1
        let entries = try Self.sorted(dict.keys)
        for (index, key) in entries.enumerated() {
            if index > 0 { out += ",\n" + String(repeating: " ", count: indent) }
            let shown = try Self.repr(key)
            out += shown + ": "
            let isLast = index == entries.count - 1
            try write(
                try dict.get(key) ?? .none, indent: indent + shown.scalarCount + 2, allowance: isLast ? allowance : 1, level: level)
            try TextLimit.check(out.utf8.count)
        }
    }

    private mutating func writeText(_ text: String, indent: Int, allowance: Int, level: Int) throws {
        var indent = indent
        var allowance = allowance
        if level == 1 {
            indent += 1
            allowance += 1
        }
        let lines = TextSplitting.lines(text, keepEnds: true)
        var chunks: [String] = []
        for (index, line) in lines.enumerated() {
            let isLast = index == lines.count - 1
            let most = width - indent - (isLast ? allowance : 0)
            let shown = TextRepr.repr(line)
            if shown.scalarCount <= most {
                chunks.append(shown)
            } else {
                chunks += Self.pieces(line, width: width - indent, lastWidth: most)
            }
        }
        if chunks.count == 1 {
            out += chunks[0]
            return
        }
        if level == 1 { out += "(" }
        out += chunks.joined(separator: "\n" + String(repeating: " ", count: indent))
        if level == 1 { out += ")" }
    }

    /// A line cut before words, each piece as a `repr` no wider than given.
    private static func pieces(_ line: String, width: Int, lastWidth: Int) -> [String] {
        var chunks: [String] = []
        var current = ""
        let words = words(line)
        for (index, word) in words.enumerated() {
            let candidate = current + word
            if TextRepr.repr(candidate).scalarCount > (index == words.count - 1 ? lastWidth : width) {
                if !current.isEmpty { chunks.append(TextRepr.repr(current)) }
                current = word
            } else {
                current = candidate
            }
        }
        if !current.isEmpty { chunks.append(TextRepr.repr(current)) }
        return chunks
    }

    /// Words with the white space behind them.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        var sawSpace = false
        for scalar in line.unicodeScalars {
            let isSpace = CharacterClass.isSpace(scalar)
            if sawSpace, !isSpace {
                words.append(String(word))
                word = String.UnicodeScalarView()
            }
            sawSpace = isSpace
            word.append(scalar)
        }
        if !word.isEmpty { words.append(String(word)) }
        return words
    }

    /// `repr` with the keys of dicts in order.
    private static func repr(_ value: Value) throws -> String {
        try StackLimit.check()
        if let dict = value.object(DictObject.self) {
            let parts = try sorted(dict.keys).map { key in try repr(key) + ": " + repr(dict.get(key) ?? .none) }
            return "{" + parts.joined(separator: ", ") + "}"
        }
        if let list = value.object(ListObject.self) {
            return try "[" + list.elements.map(repr).joined(separator: ", ") + "]"
        }
        if let tuple = value.object(TupleObject.self) {
            return try "(" + tuple.elements.map(repr).joined(separator: ", ") + (tuple.elements.count == 1 ? ",)" : ")")
        }
        return try value.repr()
    }

    /// In order where the values can be compared, else by type name.
    private static func sorted(_ values: [Value]) throws -> [Value] {
        if let sorted = try? Sorting.sorted(values) { return sorted }
        return values.enumerated().sorted { first, second in
            if let isLess = try? first.element.isLess(than: second.element) { return isLess }
            let names = orderOfText(first.element.typeName, second.element.typeName)
            return names == 0 ? first.offset < second.offset : names < 0
        }.map(\.element)
    }
}
