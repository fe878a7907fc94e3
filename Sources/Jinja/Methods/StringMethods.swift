/// The methods of `str` that look for, cut and join text.
enum StringMethods {
    /// Every method of `str`.
    static let all = Method.table(
        searching, cutting, joining, StringShapes.cases, StringShapes.padding, StringShapes.questions, StringShapes.coding)

    static func method(
        _ name: String, _ counts: ClosedRange<Int>, _ body: @escaping @Sendable (String, [Value]) throws -> Value
    ) -> Method {
        .positional("str", name, counts) { receiver, arguments in try body(receiver.receivedText, arguments) }
    }

    static func list(_ texts: [String]) -> Value { .object(ListObject(texts.map { .string($0) })) }

    static func tuple(_ texts: String...) -> Value { .object(TupleObject(texts.map { .string($0) })) }

    /// The text at a position that must be one.
    static func text(_ arguments: [Value], _ index: Int, _ message: (String) -> String) throws -> String {
        guard let text = arguments[index].text else { throw JinjaError(.type, message(arguments[index].typeName)) }
        return text
    }

    // MARK: searching

    private static let searching: [Method] = [
        method("find", 1...3) { text, arguments in .int(try place(text, arguments, fromEnd: false) ?? -1) },
        method("rfind", 1...3) { text, arguments in .int(try place(text, arguments, fromEnd: true) ?? -1) },
        method("index", 1...3) { text, arguments in try found(place(text, arguments, fromEnd: false)) },
        method("rindex", 1...3) { text, arguments in try found(place(text, arguments, fromEnd: true)) },
        method("count", 1...3) { text, arguments in .int(try occurrences(text, arguments)) },
        method("startswith", 1...3) { text, arguments in .bool(try hasAffix(text, arguments, atEnd: false)) },
        method("endswith", 1...3) { text, arguments in .bool(try hasAffix(text, arguments, atEnd: true)) },
    ]

    private static func found(_ place: Int?) throws -> Value {
        guard let place else { throw JinjaError(.value, "substring not found") }
        return .int(place)
    }

    private static func place(_ text: String, _ arguments: [Value], fromEnd: Bool) throws -> Int? {
        let needle = Array(try Self.text(arguments, 0) { "must be str, not \($0)" }.utf8)
        let scalars = ScalarText(text)
        guard let range = scalars.range(try arguments.bound(1), try arguments.bound(2)) else { return nil }
        let offset = fromEnd ? TextSearch.last(needle, in: scalars.bytes, range) : TextSearch.first(needle, in: scalars.bytes, range)
        return offset.map(scalars.scalarIndex)
    }

    private static func occurrences(_ text: String, _ arguments: [Value]) throws -> Int {
        let needle = Array(try Self.text(arguments, 0) { "must be str, not \($0)" }.utf8)
        let scalars = ScalarText(text)
        guard let range = scalars.range(try arguments.bound(1), try arguments.bound(2)) else { return 0 }
        if needle.isEmpty { return scalars.text(range).scalarCount + 1 }
        return TextSearch.all(needle, in: scalars.bytes, range).count
    }

    private static func hasAffix(_ text: String, _ arguments: [Value], atEnd: Bool) throws -> Bool {
        let name = atEnd ? "endswith" : "startswith"
        let affixes: [Value]
        if arguments[0].text != nil {
            affixes = [arguments[0]]
        } else if let tuple = arguments[0].object(TupleObject.self) {
            affixes = tuple.elements
        } else {
            throw JinjaError(.type, "\(name) first arg must be str or a tuple of str, not \(arguments[0].typeName)")
        }
        let scalars = ScalarText(text)
        let range = scalars.range(try arguments.bound(1), try arguments.bound(2))
        for value in affixes {
            guard let affix = value.text else {
                throw JinjaError(.type, "tuple for \(name) must only contain str, not \(value.typeName)")
            }
            guard let range, affix.utf8.count <= range.count else { continue }
            let start = atEnd ? range.upperBound - affix.utf8.count : range.lowerBound
            if scalars.bytes[start...].starts(with: affix.utf8) { return true }
        }
        return false
    }

    // MARK: cutting

