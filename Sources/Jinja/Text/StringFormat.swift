import BigInt

/// A type with a format of its own: dates, decimals. Others take an empty spec alone.
protocol Formattable: Object {
    /// `format(self, spec)` with a spec that is not empty. Throws Python's ValueError for a spec the type does not know.
    func formatted(_ spec: String) throws -> String
}

extension Value {
    /// `format(value, spec)`. Throws a TypeError where the type takes no spec, a ValueError where the spec is malformed.
    func formatted(_ spec: String) throws -> String {
        if let text { return try FormatText.text(text, spec) }
        if spec.isEmpty { return try str() }
        switch self {
        case .float(let double): return try FormatText.float(double, spec)
        case .bool: return try FormatText.integer(bigInteger ?? 0, spec, typeName: "bool")
        case .object(let object):
            if let formattable = object as? any Formattable { return try formattable.formatted(spec) }
        default: break
        }
        if let integer = bigInteger { return try FormatText.integer(integer, spec) }
        throw JinjaError(.type, "unsupported format string passed to \(typeName).__format__")
    }
}

/// `str.format` under the sandbox: attributes and items are looked up as the template's own `.` and `[…]`.
struct StringFormat {
    let arguments: Arguments
    /// The mapping of `format_map`, in place of arguments by name.
    var mapping: Value?
    /// Whether what is put in is escaped (the format of a Markup).
    var escapes = false
    let renderer: Renderer
    /// The next automatic field; nil once a field was numbered.
    private var automatic: Int? = 0
    private var size = 0

    /// A format with the arguments of its call.
    init(_ arguments: Arguments, mapping: Value? = nil, escapes: Bool = false, _ renderer: Renderer) {
        self.arguments = arguments
        self.mapping = mapping
        self.escapes = escapes
        self.renderer = renderer
    }

    /// The text with its fields filled in.
    mutating func format(_ text: String) throws -> String { try expand(Array(text.unicodeScalars)[...], depth: 2) }

    private mutating func expand(_ scalars: ArraySlice<Unicode.Scalar>, depth: Int) throws -> String {
        if depth < 0 { throw JinjaError(.value, "Max string recursion exceeded") }
        var parser = FormatParser(scalars)
        var out = ""
        while let piece = try parser.next() {
            switch piece {
            case .literal(let text): out += text
            case .field(let name, let conversion, let spec):
                var value = try lookUp(name)
                if let conversion { value = .string(try convert(value, conversion)) }
                let spec = try expand(spec, depth: depth - 1)
                out += try shown(value, spec)
                try TextLimit.check(out.utf8.count)
            }
        }
        return out
    }

    private func convert(_ value: Value, _ conversion: Unicode.Scalar) throws -> String {
        switch conversion {
        case "s": return try value.str()
        case "r": return try value.repr()
        case "a": return try value.asciiRepr()
        default: throw JinjaError(.value, "Unknown conversion specifier \(conversion)")
        }
    }

    private func shown(_ value: Value, _ spec: String) throws -> String {
        guard escapes else { return try value.formatted(spec) }
        if let markup = value.object(Markup.self) {
            if !spec.isEmpty { throw JinjaError(.value, "Unsupported format specification for Markup.") }
            return markup.text
        }
        return Markup.escape(text: try value.formatted(spec))
    }

    // MARK: fields

    private mutating func lookUp(_ field: ArraySlice<Unicode.Scalar>) throws -> Value {
        var name = TextSplitting.string(field)
        if name.isEmpty {
            guard let index = automatic else { throw Self.mixedNumbering }
            name = String(index)
            automatic = index + 1
        } else if field.allSatisfy(CharacterClass.isDigit) {
            if let index = automatic, index > 0 { throw Self.mixedNumbering }
            automatic = nil
        }
        let path = Array(name.unicodeScalars)
        let end = path.firstIndex { $0 == "." || $0 == "[" } ?? path.count
        var value = try start(TextSplitting.string(path[..<end]))
        var position = end
        while position < path.count {
            let isAttribute = path[position] == "."
            position += 1
            let stop = isAttribute ? path[position...].firstIndex { $0 == "." || $0 == "[" } : path[position...].firstIndex(of: "]")
            guard isAttribute || stop != nil else { throw JinjaError(.value, "Missing ']' in format string") }
            let part = TextSplitting.string(path[position..<(stop ?? path.count)])
            if part.isEmpty { throw JinjaError(.value, "Empty attribute in format string") }
            if isAttribute {
                value = try renderer.attribute(part, of: value)
                position = stop ?? path.count
            } else {
                value = try renderer.item(Self.index(part).map { .int($0) } ?? .string(part), of: value)
                position = (stop ?? path.count) + 1
                if position < path.count, path[position] != ".", path[position] != "[" {
                    throw JinjaError(.value, "Only '.' or '[' may follow ']' in format field specifier")
                }
            }
        }
        return value
    }

