public import Diagnostics
public import Formats
public import Graph

/// The `ref`, `source` and `config` calls of a text that holds nothing else of Jinja: such a text needs no rendering to be understood.
///
/// What counts as such a text is what dbt's static extractor takes: comments and `{{ … }}` with one literal or one call whose arguments are
/// literals (`True`, `False`, strings, lists, mappings; numbers only as versions). Strings keep their backslashes.
public struct StaticCalls: Sendable {
    /// Every `ref()` in order.
    public private(set) var refs: [RefArguments] = []
    /// Every `source()`, each pair once.
    public private(set) var sources: [[String]] = []
    /// The keyword arguments of all `config()` calls in order; a name may occur more than once.
    public private(set) var configs: [(name: String, value: ConfigValue)] = []
    /// Where the calls stand, by `RefArguments.callKey` and `source:source.table`.
    public private(set) var spans: [String: SourceSpan] = [:]

    private init() {}

    /// Reads a text; nil where it holds anything else, or a mistake.
    public static func read(_ span: SourceSpan) -> StaticCalls? {
        var scanner = StaticCallScanner(span: span)
        guard let found = scanner.scan() else { return nil }
        var calls = StaticCalls()
        for call in found where !calls.add(call) { return nil }
        return calls
    }

    /// Reads one expression without braces: `ref('orders')`.
    public static func read(expression: String) -> StaticCalls? {
        let file = SourceFile(path: "", text: "{{ \(expression) }}")
        return read(SourceSpan(file, 0, file.bytes.count))
    }

    private mutating func add(_ call: StaticCallScanner.Call) -> Bool {
        switch call.name {
        case "ref": addRef(call)
        case "source": addSource(call)
        case "config": addConfig(call)
        default: false
        }
    }

    private mutating func addRef(_ call: StaticCallScanner.Call) -> Bool {
        let names = call.arguments.prefix { $0.name == nil }.map(\.value.string)
        let rest = call.arguments.dropFirst(names.count)
        guard names.count == 1 || names.count == 2, rest.count <= 1 else { return false }
        let texts = names.compactMap { $0 }
        guard texts.count == names.count else { return false }
        var ref = RefArguments(name: texts[texts.count - 1], package: texts.count == 2 ? texts[0] : nil)
        if let argument = rest.first {
            guard argument.name == "v" || argument.name == "version", let version = NodeVersion(argument.value) else { return false }
            ref.version = version
        }
        refs.append(ref)
        spans[ref.callKey] = spans[ref.callKey] ?? call.span
        return true
    }

    private mutating func addSource(_ call: StaticCallScanner.Call) -> Bool {
        let names = call.arguments.compactMap { $0.name == nil ? $0.value.string : nil }
        guard names.count == 2, call.arguments.count == 2 else { return false }
        if !sources.contains(names) { sources.append(names) }
        let key = "source:\(names[0]).\(names[1])"
        spans[key] = spans[key] ?? call.span
        return true
    }

    private mutating func addConfig(_ call: StaticCallScanner.Call) -> Bool {
        guard !call.arguments.isEmpty else { return false }
        for argument in call.arguments {
            guard let name = argument.name, name != "pre_hook", name != "post_hook", Self.isConfigValue(argument.value) else {
                return false
            }
            configs.append((name, argument.value))
        }
        return true
    }

    private static func isConfigValue(_ value: ConfigValue) -> Bool {
        switch value.kind {
        case .string, .bool: true
        case .list(let elements): elements.allSatisfy(isConfigValue)
        case .map(let map): map.allSatisfy { isConfigValue($0.value) }
        default: false
        }
    }
}

/// Scans a text for `{{ … }}` with literals.
private struct StaticCallScanner {
    struct Argument {
        let name: String?
        let value: ConfigValue
    }

    struct Call {
        let name: String
        let arguments: [Argument]
        let span: SourceSpan
    }

    private let file: SourceFile
    private let end: Int
    private var position: Int
    private var depth = 0

    init(span: SourceSpan) {
        file = span.file
        position = span.start
        end = min(span.end, span.file.bytes.count)
    }

    mutating func scan() -> [Call]? {
        var calls: [Call] = []
        while position < end {
            guard byte(0) == UInt8(ascii: "{"), let next = byte(1) else {
                position += 1
                continue
            }
            switch next {
            case UInt8(ascii: "{"):
                guard let call = print() else { return nil }
                if let call { calls.append(call) }
            case UInt8(ascii: "#"): guard skipComment() else { return nil }
            case UInt8(ascii: "%"): return nil
            default: position += 1
            }
        }
        return calls
    }

    private func byte(_ ahead: Int) -> UInt8? { position + ahead < end ? file.bytes[position + ahead] : nil }

