/// Filters that write or read HTML and URLs.
enum HTMLFilters {
    static let all: [Filter] = escaping + addresses

    private static let escaping: [Filter] = [
        Filter("escape") { value, _, _ in .object(try Markup.escape(value)) },
        Filter("e") { value, _, _ in .object(try Markup.escape(value)) },
        Filter("forceescape") { value, _, _ in .object(Markup(Markup.escape(text: try value.str()))) },
        Filter("safe") { value, _, _ in value.object(Markup.self) != nil ? value : .object(Markup(try value.str())) },
        Filter("striptags") { value, _, _ in .string(HTMLText.withoutTags(try value.str())) },
        Filter("xmlattr", Signature("autospace=")) { value, arguments, renderer in
            let text = try attributes(value, autospace: arguments.bool(0, default: true), renderer)
            return renderer.autoescapes ? .object(Markup(text)) : .string(text)
        },
        Filter("tojson", Signature("indent=")) { value, arguments, _ in
            let json = try JSONText.dumps(value, sortsKeys: true, indent: indent(arguments.value(0)))
            return .object(Markup(safe(json)))
        },
    ]

    private static func attributes(_ value: Value, autospace: Bool, _ renderer: Renderer) throws -> String {
        guard let dict = value.object(DictObject.self) else {
            return try TextFilters.missingMethod("items", of: value, renderer).str()
        }
        var parts: [String] = []
        for (key, value) in dict.entries where !value.isNone && !value.isUndefined {
            guard let name = key.text else { throw JinjaError(.type, "expected string or bytes-like object, got '\(key.typeName)'") }
            let isBad = name.unicodeScalars.contains { scalar in
                scalar == "/" || scalar == ">" || scalar == "=" || scalar == " " || (0x09...0x0D).contains(scalar.value)
            }
            if isBad { throw JinjaError(.value, "Invalid character in attribute name: \(TextRepr.repr(name))") }
            parts.append(try "\(Markup.escape(key).text)=\"\(Markup.escape(value).text)\"")
        }
        let text = parts.joined(separator: " ")
        return autospace && !text.isEmpty ? " " + text : text
    }

    /// The `indent` of `json.dumps`: a number of blanks, or the text itself; nil for `None`.
    static func indent(_ value: Value) throws -> String? {
        if value.isNone { return nil }
        if let text = value.text { return text }
        return try TextPadding.padded("", before: value.index(), after: 0)
    }

    private static func safe(_ json: String) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(json.utf8.count)
        for byte in json.utf8 {
            switch byte {
            case UInt8(ascii: "<"): out += Array("\\u003c".utf8)
            case UInt8(ascii: ">"): out += Array("\\u003e".utf8)
            case UInt8(ascii: "&"): out += Array("\\u0026".utf8)
            case UInt8(ascii: "'"): out += Array("\\u0027".utf8)
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static let addresses: [Filter] = [
        Filter("urlencode") { value, _, _ in .string(try encoded(value)) },
        Filter("urlize", Signature("trim_url_limit=", "nofollow=", "target=", "rel=", "extra_schemes=")) { value, arguments, renderer in
            let text = try URLText.linked(Markup.escape(value).text, linkStyle(arguments))
            return renderer.autoescapes ? .object(Markup(text)) : .string(text)
        },
    ]

    private static func encoded(_ value: Value) throws -> String {
        if value.text == nil, (try? value.makeIterator()) != nil, value.object(BytesObject.self) == nil {
            var pairs: [(Value, Value)] = []
            if let dict = value.object(DictObject.self) {
                pairs = dict.entries.map { ($0.key, $0.value) }
            } else {
                for item in try value.elements() {
                    let parts = try item.elements()
                    guard parts.count == 2 else {
                        throw JinjaError(
                            .value,
                            parts.count > 2
                                ? "too many values to unpack (expected 2)" : "not enough values to unpack (expected 2, got \(parts.count))")
                    }
                    pairs.append((parts[0], parts[1]))
                }
            }
            return try pairs.map { try part($0, forQuery: true) + "=" + part($1, forQuery: true) }.joined(separator: "&")
        }
        return try part(value, forQuery: false)
    }

    private static func part(_ value: Value, forQuery: Bool) throws -> String {
        if let bytes = value.object(BytesObject.self) { return URLText.quoted(bytes.bytes, forQuery: forQuery) }
        return URLText.quoted(try value.str().utf8, forQuery: forQuery)
    }

    private static func linkStyle(_ arguments: BoundArguments) throws -> URLText.LinkStyle {
        var style = URLText.LinkStyle()
        style.shownLength = arguments[0]?.smallInteger
        var relations = arguments.value(3).isNone ? [] : TextSplitting.splitWhitespace(try arguments.text(3))
        if try arguments.bool(1, default: false) { relations.append("nofollow") }
        relations.append("noopener")
        var unique: [String] = []
        for relation in relations where !unique.contains(where: { sameText($0, relation) }) { unique.append(relation) }
        style.relation = unique.sorted { orderOfText($0, $1) < 0 }.joined(separator: " ")
        if !arguments.value(2).isNone { style.target = try arguments.text(2) }
        if let schemes = arguments[4], !schemes.isNone {
            for scheme in try schemes.elements() {
                let text = try scheme.str()
                guard isScheme(text) else { throw JinjaError(.runtime, "\(TextRepr.repr(text)) is not a valid URI scheme prefix.") }
                style.schemes.append(text)
            }
        }
        return style
    }

    /// `name:`, with up to two slashes.
    private static func isScheme(_ text: String) -> Bool {
        let parts = TextSplitting.split(text, ":", limit: 1)
        guard parts.count == 2, ["", "/", "//"].contains(parts[1]) else { return false }
        let name = parts[0].unicodeScalars
        return name.count >= 2 && name.allSatisfy { RegexClass.isWord($0.value, isASCII: false) || $0 == "." || $0 == "+" || $0 == "-" }
    }
}
