/// The methods of Markup: those of `str`, whose texts come back as Markup and whose new parts are escaped.
enum MarkupMethods {
    private static let escapingArgument: [String: Int] = ["replace": 1, "ljust": 1, "rjust": 1, "center": 1]
    /// Methods of `str` that give no text, or give plain text.
    private static let unchanged: Set<String> = [
        "find", "rfind", "index", "rindex", "count", "startswith", "endswith", "encode", "isalnum", "isalpha", "isascii", "isdecimal",
        "isdigit", "isidentifier", "islower", "isnumeric", "isprintable", "isspace", "istitle", "isupper", "maketrans",
    ]

    static let all: [String: Method] = Method.table(own, StringMethods.all.values.map(wrapped))

    private static let own: [Method] = [
        Method.positional("Markup", "join", 1...1) { receiver, arguments in
            let items = try StringMethods.joinable(arguments[0])
            return .object(Markup(try StringMethods.joined(receiver.receivedText, items) { try Markup.escape(items[$0]).text }))
        },
        Method("format") { receiver, arguments, renderer in
            var format = StringFormat(arguments, escapes: true, renderer)
            return .object(Markup(try format.format(receiver.receivedText)))
        },
        Method("format_map") { receiver, arguments, renderer in
            var format = StringFormat(Arguments(), mapping: try StringMethods.formatMapping(arguments), escapes: true, renderer)
            return .object(Markup(try format.format(receiver.receivedText)))
        },
        Method.positional("Markup", "unescape", 0...0) { receiver, _ in .string(HTMLText.unescaped(receiver.receivedText)) },
        Method.positional("Markup", "striptags", 0...0) { receiver, _ in .string(HTMLText.withoutTags(receiver.receivedText)) },
        Method.positional("Markup", "escape", 1...1) { _, arguments in .object(try Markup.escape(arguments[0])) },
    ]

    private static func wrapped(_ method: Method) -> Method {
        if unchanged.contains(method.name) { return method }
        let escaped = escapingArgument[method.name]
        return Method(method.name) { receiver, arguments, renderer in
            var arguments = arguments
            if let escaped, escaped < arguments.positional.count {
                arguments.positional[escaped] = .string(try Markup.escape(arguments.positional[escaped]).text)
            }
            return markup(try method.function(receiver, arguments, renderer))
        }
    }

    private static func markup(_ value: Value) -> Value {
        switch value {
        case .string(let text): return .object(Markup(text))
        case .object(let object):
            if let list = object as? ListObject { return .object(ListObject(list.elements.map(markup))) }
            if let tuple = object as? TupleObject { return .object(TupleObject(tuple.elements.map(markup))) }
            return value
        default: return value
        }
    }
}