    private mutating func take(_ wanted: Character) -> Bool {
        skipSpace()
        guard let wanted = wanted.asciiValue, byte(0) == wanted else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let next = byte(0), next == 0x20 || (0x09...0x0D).contains(next) { position += 1 }
    }

    private mutating func skipComment() -> Bool {
        position += 2
        while position < end {
            if byte(0) == UInt8(ascii: "#"), byte(1) == UInt8(ascii: "}") {
                position += 2
                return true
            }
            position += 1
        }
        return false
    }

    /// One `{{ … }}`: a call, `.some(nil)` for a plain literal, nil for anything else.
    private mutating func print() -> Call?? {
        position += 2
        skipSpace()
        let start = position
        var found: Call?
        if let name = identifier(), name != "True", name != "False" {
            guard let arguments = arguments() else { return nil }
            found = Call(name: name, arguments: arguments, span: SourceSpan(file, start, position))
        } else {
            position = start
            guard literal() != nil else { return nil }
        }
        skipSpace()
        guard byte(0) == UInt8(ascii: "}"), byte(1) == UInt8(ascii: "}") else { return nil }
        position += 2
        return .some(found)
    }

    private mutating func identifier() -> String? {
        let start = position
        while let next = byte(0), isIdentifier(next, first: position == start) { position += 1 }
        return position == start ? nil : String(decoding: file.bytes[start..<position], as: UTF8.self)
    }

    private func isIdentifier(_ byte: UInt8, first: Bool) -> Bool {
        byte == UInt8(ascii: "_") || (0x41...0x5A).contains(byte & 0xDF) || (!first && (0x30...0x39).contains(byte))
    }

    private mutating func arguments() -> [Argument]? {
        guard take("(") else { return nil }
        var arguments: [Argument] = []
        while !take(")") {
            if !arguments.isEmpty {
                guard take(",") else { return nil }
                if take(")") { break }
            }
            skipSpace()
            guard let argument = argument() else { return nil }
            if argument.name == nil, arguments.last?.name != nil { return nil }
            arguments.append(argument)
        }
        return arguments
    }

    private mutating func argument() -> Argument? {
        let start = position
        if let name = identifier(), name != "True", name != "False" {
            guard take("=") else { return nil }
            skipSpace()
            return literal().map { Argument(name: name, value: $0) }
        }
        position = start
        return literal().map { Argument(name: nil, value: $0) }
    }

    private mutating func literal() -> ConfigValue? {
        guard depth < 64, let next = byte(0) else { return nil }
        depth += 1
        defer { depth -= 1 }
        let start = position
        let kind: ConfigValue.Kind?
        switch next {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): kind = string(next)
        case UInt8(ascii: "["): kind = list()
        case UInt8(ascii: "{"): kind = mapping()
        case UInt8(ascii: "T"), UInt8(ascii: "F"): kind = boolean()
        default: kind = number()
        }
        return kind.map { ConfigValue($0, at: SourceSpan(file, start, position)) }
    }

    private mutating func string(_ quote: UInt8) -> ConfigValue.Kind? {
        position += 1
        let start = position
        while let next = byte(0) {
            if next == quote {
                defer { position += 1 }
                return .string(String(decoding: file.bytes[start..<position], as: UTF8.self))
            }
            position += next == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    private mutating func list() -> ConfigValue.Kind? {
        position += 1
        var elements: [ConfigValue] = []
        while !take("]") {
            if !elements.isEmpty {
                guard take(",") else { return nil }
                if take("]") { break }
            }
            skipSpace()
            guard let element = literal() else { return nil }
            elements.append(element)
        }
        return .list(elements)
    }

    private mutating func mapping() -> ConfigValue.Kind? {
        position += 1
        var map = ConfigMap()
        while !take("}") {
            if !map.isEmpty {
                guard take(",") else { return nil }
                if take("}") { break }
            }
            skipSpace()
            guard let key = literal(), let name = key.string, take(":") else { return nil }
            skipSpace()
            guard let value = literal() else { return nil }
            map.set(name, key: key, value)
        }
        return .map(map)
    }

    private mutating func boolean() -> ConfigValue.Kind? {
        switch identifier() {
        case "True": .bool(true)
        case "False": .bool(false)
        default: nil
        }
    }

    private mutating func number() -> ConfigValue.Kind? {
        let start = position
        while let next = byte(0), (0x30...0x39).contains(next) || "+-.eE".utf8.contains(next) { position += 1 }
        let text = String(decoding: file.bytes[start..<position], as: UTF8.self)
        guard let first = text.utf8.first, first != UInt8(ascii: "+") else { return nil }
        if let number = Int(text) { return .int(number) }
        let padded = text.hasSuffix(".") ? text + "0" : text.hasPrefix(".") ? "0" + text : text
        return Double(padded).map(ConfigValue.Kind.float)
    }
}
