/// Tests that compare with an argument, or look at a number or text.
enum ComparisonTests {
    static let all: [ValueTest] = equality + order + shape

    private static func comparison(
        _ names: [String], _ body: @escaping @Sendable (Value, Value) throws -> Bool
    ) -> [ValueTest] {
        names.map { name in
            ValueTest(name, Signature("other")) { value, arguments, _ in try body(value, arguments.value(0)) }
        }
    }

    private static let equality: [ValueTest] =
        comparison(["==", "eq", "equalto"]) { try $0.equals($1) } + comparison(["!=", "ne"]) { try !$0.equals($1) }
        + comparison(["sameas"]) { $0.isIdentical(to: $1) } + comparison(["in"]) { try $1.contains($0) }

    private static let order: [ValueTest] =
        comparison([">", "gt", "greaterthan"]) { try $0.isOrdered(.greater, $1) }
        + comparison([">=", "ge"]) { try $0.isOrdered(.greaterOrEqual, $1) }
        + comparison(["<", "lt", "lessthan"]) { try $0.isOrdered(.less, $1) }
        + comparison(["<=", "le"]) { try $0.isOrdered(.lessOrEqual, $1) }

    private static let shape: [ValueTest] = [
        ValueTest("odd") { value, _, _ in try remainder(value, .int(2)).equals(.int(1)) },
        ValueTest("even") { value, _, _ in try remainder(value, .int(2)).equals(.int(0)) },
        ValueTest("divisibleby", Signature("num")) { value, arguments, _ in
            try remainder(value, arguments.value(0)).equals(.int(0))
        },
        ValueTest("lower") { value, _, _ in TextCase.isLower(try value.str()) },
        ValueTest("upper") { value, _, _ in TextCase.isUpper(try value.str()) },
    ]

    private static func remainder(_ value: Value, _ divisor: Value) throws -> Value { try value.applying(.modulo, divisor) }
}
