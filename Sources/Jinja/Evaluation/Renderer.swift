/// Renders templates on one thread: owns output, frames and limits.
public final class Renderer {
    /// Whether expressions are yielded as values (YAML strings), not as text.
    public internal(set) var isNative = false
    /// Whether output and the text filters escape HTML; `{% autoescape true %}` only.
    public internal(set) var autoescapes = false
    /// Whether names of the text being rendered become dbt's forgiving undefined.
    public internal(set) var isForgiving = false

    init() {}

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
        if let found = try pythonAttribute(name, of: value) { return found }
        switch value {
        case .undefined(let undefined):
            if undefined.isForgiving { return value }
            throw undefined.error()
        case .object(let object):
            if let item = try object.item(.string(name), self) { return item }
        default: break
        }
        return undefined(.attribute(name, of: value))
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
        switch value {
        case .object(let object):
            if let found = try object.attribute(name, self) { return found }
            if let method = object.method(name) { return .object(BoundMethod(value, method)) }
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

    /// Applies a filter by name, as `map('name')` does. Throws a runtime error where there is none.
    public func applyFilter(_ name: String, to value: Value, _ arguments: Arguments) throws -> Value {
        guard let filter = AllFilters.byName[name] else { throw JinjaError(.runtime, "No filter named \(TextRepr.repr(name)).") }
        return try filter.apply(value, arguments, self)
    }

    /// Asks a test by name, as `select('name')` does. Throws a runtime error where there is none.
    public func applyTest(_ name: String, to value: Value, _ arguments: Arguments) throws -> Bool {
        guard let test = AllTests.byName[name] else { throw JinjaError(.runtime, "No test named \(TextRepr.repr(name)).") }
        return try test.holds(value, arguments, self)
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
