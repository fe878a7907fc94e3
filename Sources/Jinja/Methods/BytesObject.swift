/// A Python `bytes` value: what `encode()` gives.
public final class BytesObject: Object {
    /// The bytes.
    public let bytes: [UInt8]

    /// A bytes value.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public override var typeName: String { "bytes" }
    public override var length: Int? { bytes.count }
    public override var isSequence: Bool { true }
    public override func repr() throws -> String { TextRepr.repr(bytes: bytes) }
    public override func makeIterator() throws -> ValueIterator? { ArrayIterator(bytes.map { .int(Int($0)) }) }

    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        guard let index = key.smallInteger else { return nil }
        let place = index < 0 ? bytes.count + index : index
        return bytes.indices.contains(place) ? .int(Int(bytes[place])) : nil
    }

    public override func contains(_ needle: Value) throws -> Bool? {
        if let other = needle.object(BytesObject.self) {
            return TextSearch.first(other.bytes, in: bytes, 0..<bytes.count) != nil
        }
        if let number = needle.smallInteger { return bytes.contains { Int($0) == number } }
        throw JinjaError(.type, "a bytes-like object is required, not '\(needle.typeName)'")
    }

    public override func isEqual(to other: Value) throws -> Bool? { other.object(BytesObject.self).map { $0.bytes == bytes } }

    public override func compare(to other: Value) throws -> Int? {
        guard let other = other.object(BytesObject.self) else { return nil }
        if bytes == other.bytes { return 0 }
        return bytes.lexicographicallyPrecedes(other.bytes) ? -1 : 1
    }

    public override func hash(into hasher: inout Hasher) throws { hasher.combine(bytes) }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        switch operation {
        case .add:
            guard let other = other.object(BytesObject.self), !reflected else { return nil }
            try TextLimit.check(bytes.count + other.bytes.count)
            return .object(BytesObject(bytes + other.bytes))
        case .multiply:
            guard let times = try other.repeatCount(of: bytes.count, elementSize: 1) else { return nil }
            return .object(BytesObject((0..<times).flatMap { _ in bytes }))
        default: return nil
        }
    }

    public override func method(_ name: String) -> Method? { BytesMethods.all[name] ?? BytesMethods.borrowed[name] }
}

/// The methods of `bytes`.
enum BytesMethods {
    static let all = Method.table([
        Method("decode", Signature("encoding=", "errors=")) { receiver, arguments, _ in
            let coding = try TextCoding(arguments.text(0, default: "utf-8"))
            return .string(try coding.decode(bytes(receiver), errors: arguments.text(1, default: "strict")))
        },
        Method("hex", Signature("sep=", "bytes_per_sep=")) { receiver, arguments, _ in
            let separator = try arguments.text(0, default: "")
            let pairs = bytes(receiver).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            return .string(pairs.joined(separator: separator))
        },
        bytesMethod("upper", 0...0) { bytes, _ in
            .object(BytesObject(bytes.map { (0x61...0x7A).contains($0) ? $0 - 32 : $0 }))
        },
        bytesMethod("lower", 0...0) { bytes, _ in
            .object(BytesObject(bytes.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }))
        },
        bytesMethod("startswith", 1...1) { bytes, arguments in .bool(bytes.starts(with: try part(arguments[0]))) },
        bytesMethod("endswith", 1...1) { bytes, arguments in .bool(bytes.reversed().starts(with: try part(arguments[0]).reversed())) },
        bytesMethod("find", 1...1) { bytes, arguments in
            .int(TextSearch.first(try part(arguments[0]), in: bytes, 0..<bytes.count) ?? -1)
        },
    ])

    /// Methods that work on bytes as the methods of `str` do on ASCII text.
    static let borrowed: [String: Method] = {
        let names = [
            "capitalize", "center", "count", "expandtabs", "index", "isalnum", "isalpha", "isascii", "isdigit", "islower", "isspace",
            "istitle", "isupper", "ljust", "lstrip", "partition", "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust",
            "rpartition", "rsplit", "rstrip", "split", "splitlines", "strip", "swapcase", "title", "zfill",
        ]
        return Method.table(names.compactMap { AllMethods.string($0).map(borrow) })
    }()

    private static func borrow(_ method: Method) -> Method {
        Method(method.name) { receiver, arguments, renderer in
            var arguments = arguments
            arguments.positional = try arguments.positional.map { argument in
                if argument.text != nil { throw JinjaError(.type, "a bytes-like object is required, not '\(argument.typeName)'") }
                return argument.object(BytesObject.self).map { text($0.bytes) } ?? argument
            }
            return bytesInside(try method.function(text(bytes(receiver)), arguments, renderer))
        }
    }

    /// Bytes as a text with one character each, and back.
    private static func text(_ bytes: [UInt8]) -> Value { .string(TextSplitting.string(bytes.map { Unicode.Scalar($0) })) }

    private static func bytesInside(_ value: Value) -> Value {
        switch value {
        case .string(let text): return .object(BytesObject(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }))
        case .object(let object):
            if let list = object as? ListObject { return .object(ListObject(list.elements.map(bytesInside))) }
            if let tuple = object as? TupleObject { return .object(TupleObject(tuple.elements.map(bytesInside))) }
            return value
        default: return value
        }
    }

    private static func bytes(_ value: Value) -> [UInt8] { value.object(BytesObject.self)?.bytes ?? [] }

    private static func part(_ value: Value) throws -> [UInt8] {
        guard let other = value.object(BytesObject.self) else {
            throw JinjaError(.type, "a bytes-like object is required, not '\(value.typeName)'")
        }
        return other.bytes
    }

    private static func bytesMethod(
        _ name: String, _ counts: ClosedRange<Int>, _ body: @escaping @Sendable ([UInt8], [Value]) throws -> Value
    ) -> Method {
        .positional("bytes", name, counts) { receiver, arguments in try body(bytes(receiver), arguments) }
    }
}
