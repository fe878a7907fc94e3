/// The methods of `str` that change case and width, ask about characters, and translate.
enum StringShapes {
    private static func plain(_ name: String, _ body: @escaping @Sendable (String) throws -> Value) -> Method {
        StringMethods.method(name, 0...0) { text, _ in try body(text) }
    }

    // MARK: case

    static let cases: [Method] = [
        plain("upper") { .string(TextCase.upper($0)) },
        plain("lower") { .string(TextCase.lower($0)) },
        plain("title") { .string(TextCase.title($0)) },
        plain("capitalize") { .string(TextCase.capitalized($0)) },
        plain("swapcase") { .string(TextCase.swapped($0)) },
        plain("casefold") { .string(TextCase.folded($0)) },
    ]

    // MARK: width

    static let padding: [Method] = [
        StringMethods.method("center", 1...2) { text, arguments in
            .string(try TextPadding.center(text, arguments[0].index(), fill(arguments)))
        },
        StringMethods.method("ljust", 1...2) { text, arguments in
            .string(try TextPadding.left(text, arguments[0].index(), fill(arguments)))
        },
        StringMethods.method("rjust", 1...2) { text, arguments in
            .string(try TextPadding.right(text, arguments[0].index(), fill(arguments)))
        },
        StringMethods.method("zfill", 1...1) { text, arguments in
            .string(try TextPadding.zeroFilled(text, arguments[0].index()))
        },
        Method("expandtabs", Signature("tabsize=")) { receiver, arguments, _ in
            .string(try TextPadding.tabsExpanded(receiver.receivedText, arguments[0]?.index() ?? 8))
        },
    ]

    static func fill(_ arguments: [Value]) throws -> Unicode.Scalar {
        guard arguments.count > 1 else { return " " }
        guard let text = arguments[1].text else {
            throw JinjaError(.type, "The fill character must be a unicode character, not \(arguments[1].typeName)")
        }
        guard let scalar = text.unicodeScalars.first, text.scalarCount == 1 else {
            throw JinjaError(.type, "The fill character must be exactly one character long")
        }
        return scalar
    }

    // MARK: questions

    private static func all(_ name: String, emptyIs: Bool = false, _ test: @escaping @Sendable (Unicode.Scalar) -> Bool) -> Method {
        plain(name) { text in .bool(text.isEmpty ? emptyIs : text.unicodeScalars.allSatisfy(test)) }
    }

    static let questions: [Method] = [
        all("isalnum", CharacterClass.isAlphanumeric), all("isalpha", CharacterClass.isAlpha),
        all("isascii", emptyIs: true) { $0.isASCII }, all("isdecimal", CharacterClass.isDecimal),
        all("isdigit", CharacterClass.isDigit), all("isnumeric", CharacterClass.isNumeric),
        all("isprintable", emptyIs: true, CharacterClass.isPrintable), all("isspace", CharacterClass.isSpace),
        plain("isidentifier") { .bool(RegexParser.isName($0)) },
        plain("islower") { .bool(TextCase.isLower($0)) },
        plain("isupper") { .bool(TextCase.isUpper($0)) },
        plain("istitle") { .bool(TextCase.isTitle($0)) },
    ]

    // MARK: codes

    static let coding: [Method] = [
        Method("encode", Signature("encoding=", "errors=")) { receiver, arguments, _ in
            let coding = try TextCoding(arguments.text(0, default: "utf-8"))
            return .object(BytesObject(try coding.encode(receiver.receivedText, errors: arguments.text(1, default: "strict"))))
        },
        Method("translate") { receiver, arguments, renderer in
            guard arguments.positional.count == 1, arguments.named.isEmpty else {
                throw JinjaError(.type, "str.translate() takes exactly one argument (\(arguments.positional.count) given)")
            }
            return .string(try translate(receiver.receivedText, arguments.positional[0], renderer))
        },
        StringMethods.method("maketrans", 1...3) { _, arguments in .object(try translationTable(arguments)) },
    ]

    private static func translate(_ text: String, _ table: Value, _ renderer: Renderer) throws -> String {
        var out: [UInt8] = []
        for scalar in text.unicodeScalars {
            var replacement: Value?
            if case .object(let object) = table { replacement = try object.item(.int(Int(scalar.value)), renderer) }
            guard let replacement else {
                out += Array(String(scalar).utf8)
                continue
            }
            if replacement.isNone { continue }
            if let text = replacement.text {
                out += Array(text.utf8)
            } else if let code = replacement.smallInteger, let scalar = UInt32(exactly: code).flatMap({ Unicode.Scalar($0) }) {
                out += Array(String(scalar).utf8)
            } else if replacement.bigInteger != nil {
                throw JinjaError(.value, "character mapping must be in range(0x110000)")
            } else {
                throw JinjaError(.type, "character mapping must return integer, None or str")
            }
            try TextLimit.check(out.count)
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func translationTable(_ arguments: [Value]) throws -> DictObject {
        let table = DictObject()
        if arguments.count == 1 {
            guard let dict = arguments[0].object(DictObject.self) else {
                throw JinjaError(.type, "if you give only one argument to maketrans it must be a dict")
            }
            for (key, value) in dict.entries {
                guard let text = key.text else {
                    if key.bigInteger == nil { throw JinjaError(.type, "keys in translate table must be strings or integers") }
                    try table.set(key, value)
                    continue
                }
                guard let scalar = text.unicodeScalars.first, text.scalarCount == 1 else {
                    throw JinjaError(.value, "string keys in translate table must be of length 1")
                }
                try table.set(.int(Int(scalar.value)), value)
            }
            return table
        }
        let from = Array(try StringMethods.text(arguments, 0) { "maketrans() argument 1 must be str, not \($0)" }.unicodeScalars)
        let to = Array(try StringMethods.text(arguments, 1) { "maketrans() argument 2 must be str, not \($0)" }.unicodeScalars)
        if from.count != to.count { throw JinjaError(.value, "the first two maketrans arguments must have equal length") }
        for (a, b) in zip(from, to) { try table.set(.int(Int(a.value)), .int(Int(b.value))) }
        if arguments.count == 3 {
            for scalar in try StringMethods.text(arguments, 2, { "maketrans() argument 3 must be str, not \($0)" }).unicodeScalars {
                try table.set(.int(Int(scalar.value)), .none)
            }
        }
        return table
    }
}
