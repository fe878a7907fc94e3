public import Diagnostics
public import Formats

/// What a YAML value must look like: the part of JSON Schema that dbt's contracts use, with jsonschema's wording of violations.
public indirect enum Shape: Sendable {
    case any, null, string, bool, integer, number
    /// A string matching a pattern; the text is the pattern as messages show it.
    case matching(String, @Sendable (String) -> Bool)
    /// One of some words.
    case oneOf([String])
    case list(Shape)
    case map
    case object(ObjectShape)
    case anyOf([Shape])

    /// The shape or null.
    public static func optional(_ shape: Shape) -> Shape {
        if case .anyOf(let shapes) = shape { return .anyOf(shapes + [.null]) }
        return .anyOf([shape, .null])
    }
    /// A list of strings.
    public static let strings = Shape.list(.string)
}

/// A mapping with known keys.
public struct ObjectShape: Sendable {
    /// The known keys in the order of the contract.
    public var keys: [(name: String, shape: Shape)]
    /// The keys that must be there.
    public var required: [String]
    /// Whether keys beyond the known ones are taken as they are.
    public var isOpen: Bool

    /// A mapping with known keys; by default it takes no others.
    public init(_ keys: [(name: String, shape: Shape)], required: [String] = [], isOpen: Bool = false) {
        self.keys = keys
        self.required = required
        self.isOpen = isOpen
    }

    /// The shape of one key's value; nil for an unknown key.
    public func shape(of name: String) -> Shape? { keys.first { $0.name == name }?.shape }
}

/// One way in which a value misses its shape.
public struct Violation {
    /// What kind of miss it is.
    public enum Kind: Sendable { case missingKey, unknownKey, wrongType }

    /// What kind of miss it is.
    public let kind: Kind
    /// `['columns'][0]`, `[]` at the top.
    public let path: String
    /// jsonschema's words, without the path.
    public let message: String
    /// Where it is.
    public let span: SourceSpan?
    /// What to do.
    public let hint: String?

    /// `at path ['columns'][0]: 'name' is a required property`.
    public var text: String { "at path \(path.isEmpty ? "[]" : path): \(message)" }

    /// The violation as an error with something said before it.
    public func diagnostic(prefix: String = "") -> Diagnostic {
        let id: DiagnosticID =
            switch kind {
            case .missingKey: "missing-key"
            case .unknownKey: "unknown-key"
            case .wrongType: "wrong-type"
            }
        return Diagnostic.error(id, prefix + text, at: span, hint: hint)
    }
}

extension Shape {
    /// Whether a value has the shape. Nearly all values have theirs, so this is asked before anything is put into words.
    func fits(_ value: ConfigValue) -> Bool {
        switch self {
        case .object(let object): value.map.map(object.fits) ?? false
        case .list(let element): value.list?.allSatisfy(element.fits) ?? false
        case .anyOf(let shapes): shapes.contains { $0.fits(value) }
        default: accepts(value)
        }
    }

    /// All violations of a value, in the order of the file.
    public func violations(of value: ConfigValue, path: String = "") -> [Violation] {
        if fits(value) { return [] }
        switch self {
        case .object(let object):
            guard let map = value.map else { return [mismatch(value, path)] }
            return object.violations(of: map, at: value.span, path: path)
        case .list(let element):
            guard let elements = value.list else { return [mismatch(value, path)] }
            return elements.enumerated().flatMap { element.violations(of: $1, path: "\(path)[\($0)]") }
        case .anyOf(let shapes):
            let attempts = shapes.map { $0.violations(of: value, path: path) }
            if let deeper = deeperViolations(of: value, shapes, attempts) { return deeper }
            let message = "\(PythonText.repr(value)) is not valid under any of the given schemas"
            return [Violation(.wrongType, path, message, value.span, Self.probableWord(value, shapes) ?? Self.alternatives(shapes))]
        default: return [mismatch(value, path)]
        }
    }

    /// Where only one alternative has the value's outer form, what is wrong inside says more than "none fits".
    private func deeperViolations(of value: ConfigValue, _ shapes: [Shape], _ attempts: [[Violation]]) -> [Violation]? {
        let fitting = zip(shapes, attempts).filter { shape, _ in
            switch shape {
            case .object, .map: value.map != nil
            case .list: value.list != nil
            default: false
            }
        }
        return fitting.count == 1 ? fitting[0].1 : nil
    }

    /// The word of an alternative that is probably meant; nil for none.
    private static func probableWord(_ value: ConfigValue, _ shapes: [Shape]) -> String? {
        let words = shapes.flatMap { shape in if case .oneOf(let words) = shape { words } else { [String]() } }
        return value.string.flatMap { DidYouMean.hint($0, among: words) }
    }

    /// What may be given, in words; nil where one of the shapes has no short name.
    private static func alternatives(_ shapes: [Shape]) -> String? {
        let names = shapes.flatMap(\.namesInWords)
        guard !names.contains(nil), names.count <= 12, let last = names.last ?? nil else { return nil }
        let others = names.dropLast().compactMap { $0 }.joined(separator: ", ")
        return "give " + (others.isEmpty ? last : others + " or " + last)
    }

