extension Renderer {
    /// An undefined value of the kind the running text makes.
    public func undefined(_ origin: Undefined.Origin) -> Value { .undefined(Undefined(origin, isForgiving: isForgiving)) }

    /// `callee(…)`. Throws a TypeError where the value cannot be called.
    public func call(_ callee: Value, _ arguments: Arguments) throws -> Value {
        switch callee {
        case .object(let object):
            try StackLimit.check()
            return try object.call(arguments, self)
        case .undefined(let undefined):
            if undefined.isForgiving { return callee }
            throw undefined.error()
        default: throw JinjaError(.type, "'\(callee.typeName)' object is not callable")
        }
    }

    /// Jinja's `value.name`: the attribute or method, else the item, else undefined. Names with `_` in front are unsafe.
    public func attribute(_ name: String, of value: Value) throws -> Value {
        if case .undefined(let undefined) = value { return try attribute(name, of: undefined) }
        if let found = try pythonAttribute(name, of: value) { return found }
        if case .object(let object) = value, let item = try object.item(.string(name), self) { return item }
        return undefined(.attribute(name, of: value))
    }

    private func attribute(_ name: String, of missing: Undefined) throws -> Value {
        if Sandbox.isUnsafe(name, of: .undefined(missing)) { return undefined(Sandbox.origin(name, of: .undefined(missing))) }
        guard missing.isForgiving else { throw missing.error() }
        return missing.forgivingAttribute(name)
    }

    /// Jinja's `value[key]`: the item, else the attribute where the key is text, else undefined.
    public func item(_ key: Value, of value: Value) throws -> Value {
        switch value {
        case .object(let object):
            if let item = try object.item(key, self) { return item }
        case .string(let text):
            if let item = text.item(key) { return item }
        case .undefined(let undefined):
            if undefined.isForgiving { return value }
            throw undefined.error()
        default: break
        }
        if let name = key.text {
            if let found = try pythonAttribute(name, of: value) { return found }
            return undefined(.attribute(name, of: value))
        }
        return undefined(.item(key, of: value))
    }

    /// Python's `getattr` under the sandbox: a method or attribute; nil where there is none, an unsafe undefined where it is forbidden.
    public func pythonAttribute(_ name: String, of value: Value) throws -> Value? {
        if name.utf8.first == UInt8(ascii: "_") {
            return try Sandbox.isUnsafe(name, of: value) || hostHas(name, value) ? undefined(Sandbox.origin(name, of: value)) : nil
        }
        switch value {
        case .object(let object):
            if let found = try object.attribute(name, self) { return found }
            if let method = object.method(name) { return .object(BoundMethod(value, method)) }
            if Sandbox.isUnsafe(name, of: value) { return undefined(Sandbox.origin(name, of: value)) }
        case .string:
            if let method = AllMethods.string(name) { return .object(BoundMethod(value, method)) }
        case .int, .bool:
            if let method = AllMethods.int(name) { return .object(BoundMethod(value, method)) }
        case .float:
            if let method = AllMethods.float(name) { return .object(BoundMethod(value, method)) }
        case .undefined, .none: break
        }
        return AllMethods.property(name, of: value)
    }

    private func hostHas(_ name: String, _ value: Value) throws -> Bool {
        guard case .object(let object) = value, !(object is NamespaceObject) else { return false }
        return try object.attribute(name, self) != nil
    }

    /// Applies a filter by name, as `map('name')` does. Throws a runtime error where there is none.
    public func applyFilter(_ name: String, to value: Value, _ arguments: Arguments) throws -> Value {
        try Self.filter(name).apply(value, arguments, self)
    }

    /// A filter by name. Throws a runtime error where there is none.
    static func filter(_ name: String) throws -> Filter {
        guard let filter = AllFilters.byName[name] else { throw JinjaError(.runtime, "No filter named \(TextRepr.repr(name)).") }
        return filter
    }

    /// Asks a test by name, as `select('name')` does. Throws a runtime error where there is none.
    public func applyTest(_ name: String, to value: Value, _ arguments: Arguments) throws -> Bool {
        try Self.test(name).holds(value, arguments, self)
    }

    /// A test by name. Throws a runtime error where there is none.
    static func test(_ name: String) throws -> ValueTest {
        guard let test = AllTests.byName[name] else { throw JinjaError(.runtime, "No test named \(TextRepr.repr(name)).") }
        return test
    }
}

/// What templates may not touch: Jinja's sandbox.
enum Sandbox {
    /// Names that every Python object has.
    private static let common: Set<String> = [
        "__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__format__", "__ge__", "__getattribute__", "__getstate__", "__gt__",
        "__hash__", "__init__", "__init_subclass__", "__le__", "__lt__", "__ne__", "__new__", "__reduce__", "__reduce_ex__", "__repr__",
        "__setattr__", "__sizeof__", "__str__", "__subclasshook__",
    ]
    private static let sequence: Set<String> = ["__len__", "__getitem__", "__contains__", "__iter__", "__add__", "__mul__", "__rmul__"]
    private static let function: Set<String> = [
        "__call__", "__code__", "__globals__", "__closure__", "__defaults__", "__kwdefaults__", "__name__", "__qualname__", "__module__",
        "__dict__", "__wrapped__", "__func__", "__self__",
    ]
    private static let generator: Set<String> = ["gi_frame", "gi_code", "gi_yieldfrom", "gi_running"]

    /// Whether the value has the attribute in Python and the sandbox forbids it.
    static func isUnsafe(_ name: String, of value: Value) -> Bool {
        if name.utf8.first != UInt8(ascii: "_") {
            guard case .object(let object) = value, object is GeneratorObject else { return false }
            return generator.contains(name) && object.typeName == "generator"
        }
        if common.contains(name) { return true }
        switch value {
        case .string: return sequence.contains(name) || name == "__mod__" || name == "__rmod__"
        case .int, .float, .bool: return ["__add__", "__sub__", "__mul__", "__int__", "__float__", "__abs__", "__bool__"].contains(name)
        case .undefined: return name.hasPrefix("_undefined_") || name == "_fail_with_undefined_error"
        case .object(let object):
            if object.isSequence || object.isMapping, sequence.contains(name) { return true }
            if object.isCallable, function.contains(name) { return true }
            return name == "__dict__" && !(object is ListObject || object is DictObject || object is TupleObject)
        case .none: return name == "__bool__"
        }
    }

    /// How the forbidden attribute fails when used.
    static func origin(_ name: String, of value: Value) -> Undefined.Origin {
        .unsafe("access to attribute \(TextRepr.repr(name)) of '\(value.typeName)' object is unsafe.")
    }
}

extension String {
    /// `text[index]`, or nil where the key is no integer or out of range.
    func item(_ key: Value) -> Value? {
        guard let index = key.smallInteger else { return nil }
        let scalars = unicodeScalars
        if index >= 0 {
            guard index < utf8.count, let place = scalars.index(scalars.startIndex, offsetBy: index, limitedBy: scalars.endIndex),
                place < scalars.endIndex
            else { return nil }
            return .string(String(scalars[place]))
        }
        guard index >= -utf8.count, let place = scalars.index(scalars.endIndex, offsetBy: index, limitedBy: scalars.startIndex) else {
            return nil
        }
        return .string(String(scalars[place]))
    }
}
