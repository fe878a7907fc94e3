/// Tests on what kind of value something is.
enum KindTests {
    static let all: [ValueTest] = [
        ValueTest("defined") { value, _, _ in !value.isUndefined },
        ValueTest("undefined") { value, _, _ in value.isUndefined },
        ValueTest("none") { value, _, _ in value.isNone },
        ValueTest("boolean") { value, _, _ in boolean(value) != nil },
        ValueTest("true") { value, _, _ in boolean(value) == true },
        ValueTest("false") { value, _, _ in boolean(value) == false },
        ValueTest("integer") { value, _, _ in boolean(value) == nil && value.bigInteger != nil },
        ValueTest("float") { value, _, _ in
            if case .float = value { return true }
            return false
        },
        ValueTest("number") { value, _, _ in value.double != nil || value.object(DecimalObject.self) != nil },
        ValueTest("string") { value, _, _ in value.text != nil },
        ValueTest("mapping") { value, _, _ in object(value)?.isMapping ?? false },
        ValueTest("sequence") { value, _, _ in isSequence(value) },
        ValueTest("iterable") { value, _, _ in
            do {
                _ = try value.makeIterator()
                return true
            } catch let error as JinjaError where error.kind == .type {
                return false
            }
        },
        ValueTest("callable") { value, _, _ in
            switch value {
            case .undefined: true
            case .object(let object): object.isCallable
            default: false
            }
        },
        ValueTest("escaped") { value, _, _ in value.object(Markup.self) != nil || object(value)?.hasMarkup == true },
        ValueTest("filter") { value, _, _ in try name(value).map { AllFilters.byName[$0] != nil } ?? false },
        ValueTest("test") { value, _, _ in try name(value).map { AllTests.byName[$0] != nil } ?? false },
    ]

    private static func boolean(_ value: Value) -> Bool? {
        if case .bool(let bool) = value { return bool }
        return nil
    }

    private static func object(_ value: Value) -> Object? {
        if case .object(let object) = value { return object }
        return nil
    }

    private static func isSequence(_ value: Value) -> Bool {
        switch value {
        case .undefined, .string: true
        case .object(let object): object.isSequence || (object.isMapping && object.length != nil)
        default: false
        }
    }

    /// The text asked for; throws for a value that cannot be a key at all.
    private static func name(_ value: Value) throws -> String? {
        _ = try value.hashNumber()
        return value.text
    }
}