    private static var mixedNumbering: JinjaError {
        JinjaError(.value, "cannot switch from manual field specification to automatic field numbering")
    }

    private static func index(_ text: String) -> Int? {
        text.unicodeScalars.allSatisfy { CharacterClass.isASCIIDigit($0) } ? Int(text) : nil
    }

    private func start(_ name: String) throws -> Value {
        if !name.isEmpty, let index = Self.index(name) {
            let positional = arguments.positional
            guard index < positional.count else {
                if mapping != nil { throw JinjaError(.index, "tuple index out of range") }
                throw JinjaError(.index, "tuple index out of range")
            }
            return positional[index]
        }
        if let mapping {
            guard case .object(let object) = mapping else {
                throw JinjaError(.type, "'\(mapping.typeName)' object is not subscriptable")
            }
            if let value = try object.item(.string(name), renderer) { return value }
        } else if let value = arguments.named(name) {
            return value
        }
        throw JinjaError(.key, TextRepr.repr(name))
    }
}

/// Cuts a format text into literal pieces and replacement fields.
struct FormatParser {
    /// One piece.
    enum Piece {
        case literal(String)
        case field(name: ArraySlice<Unicode.Scalar>, conversion: Unicode.Scalar?, spec: ArraySlice<Unicode.Scalar>)
    }

    private let scalars: ArraySlice<Unicode.Scalar>
    private var position: Int

    /// A parser over a text.
    init(_ scalars: ArraySlice<Unicode.Scalar>) {
        self.scalars = scalars
        position = scalars.startIndex
    }

    /// The next piece, or nil at the end. Throws Python's ValueError for stray or unclosed braces.
    mutating func next() throws -> Piece? {
        guard position < scalars.endIndex else { return nil }
        let start = position
        while position < scalars.endIndex, scalars[position] != "{", scalars[position] != "}" { position += 1 }
        if position == scalars.endIndex { return .literal(TextSplitting.string(scalars[start...])) }
        let brace = scalars[position]
        let isDoubled = position + 1 < scalars.endIndex && scalars[position + 1] == brace
        if isDoubled {
            defer { position += 2 }
            return .literal(TextSplitting.string(scalars[start...position]))
        }
        if brace == "}" { throw JinjaError(.value, "Single '}' encountered in format string") }
        if position + 1 == scalars.endIndex { throw JinjaError(.value, "Single '{' encountered in format string") }
        if position > start { return .literal(TextSplitting.string(scalars[start..<position])) }
        position += 1
        return try field()
    }

    private mutating func field() throws -> Piece {
        let start = position
        var end: Unicode.Scalar?
        scan: while position < scalars.endIndex {
            let scalar = scalars[position]
            position += 1
            switch scalar {
            case "{": throw JinjaError(.value, "unexpected '{' in field name")
            case "[": while position < scalars.endIndex, scalars[position] != "]" { position += 1 }
            case "}", ":", "!":
                end = scalar
                break scan
            default: break
            }
        }
        guard let end else { throw JinjaError(.value, "expected '}' before end of string") }
        let name = scalars[start..<(position - 1)]
        if end == "}" { return .field(name: name, conversion: nil, spec: []) }
        var conversion: Unicode.Scalar?
        if end == "!" {
            guard position < scalars.endIndex else {
                throw JinjaError(.value, "end of string while looking for conversion specifier")
            }
            conversion = scalars[position]
            position += 1
            guard position < scalars.endIndex else { throw JinjaError(.value, "unmatched '{' in format spec") }
            position += 1
            if scalars[position - 1] == "}" { return .field(name: name, conversion: conversion, spec: []) }
            if scalars[position - 1] != ":" { throw JinjaError(.value, "expected ':' after conversion specifier") }
        }
        return .field(name: name, conversion: conversion, spec: try spec())
    }

    private mutating func spec() throws -> ArraySlice<Unicode.Scalar> {
        let start = position
        var open = 1
        while position < scalars.endIndex {
            let scalar = scalars[position]
            position += 1
            if scalar == "{" { open += 1 }
            if scalar == "}" {
                open -= 1
                if open == 0 { return scalars[start..<(position - 1)] }
            }
        }
        throw JinjaError(.value, "unmatched '{' in format spec")
    }
}

extension Value {
    /// `ascii(value)`.
    func asciiRepr() throws -> String {
        if case .string(let text) = self { return TextRepr.repr(text, asciiOnly: true) }
        let shown = try repr()
        var out: [UInt8] = []
        for scalar in shown.unicodeScalars {
            if scalar.isASCII {
                out.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                let (letter, width) = scalar.value < 0x100 ? ("x", 2) : (scalar.value < 0x10000 ? ("u", 4) : ("U", 8))
                let digits = String(scalar.value, radix: 16)
                out += Array(("\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits).utf8)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
