/// Filters on text.
enum TextFilters {
    static let all: [Filter] = casing + shaping + replacing + wrapping

    private static let casing: [Filter] = [
        Filter("upper") { value, _, _ in try value.mapText(TextCase.upper) },
        Filter("lower") { value, _, _ in try value.mapText(TextCase.lower) },
        Filter("capitalize") { value, _, _ in try value.mapText(TextCase.capitalized) },
        Filter("title") { value, _, _ in .string(title(try value.str())) },
    ]

    /// Every word's first character upper, the rest lower; words start behind blanks and `-({[<`.
    private static func title(_ text: String) -> String {
        let scalars = text.unicodeScalars
        var out = ""
        var start = scalars.startIndex
        while start < scalars.endIndex {
            let end = scalars[start...].firstIndex(where: separatesWords) ?? scalars.endIndex
            if start < end {
                let second = scalars.index(after: start)
                out += TextCase.upper(String(scalars[start])) + TextCase.lower(String(scalars[second..<end]))
            }
            guard end < scalars.endIndex else { break }
            out.unicodeScalars.append(scalars[end])
            start = scalars.index(after: end)
        }
        return out
    }

    private static func separatesWords(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "(", "{", "[", "<": true
        default: CharacterClass.isSpace(scalar)
        }
    }

    private static let shaping: [Filter] = [
        Filter("trim", Signature("chars=")) { value, arguments, _ in
            let characters = try [arguments.value(0)].text(0) { _ in "strip arg must be None or str" }
            return try value.mapText { TextSplitting.strip($0, characters) }
        },
        Filter("center", Signature("width=")) { value, arguments, _ in
            let width = try arguments.int(0, default: 80)
            return try value.mapText { try TextPadding.center($0, width) }
        },
        Filter("string") { value, _, _ in value.text != nil ? value : .string(try value.str()) },
        Filter("wordcount") { value, _, _ in .int(wordCount(try value.str())) },
        Filter("format", Signature("*", "**")) { value, arguments, _ in
            if !arguments.extra.isEmpty, !arguments.extraNamed.isEmpty {
                throw JinjaError(.runtime, "can't handle positional and keyword arguments at the same time")
            }
            let format = value.text != nil ? value : .string(try value.str())
            if !arguments.extraNamed.isEmpty {
                return try format.applying(.modulo, .object(DictObject(arguments.extraNamed.map { ($0.name, $0.value) })))
            }
            return try format.applying(.modulo, .object(TupleObject(arguments.extra)))
        },
        Filter("pprint") { value, _, _ in .string(try PrettyText.format(value)) },
    ]

    private static func wordCount(_ text: String) -> Int {
        var count = 0
        var isInWord = false
        for scalar in text.unicodeScalars {
            let isWord = RegexClass.isWord(scalar.value, isASCII: false)
            if isWord, !isInWord { count += 1 }
            isInWord = isWord
        }
        return count
    }

    private static let replacing: [Filter] = [
        Filter("replace", Signature("old", "new", "count=")) { value, arguments, renderer in
            let count = try arguments[2].flatMap { $0.isNone ? nil : try $0.index() } ?? -1
            let old = arguments.value(0)
            let new = arguments.value(1)
            guard renderer.autoescapes else {
                return .string(try TextSearch.replace(value.str(), old.str(), new.str(), count: count))
            }
            let isSafe = value.object(Markup.self) != nil
            let hasMarkup = old.object(Markup.self) != nil || (new.object(Markup.self) != nil && !isSafe)
            guard isSafe || hasMarkup else { return .string(try TextSearch.replace(value.str(), old.str(), new.str(), count: count)) }
            let text = try Markup.escape(value).text
            return .object(Markup(try TextSearch.replace(text, old.str(), Markup.escape(new).text, count: count)))
        },
        Filter("truncate", Signature("length=", "killwords=", "end=", "leeway=")) { value, arguments, _ in
            try truncate(value, arguments)
        },
    ]

    private static func truncate(_ value: Value, _ arguments: BoundArguments) throws -> Value {
        if case .undefined(let undefined)? = arguments[0] { throw undefined.error() }
        let length = try arguments.int(0, default: 255)
        let end = try arguments[2]?.str() ?? "..."
        let leeway = try arguments[3].flatMap { $0.isNone ? nil : try $0.index() } ?? 5
        let endCount = end.scalarCount
        if length < endCount { throw JinjaError(.runtime, "expected length >= \(endCount), got \(length)") }
        if leeway < 0 { throw JinjaError(.runtime, "expected leeway >= 0, got \(leeway)") }
        if try value.length() <= length.addingReportingOverflow(leeway).partialValue { return value }
        guard let text = value.text else { throw JinjaError(.attribute, "'\(value.typeName)' object has no attribute 'rsplit'") }
        let kept = TextSplitting.string(text.unicodeScalars.prefix(length - endCount))
        let isMarkup = value.object(Markup.self) != nil
        let tail = isMarkup ? try Markup.escape(arguments[2] ?? .string("...")).text : end
        let body = try arguments.bool(1, default: false) ? kept : TextSplitting.splitFromEnd(kept, " ", limit: 1)[0]
        return isMarkup ? .object(Markup(body + tail)) : .string(body + tail)
    }

    private static let wrapping: [Filter] = [
        Filter("indent", Signature("width=", "first=", "blank=")) { value, arguments, _ in try indent(value, arguments) },
        Filter("wordwrap", Signature("width=", "break_long_words=", "wrapstring=", "break_on_hyphens=")) { value, arguments, renderer in
            guard let text = value.text else {
                _ = try missingMethod("splitlines", of: value, renderer)
                return value
            }
            let wrap = TextWrap(
                width: try arguments.int(0, default: 79), breaksLongWords: try arguments.bool(1, default: true),
                breaksOnHyphens: try arguments.bool(3, default: true))
            let separator = arguments.value(2).isNone ? "\n" : try arguments.text(2)
            let paragraphs = try TextSplitting.lines(text).map { try wrap.lines($0).joined(separator: separator) }
            return .string(paragraphs.joined(separator: separator))
        },
    ]

    /// What calling a text's method on another type is: an error for undefined, an AttributeError otherwise.
    static func missingMethod(_ name: String, of value: Value, _ renderer: Renderer) throws -> Value {
        if case .undefined(let undefined) = value {
            if undefined.isForgiving { return value }
            throw undefined.error()
        }
        throw JinjaError(.attribute, "'\(value.typeName)' object has no attribute '\(name)'")
    }

    private static func indent(_ value: Value, _ arguments: BoundArguments) throws -> Value {
        let isMarkup = value.object(Markup.self) != nil
        var prefix = "    "
        if let width = arguments[0] {
            if case .undefined(let undefined) = width { throw undefined.error() }
            prefix = try width.text ?? TextPadding.padded("", before: width.index(), after: 0)
        }
        if let width = arguments[0], isMarkup, width.text != nil { prefix = try width.str() }
        guard let text = value.text else {
            if value.object(ListObject.self) != nil {
                throw JinjaError(.attribute, "'list' object has no attribute 'splitlines'")
            }
            // The filter adds a newline first; adding says what is wrong with the type.
            return try value.applying(.add, .string("\n"))
        }
        let keepsBlank = try arguments.bool(2, default: false)
        let indentsFirst = try arguments.bool(1, default: false)
        var ended = text + "\n"
        let out = try ended.withUTF8 { bytes in
            let lines = TextSplitting.lineRanges(bytes)
            try TextLimit.check(lines.count, times: prefix.utf8.count)
            var out: [UInt8] = []
            out.reserveCapacity(bytes.count + lines.count * prefix.utf8.count)
            for (place, line) in lines.enumerated() {
                if place > 0 { out.append(UInt8(ascii: "\n")) }
                if place == 0 ? indentsFirst : (keepsBlank || !line.isEmpty) { out.append(contentsOf: prefix.utf8) }
                out.append(contentsOf: bytes[line])
            }
            return String(decoding: out, as: UTF8.self)
        }
        return isMarkup ? .object(Markup(out)) : .string(out)
    }
}
