/// A dotted path as the `attribute=` of filters takes it: `'a.b'`, `'t.0'`, `0`.
final class AttributePath {
    private let parts: [Part]
    /// What stands for an undefined value on the way; `None` means nothing does.
    private let fallback: Value
    /// Whether texts are lowered, so that they compare without case.
    private let ignoresCase: Bool

    private final class Part {
        let key: Value
        /// The key as one of dicts, where it is a text.
        let text: DictObject.TextKey?

        init(_ key: Value) {
            self.key = key
            if case .string(let text) = key { self.text = DictObject.TextKey(text) } else { text = nil }
        }
    }

    /// A path; nil or `None` is the item itself.
    init(_ attribute: Value?, fallback: Value = .none, ignoresCase: Bool = false) {
        self.fallback = fallback
        self.ignoresCase = ignoresCase
        switch attribute {
        case nil, Value.none?: parts = []
        case let attribute?:
            if let text = attribute.text {
                parts = TextSplitting.split(text, ".").map { part in
                    let isNumber = !part.isEmpty && part.unicodeScalars.allSatisfy(CharacterClass.isDigit)
                    return Part(isNumber ? Int(part).map { .int($0) } ?? .string(part) : .string(part))
                }
            } else {
                parts = [Part(attribute)]
            }
        }
    }

    /// Several paths, separated by commas, as `sort` takes them.
    static func list(_ attribute: Value?, ignoresCase: Bool) -> [AttributePath] {
        guard let text = attribute?.text else { return [AttributePath(attribute, ignoresCase: ignoresCase)] }
        return TextSplitting.split(text, ",").map { AttributePath(.string($0), ignoresCase: ignoresCase) }
    }

    /// The value at the path of an item. Throws where something on the way is undefined.
    func value(of item: Value, _ renderer: Renderer) throws -> Value {
        var item = item
        for part in parts {
            if let key = part.text, case .object(let object) = item, let found = object.item(key) {
                item = found
            } else {
                item = try renderer.item(part.key, of: item)
            }
            if item.isUndefined, !fallback.isNone { item = fallback }
        }
        return ignoresCase ? item.lowered : item
    }
}

extension Value {
    /// A text in lower case; other values as they are.
    var lowered: Value {
        switch self {
        case .string(let text): return .string(TextCase.lower(text))
        case .object(let object):
            if let markup = object as? Markup { return .object(Markup(TextCase.lower(markup.text))) }
            return self
        default: return self
        }
    }

    /// A text as the argument of a filter that turns everything into text: Markup stays Markup through `change`.
    func mapText(_ change: (String) throws -> String) throws -> Value {
        if let markup = object(Markup.self) { return .object(Markup(try change(markup.text))) }
        return .string(try change(str()))
    }
}
