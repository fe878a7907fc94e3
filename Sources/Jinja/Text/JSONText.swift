import BigInt

/// JSON as Python's `json.dumps` writes it.
struct JSONText {
    /// Whether the keys of objects are sorted.
    var sortsKeys = false
    /// What one level is indented by; nil writes everything on one line.
    var indent: String?

    private var out: [UInt8] = []
    private var open: [ObjectIdentifier] = []

    /// A writer.
    init(sortsKeys: Bool = false, indent: String? = nil) {
        self.sortsKeys = sortsKeys
        self.indent = indent
    }

    /// `json.dumps(value)`. Throws a TypeError for what JSON has no form for, a ValueError for a container that holds itself.
    static func dumps(_ value: Value, sortsKeys: Bool = false, indent: String? = nil) throws -> String {
        var writer = JSONText(sortsKeys: sortsKeys, indent: indent)
        try writer.write(value, level: 0)
        return String(decoding: writer.out, as: UTF8.self)
    }

    private mutating func write(_ value: Value, level: Int) throws {
        try StackLimit.check()
        switch value {
        case .none: out += Array("null".utf8)
        case .bool(let bool): out += Array((bool ? "true" : "false").utf8)
        case .int(let int): out += Array(String(int).utf8)
        case .float(let double): out += Array(Self.number(double).utf8)
        case .string(let text): writeText(text)
        case .undefined: throw Self.unknown(value)
        case .object(let object):
            if let text = value.text {
                writeText(text)
            } else if let big = value.bigInteger {
                out += Array(try IntegerText.decimal(big).utf8)
            } else if object is ListObject || object is TupleObject {
                try writeItems(value.elements(), of: object, level: level)
            } else if let dict = object as? DictObject {
                try writeEntries(dict.entries.map { ($0.key, $0.value) }, of: object, level: level)
            } else {
                throw Self.unknown(value)
            }
        }
        try TextLimit.check(out.count)
    }

    private static func unknown(_ value: Value) -> JinjaError {
        let name = TextSplitting.split(value.typeName, ".").last ?? value.typeName
        return JinjaError(.type, "Object of type \(name) is not JSON serializable")
    }

    private static func number(_ double: Double) -> String {
        if double.isNaN { return "NaN" }
        if double.isInfinite { return double < 0 ? "-Infinity" : "Infinity" }
        return FloatText.repr(double)
    }

    private mutating func enter(_ object: Object) throws {
        let identity = ObjectIdentifier(object)
        if open.contains(identity) { throw JinjaError(.value, "Circular reference detected") }
        open.append(identity)
    }

    private mutating func breakLine(_ level: Int) {
        guard let indent else { return }
        out.append(UInt8(ascii: "\n"))
        for _ in 0..<level { out += Array(indent.utf8) }
    }

    private mutating func separate(_ isFirst: Bool, _ level: Int) {
        if !isFirst { out += Array((indent == nil ? ", " : ",").utf8) }
        breakLine(level)
    }

    private mutating func writeItems(_ items: [Value], of object: Object, level: Int) throws {
        if items.isEmpty {
            out += Array("[]".utf8)
            return
        }
        try enter(object)
        out.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            separate(index == 0, level + 1)
            try write(item, level: level + 1)
        }
        breakLine(level)
        out.append(UInt8(ascii: "]"))
        open.removeLast()
    }

    private mutating func writeEntries(_ entries: [(Value, Value)], of object: Object, level: Int) throws {
        if entries.isEmpty {
            out += Array("{}".utf8)
            return
        }
        try enter(object)
        var entries = entries
        if sortsKeys {
            let pairs = entries.map { Value.object(TupleObject([$0.0, $0.1])) }
            let sorted = try Sorting.sorted(pairs) { $0.object(TupleObject.self)?.elements.first ?? .none }
            entries = sorted.compactMap { pair in pair.object(TupleObject.self).map { ($0.elements[0], $0.elements[1]) } }
        }
        out.append(UInt8(ascii: "{"))
        for (index, (key, value)) in entries.enumerated() {
            separate(index == 0, level + 1)
            writeText(try Self.key(key))
            out += Array(": ".utf8)
            try write(value, level: level + 1)
        }
        breakLine(level)
        out.append(UInt8(ascii: "}"))
        open.removeLast()
    }

    private static func key(_ key: Value) throws -> String {
        switch key {
        case .none: return "null"
        case .bool(let bool): return bool ? "true" : "false"
        case .float(let double): return number(double)
        default:
            if let text = key.text { return text }
            if let integer = key.bigInteger { return try IntegerText.decimal(integer) }
            throw JinjaError(.type, "keys must be str, int, float, bool or None, not \(key.typeName)")
        }
    }

    private mutating func writeText(_ text: String) {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        out.append(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += [backslash, quote]
            case "\\": out += [backslash, backslash]
            case "\n": out += [backslash, UInt8(ascii: "n")]
            case "\r": out += [backslash, UInt8(ascii: "r")]
            case "\t": out += [backslash, UInt8(ascii: "t")]
            case "\u{08}": out += [backslash, UInt8(ascii: "b")]
            case "\u{0C}": out += [backslash, UInt8(ascii: "f")]
            case " "..."~": out.append(UInt8(truncatingIfNeeded: scalar.value))
            default: for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { escape(unit) }
            }
        }
        out.append(quote)
    }

    private mutating func escape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        out += Array(("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
    }
}
