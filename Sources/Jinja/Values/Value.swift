/// What a Jinja expression can be at run time: Python's plain types, and objects by reference.
///
/// Text is a Swift `String` (UTF-8 inside), but is always compared and hashed by its bytes, never with `String.==`: Python does not treat
/// canonically equivalent strings as equal. Indexing and length count Unicode scalars. Integers that do not fit 64 bits are a
/// `BigInteger` object. Lists, dictionaries, sets and namespaces are shared references, as in Python.
public enum Value {
    /// A name or attribute that does not exist; carries how its use fails.
    case undefined(Undefined)
    /// Python's `None`.
    case none
    /// `True` or `False`; counts as an integer in arithmetic, as in Python.
    case bool(Bool)
    /// An integer of 64 bits.
    case int(Int)
    /// A double.
    case float(Double)
    /// Plain text. Markup is an object (`Markup`).
    case string(String)
    /// Anything else, shared by reference: containers, functions, dates, relations, …
    case object(Object)
}

extension Value {
    /// The object of one class behind this value, or nil.
    @inlinable
    public func object<T: Object>(_ type: T.Type = T.self) -> T? {
        if case .object(let object) = self { return object as? T }
        return nil
    }

    /// Whether the value is undefined (plain or forgiving).
    @inlinable
    public var isUndefined: Bool {
        if case .undefined = self { return true }
        return false
    }

    /// Whether the value is `None`.
    @inlinable
    public var isNone: Bool {
        if case .none = self { return true }
        return false
    }
}