    private static let cutting: [Method] = [
        strip("strip", atStart: true, atEnd: true), strip("lstrip", atStart: true, atEnd: false),
        strip("rstrip", atStart: false, atEnd: true),
        Method("split", Signature("sep=", "maxsplit=")) { receiver, arguments, _ in
            list(try split(receiver.receivedText, arguments, fromEnd: false))
        },
        Method("rsplit", Signature("sep=", "maxsplit=")) { receiver, arguments, _ in
            list(try split(receiver.receivedText, arguments, fromEnd: true))
        },
        Method("splitlines", Signature("keepends=")) { receiver, arguments, _ in
            list(TextSplitting.lines(receiver.receivedText, keepEnds: try arguments.int(0, default: 0) != 0))
        },
        method("partition", 1...1) { text, arguments in
            let (before, separator, after) = try partition(text, arguments, fromEnd: false)
            return tuple(before, separator, after)
        },
        method("rpartition", 1...1) { text, arguments in
            let (before, separator, after) = try partition(text, arguments, fromEnd: true)
            return tuple(before, separator, after)
        },
        method("removeprefix", 1...1) { text, arguments in
            let prefix = try Self.text(arguments, 0) { "removeprefix() argument must be str, not \($0)" }
            guard text.utf8.starts(with: prefix.utf8) else { return .string(text) }
            return .string(String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
        },
        method("removesuffix", 1...1) { text, arguments in
            let suffix = try Self.text(arguments, 0) { "removesuffix() argument must be str, not \($0)" }
            let bytes = text.utf8
            guard bytes.count >= suffix.utf8.count, bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) else { return .string(text) }
            return .string(String(decoding: bytes.dropLast(suffix.utf8.count), as: UTF8.self))
        },
    ]

    private static func strip(_ name: String, atStart: Bool, atEnd: Bool) -> Method {
        method(name, 0...1) { text, arguments in
            let characters = try arguments.text(0) { _ in "\(name) arg must be None or str" }
            return .string(TextSplitting.strip(text, characters, atStart: atStart, atEnd: atEnd))
        }
    }

    static func split(_ text: String, _ arguments: BoundArguments, fromEnd: Bool) throws -> [String] {
        let limit = try arguments[1]?.index() ?? -1
        guard let separator = arguments[0], !separator.isNone else {
            return fromEnd
                ? TextSplitting.splitWhitespaceFromEnd(text, limit: limit) : TextSplitting.splitWhitespace(text, limit: limit)
        }
        guard let mark = separator.text else { throw JinjaError(.type, "must be str or None, not \(separator.typeName)") }
        if mark.isEmpty { throw JinjaError(.value, "empty separator") }
        return fromEnd ? TextSplitting.splitFromEnd(text, mark, limit: limit) : TextSplitting.split(text, mark, limit: limit)
    }

    static func partition(_ text: String, _ arguments: [Value], fromEnd: Bool) throws -> (String, String, String) {
        let separator = try Self.text(arguments, 0) { "must be str, not \($0)" }
        if separator.isEmpty { throw JinjaError(.value, "empty separator") }
        let bytes = Array(text.utf8)
        let needle = Array(separator.utf8)
        let range = 0..<bytes.count
        let place = fromEnd ? TextSearch.last(needle, in: bytes, range) : TextSearch.first(needle, in: bytes, range)
        guard let place else { return fromEnd ? ("", "", text) : (text, "", "") }
        let before = String(decoding: bytes[..<place], as: UTF8.self)
        return (before, separator, String(decoding: bytes[(place + needle.count)...], as: UTF8.self))
    }

    // MARK: joining

    private static let joining: [Method] = [
        method("join", 1...1) { text, arguments in
            let items = try joinable(arguments[0])
            return .string(
                try joined(text, items) { index in
                    if let text = items[index].text { return text }
                    throw JinjaError(.type, "sequence item \(index): expected str instance, \(items[index].typeName) found")
                })
        },
        method("replace", 2...3) { text, arguments in
            let old = try Self.text(arguments, 0) { "replace() argument 1 must be str, not \($0)" }
            let new = try Self.text(arguments, 1) { "replace() argument 2 must be str, not \($0)" }
            return .string(try TextSearch.replace(text, old, new, count: arguments.count(2, default: -1)))
        },
        Method("format") { receiver, arguments, renderer in
            var format = StringFormat(arguments, renderer)
            return .string(try format.format(receiver.receivedText))
        },
        Method("format_map") { receiver, arguments, renderer in
            var format = StringFormat(Arguments(), mapping: try formatMapping(arguments), renderer)
            return .string(try format.format(receiver.receivedText))
        },
    ]

    /// The one argument of `format_map`.
    static func formatMapping(_ arguments: Arguments) throws -> Value {
        if !arguments.named.isEmpty { throw JinjaError(.type, "format_map() takes no keyword arguments") }
        guard arguments.positional.count == 1 else {
            throw JinjaError(.type, "format_map() takes exactly one argument (\(arguments.positional.count) given)")
        }
        return arguments.positional[0]
    }

    /// `separator.join(items)`. Throws a TypeError for items that are no text.
    static func joined(_ separator: String, _ items: [Value], _ text: (Int) throws -> String) throws -> String {
        if items.count == 1 { return try text(0) }
        var out: [UInt8] = []
        for index in items.indices {
            if index > 0 { out.append(text: separator) }
            out.append(text: try text(index))
            if out.count > TextLimit.bytes { try TextLimit.check(out.count) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The items of what `join` is given. Throws a TypeError for what cannot be iterated.
    static func joinable(_ items: Value) throws -> [Value] {
        if case .undefined = items {} else if (try? items.makeIterator()) == nil { throw JinjaError(.type, "can only join an iterable") }
        return try items.elements()
    }
}
