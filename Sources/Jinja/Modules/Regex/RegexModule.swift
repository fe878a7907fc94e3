import Synchronization

/// dbt's `modules.re`.
enum RegexModule {
    /// Compiled patterns by text and flags, shared by all renderers.
    private static let cache = Mutex<[Key: RegexProgram]>([:])

    private struct Key: Hashable {
        let pattern: [UInt8]
        let flags: RegexFlags
    }

    /// A pattern compiled, or taken from the cache. Throws Python's `re.error`.
    static func compiled(_ pattern: String, _ flags: RegexFlags) throws -> RegexProgram {
        let key = Key(pattern: Array(pattern.utf8), flags: flags)
        if let known = cache.withLock({ $0[key] }) { return known }
        let program = try RegexProgram(pattern, flags)
        cache.withLock { cache in
            if cache.count >= 512 { cache.removeAll() }
            cache[key] = program
        }
        return program
    }

    /// The names of the module.
    static func module() -> [(String, Value)] {
        let functions: [(String, Value)] = [
            function("match", Signature("pattern", "string", "flags=")) { pattern, arguments, renderer in
                try RegexMethods.match(pattern, [arguments.value(1)], .start)
            },
            function("fullmatch", Signature("pattern", "string", "flags=")) { pattern, arguments, renderer in
                try RegexMethods.match(pattern, [arguments.value(1)], .whole)
            },
            function("search", Signature("pattern", "string", "flags=")) { pattern, arguments, renderer in
                try RegexMethods.match(pattern, [arguments.value(1)], .anywhere)
            },
            function("sub", Signature("pattern", "repl", "string", "count=", "flags="), flagsAt: 4) { pattern, arguments, renderer in
                try RegexMethods.substitute(pattern, arguments.value(1), arguments.value(2), arguments.int(3, default: 0), renderer).text
            },
            function("subn", Signature("pattern", "repl", "string", "count=", "flags="), flagsAt: 4) { pattern, arguments, renderer in
                let (text, count) = try RegexMethods.substitute(
                    pattern, arguments.value(1), arguments.value(2), arguments.int(3, default: 0), renderer)
                return .object(TupleObject([text, .int(count)]))
            },
            function("split", Signature("pattern", "string", "maxsplit=", "flags="), flagsAt: 3) { pattern, arguments, _ in
                try RegexMethods.split(pattern, arguments.value(1), arguments.int(2, default: 0))
            },
            function("findall", Signature("pattern", "string", "flags=")) { pattern, arguments, _ in
                try RegexMethods.findAll(pattern, [arguments.value(1)])
            },
            function("finditer", Signature("pattern", "string", "flags=")) { pattern, arguments, _ in
                try RegexMethods.findIterator(pattern, [arguments.value(1)])
            },
            function("compile", Signature("pattern", "flags=")) { pattern, _, _ in .object(pattern) },
            function("template", Signature("pattern", "flags=")) { pattern, _, _ in .object(pattern) },
        ]
        let plain: [(String, Value)] = [
            ("purge", .object(FunctionObject("purge") { _, _ in .none })),
            (
                "escape",
                .object(
                    FunctionObject("escape", Signature("pattern")) { arguments, _ in
                        guard let text = arguments.value(0).text else {
                            throw JinjaError(.type, "decoding to str: need a bytes-like object, \(arguments.value(0).typeName) found")
                        }
                        return .string(escaped(text))
                    })
            ),
            ("error", .object(ClassObject("re.error") { arguments, _ in arguments.positional.first ?? .none })),
            ("Pattern", .object(ClassObject("re.Pattern") { _, _ in throw JinjaError(.type, "cannot create 're.Pattern' instances") })),
            ("Match", .object(ClassObject("re.Match") { _, _ in throw JinjaError(.type, "cannot create 're.Match' instances") })),
        ]
        return functions + plain + flags
    }

    private static var flags: [(String, Value)] {
        let named: [(short: String, long: String, value: Int)] = [
            ("A", "ASCII", 256), ("I", "IGNORECASE", 2), ("L", "LOCALE", 4), ("M", "MULTILINE", 8), ("S", "DOTALL", 16),
            ("U", "UNICODE", 32),
            ("X", "VERBOSE", 64), ("NOFLAG", "NOFLAG", 0),
        ]
        var values: [(String, Value)] = []
        for flag in named {
            let value = Value.object(RegexFlagObject(flag.long, flag.value))
            values.append((flag.long, value))
            if flag.short != flag.long { values.append((flag.short, value)) }
        }
        values.append(
            ("RegexFlag", .object(ClassObject("re.RegexFlag") { arguments, _ in .int(try arguments.positional.first?.index() ?? 0) })))
        return values
    }

    /// A function whose first argument is a pattern (text or compiled), with flags at `flagsAt`.
    private static func function(
        _ name: String, _ signature: Signature, flagsAt: Int? = nil,
        _ body: @escaping (RegexPatternObject, BoundArguments, Renderer) throws -> Value
    ) -> (String, Value) {
        let place = flagsAt ?? signature.names.count - 1
        let function = FunctionObject(name, signature) { arguments, renderer in
            let flags = try flags(arguments[place])
            return try body(pattern(arguments.value(0), flags), arguments, renderer)
        }
        return (name, .object(function))
    }

    private static func flags(_ value: Value?) throws -> RegexFlags {
        guard let value else { return [] }
        if let flag = value.object(RegexFlagObject.self) { return RegexFlags(rawValue: flag.value) }
        return RegexFlags(rawValue: try value.index())
    }

    private static func pattern(_ value: Value, _ flags: RegexFlags) throws -> RegexPatternObject {
        if let compiled = value.object(RegexPatternObject.self) {
            if flags.rawValue != 0 { throw JinjaError(.value, "cannot process flags argument with a compiled pattern") }
            return compiled
        }
        guard let text = value.text else {
            throw JinjaError(.type, "first argument must be string or compiled pattern")
        }
        return RegexPatternObject(try compiled(text, flags))
    }

    /// `re.escape(text)`.
    static func escaped(_ text: String) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x09...0x0D, 0x20, 0x23, 0x24, 0x26, 0x28...0x2B, 0x2D, 0x2E, 0x3F, 0x5B...0x5E, 0x7B...0x7E:
                out += [UInt8(ascii: "\\"), byte]
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// A flag of `re`: prints its name, adds up as a number.
final class RegexFlagObject: Object {
    let value: Int
    private let name: String

    init(_ name: String, _ value: Int) {
        self.name = name
        self.value = value
    }

    override var typeName: String { "RegexFlag" }
    override var isTrue: Bool { value != 0 }
    override func repr() throws -> String { "re." + name }

    override func isEqual(to other: Value) throws -> Bool? {
        if let flag = other.object(RegexFlagObject.self) { return flag.value == value }
        return other.smallInteger.map { $0 == value }
    }

    override func hash(into hasher: inout Hasher) throws { hasher.combine(value) }

    override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        let right = other.object(RegexFlagObject.self).map { Value.int($0.value) } ?? other
        guard right.bigInteger != nil || right.double != nil else { return nil }
        return reflected ? try right.applying(operation, .int(value)) : try Value.int(value).applying(operation, right)
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "value": .int(value)
        case "name": .string(self.name)
        default: nil
        }
    }
}