    private var namesInWords: [String?] {
        switch self {
        case .null: []
        case .oneOf(let words): words
        case .string: ["a text"]
        case .bool: ["true", "false"]
        case .integer: ["a whole number"]
        case .number: ["a number"]
        case .list: ["a list"]
        case .map: ["a mapping"]
        case .object(let object):
            object.isOpen || object.keys.count > 6 ? ["a mapping"] : ["a mapping with " + object.keys.map(\.name).joined(separator: ", ")]
        case .anyOf(let shapes): shapes.flatMap(\.namesInWords)
        case .any, .matching: [nil]
        }
    }

    private func accepts(_ value: ConfigValue) -> Bool {
        switch (self, value.kind) {
        case (.any, _), (.null, .null), (.string, .string), (.string, .date), (.string, .timestamp), (.bool, .bool), (.map, .map): true
        case (.integer, .int), (.integer, .bigInteger), (.number, .int), (.number, .bigInteger), (.number, .float): true
        case (.integer, .float(let number)): number == number.rounded()
        case (.matching(_, let test), .string(let text)): test(text)
        case (.oneOf(let words), .string(let text)): words.contains(text)
        default: false
        }
    }

    private func mismatch(_ value: ConfigValue, _ path: String) -> Violation {
        let shown = PythonText.repr(value)
        switch self {
        case .matching(let pattern, _) where value.string != nil:
            return Violation(
                .wrongType, path, "\(shown) does not match \(PythonText.quoted(pattern))", value.span, Self.patternHints[pattern])
        case .oneOf(let words) where value.string != nil:
            let list = "[" + words.map(PythonText.quoted).joined(separator: ", ") + "]"
            let hint = DidYouMean.hint(value.string ?? "", among: words)
            return Violation(.wrongType, path, "\(shown) is not one of \(list)", value.span, hint)
        case .list where value.string != nil:
            let hint = "write it as a list: [\(value.string ?? "")]"
            return Violation(.wrongType, path, "\(shown) is not of type '\(typeName)'", value.span, hint)
        default: return Violation(wrongType(path, "\(shown) is not of type '\(typeName)'", value))
        }
    }

    /// What the patterns of dbt's contracts ask for, in words.
    private static let patternHints = [
        #"^[^\d\W]\w*$"#: "use letters, digits and underscores; the first one must not be a digit",
        "^([Ww][Aa][Rr][Nn]|[Ee][Rr][Rr][Oo][Rr])$": "give warn or error",
    ]

    private func wrongType(_ path: String, _ message: String, _ value: ConfigValue) -> (String, String, SourceSpan?) {
        (path, message, value.span)
    }

    private var typeName: String {
        switch self {
        case .any: "any"
        case .null: "null"
        case .string, .matching, .oneOf: "string"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .list: "array"
        case .map, .object: "object"
        case .anyOf(let shapes): shapes.first?.typeName ?? "any"
        }
    }
}

extension Violation {
    init(_ kind: Kind, _ path: String, _ message: String, _ span: SourceSpan?, _ hint: String? = nil) {
        self.init(kind: kind, path: path, message: message, span: span, hint: hint)
    }

    init(_ wrongType: (path: String, message: String, span: SourceSpan?)) {
        self.init(.wrongType, wrongType.path, wrongType.message, wrongType.span)
    }
}

extension ObjectShape {
    /// Whether a mapping has the shape.
    func fits(_ map: ConfigMap) -> Bool {
        required.allSatisfy { map[$0] != nil } && map.entries.allSatisfy { entry in shape(of: entry.name)?.fits(entry.value) ?? isOpen }
    }

    /// All violations of a mapping.
    public func violations(of map: ConfigMap, at span: SourceSpan?, path: String = "") -> [Violation] {
        if fits(map) { return [] }
        var found: [Violation] = []
        var explained: Set<String> = []
        for name in required where map[name] == nil {
            let unknown = map.keys.filter { shape(of: $0) == nil }
            let written = DidYouMean.best(name, among: unknown)
            if let written { explained.insert(written) }
            found.append(
                Violation(
                    .missingKey, path, "'\(name)' is a required property", written.flatMap { map.entry($0)?.key.span } ?? span,
                    written.map { "is '\($0)' meant to be '\(name)'?" }))
        }
        for entry in map {
            if let shape = shape(of: entry.name) {
                found += shape.violations(of: entry.value, path: path + "['\(entry.name)']")
            } else if !isOpen, !explained.contains(entry.name) {
                let message = "Additional properties are not allowed (\(PythonText.quoted(entry.name)) was unexpected)"
                let known = keys.count > 12 ? nil : "known here: " + keys.map(\.name).joined(separator: ", ")
                let hint = DidYouMean.hint(entry.name, among: keys.map(\.name)) ?? known
                found.append(Violation(.unknownKey, path, message, entry.key.span ?? entry.value.span, hint))
            }
        }
        return found
    }
}
