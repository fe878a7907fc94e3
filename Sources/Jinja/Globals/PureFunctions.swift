import Files

/// dbt's context functions that need nothing but their arguments: JSON, YAML, sets, zip, digests.
public enum PureFunctions {
    /// How YAML is read and written; the host's business, since the template language has no YAML of its own.
    public struct YAML {
        /// `yaml.safe_load`. Throws a `JinjaError` of kind `value` for text that is no YAML.
        public let load: (String) throws -> Value
        /// `yaml.safe_dump(value, sort_keys:)`. Throws a `JinjaError` of kind `value` for what YAML has no form for.
        public let dump: (_ value: Value, _ sortsKeys: Bool) throws -> String

        /// A reader and a writer.
        public init(load: @escaping (String) throws -> Value, dump: @escaping (_ value: Value, _ sortsKeys: Bool) throws -> String) {
            self.load = load
            self.dump = dump
        }
    }

    /// The functions by name; the YAML functions only where a reader and writer are given.
    public static func all(yaml: YAML? = nil) -> [(name: String, value: Value)] {
        var functions = json + collections + digests
        if let yaml { functions += self.yaml(yaml) }
        return functions.map { ($0.name, .object($0)) }
    }

    /// The result of a body, or a default where it throws a ValueError.
    private static func orDefault(_ fallback: Value, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as JinjaError where error.kind == .value { return fallback }
    }

    private static var json: [FunctionObject] {
        [
            FunctionObject("fromjson", Signature("string", "default=")) { arguments, _ in
                let text: String
                if let given = arguments.value(0).text {
                    text = given
                } else if let bytes = arguments.value(0).object(BytesObject.self) {
                    text = String(decoding: bytes.bytes, as: UTF8.self)
                } else {
                    throw JinjaError(.type, "the JSON object must be str, bytes or bytearray, not \(arguments.value(0).typeName)")
                }
                return try orDefault(arguments.value(1)) { try JSONParser.loads(text) }
            },
            FunctionObject("tojson", Signature("value", "default=", "sort_keys=")) { arguments, _ in
                try orDefault(arguments.value(1)) {
                    .string(try JSONText.dumps(arguments.value(0), sortsKeys: arguments.bool(2, default: false)))
                }
            },
        ]
    }

    private static func yaml(_ yaml: YAML) -> [FunctionObject] {
        [
            FunctionObject("fromyaml", Signature("value", "default=")) { arguments, _ in
                let value = arguments.value(0)
                if case .undefined(let undefined) = value, !undefined.isForgiving { throw undefined.error() }
                // Anything without a `read` method is an AttributeError there, which gives the default.
                guard let text = value.text else { return arguments.value(1) }
                return try orDefault(arguments.value(1)) { try yaml.load(text) }
            },
            FunctionObject("toyaml", Signature("value", "default=", "sort_keys=")) { arguments, _ in
                try orDefault(arguments.value(1)) {
                    try requirePlain(arguments.value(0))
                    return .string(try yaml.dump(arguments.value(0), arguments.bool(2, default: false)))
                }
            },
        ]
    }

    /// Refuses what YAML cannot hold: anything but containers, scalars, dates and times.
    private static func requirePlain(_ value: Value, depth: Int = 0) throws {
        guard depth < 100, case .object(let object) = value else { return }
        if let dict = object as? DictObject {
            for (key, item) in dict.entries {
                try requirePlain(key, depth: depth + 1)
                try requirePlain(item, depth: depth + 1)
            }
        } else if object is ListObject || object is TupleObject || object is SetObject {
            for item in try value.elements() { try requirePlain(item, depth: depth + 1) }
        } else if !(object is BigInteger || object is Markup || object.typeName.hasPrefix("datetime.date")) {
            throw JinjaError(.value, "cannot represent an object of type '\(object.typeName)'")
        }
    }

    private static var collections: [FunctionObject] {
        [
            FunctionObject("set", Signature("value", "default=")) { arguments, _ in
                do { return try set(arguments.value(0)) } catch let error as JinjaError where error.kind == .type {
                    return arguments.value(1)
                }
            },
            FunctionObject("set_strict", Signature("value")) { arguments, _ in
                try set(arguments.value(0))
            },
            FunctionObject("zip") { arguments, _ in
                if let other = arguments.named.first(where: { $0.name != "default" }) {
                    throw JinjaError(.type, "_zip() got an unexpected keyword argument '\(other.name)'")
                }
                do { return try zip(arguments.positional) } catch let error as JinjaError where error.kind == .type {
                    return arguments.named("default") ?? .none
                }
            },
            FunctionObject("zip_strict", Signature("*")) { arguments, _ in
                try zip(arguments.extra)
            },
            FunctionObject("diff_of_two_dicts", Signature("dict_a", "dict_b")) { arguments, renderer in
                .object(try difference(arguments.value(0), arguments.value(1), renderer))
            },
        ]
    }

    private static func set(_ value: Value) throws -> Value { .object(try SetObject(elements: value.elements())) }

    private static func zip(_ sources: [Value]) throws -> Value {
        let iterators = try sources.map { try $0.makeIterator() }
        return .object(
            GeneratorObject(typeName: "zip") {
                if iterators.isEmpty { return nil }
                var row: [Value] = []
                for iterator in iterators {
                    guard let item = try iterator.next() else { return nil }
                    row.append(item)
                }
                return .object(TupleObject(row))
            })
    }

    /// The lists of the first dict without what the second has under the same key, case ignored.
    private static func difference(_ first: Value, _ second: Value, _ renderer: Renderer) throws -> DictObject {
        func folded(_ value: Value) throws -> String {
            guard let text = value.text else { return try TextFilters.missingMethod("casefold", of: value, renderer).str() }
            return TextCase.folded(text)
        }
        guard let other = second.object(DictObject.self) else {
            _ = try TextFilters.missingMethod("items", of: second, renderer)
            return DictObject()
        }
        let known = DictObject()
        for (key, values) in other.entries {
            let texts = try values.elements().map { Value.string(try folded($0)) }
            known[try folded(key)] = .object(ListObject(texts))
        }
        let result = DictObject()
        for key in try first.elements() {
            let values = try renderer.item(key, of: first)
            guard let theirs = known[try folded(key)] else {
                try result.set(key, values)
                continue
            }
            let missing = try values.elements().filter { try !theirs.contains(.string(folded($0))) }
            if !missing.isEmpty { try result.set(key, .object(ListObject(missing))) }
        }
        return result
    }

    private static var digests: [FunctionObject] {
        [
            FunctionObject("local_md5", Signature("value")) { arguments, renderer in
                guard let text = arguments.value(0).text else {
                    return try TextFilters.missingMethod("encode", of: arguments.value(0), renderer)
                }
                return .string(MD5.hex(of: text))
            }
        ]
    }
}
