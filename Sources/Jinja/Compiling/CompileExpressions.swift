extension Compiler {
    func compile(_ expression: Expression, _ place: Place) throws -> Computation {
        if expression.kind.isOperation, !place.isEscaping, let value = folder.value(of: expression) {
            return value.isContainer ? FreshConstant(value) : ConstantValue(value)
        }
        return try compileParts(expression, place)
    }

    private func compileParts(_ expression: Expression, _ place: Place) throws -> Computation {
        switch expression.kind {
        case .literal(let literal): return ConstantValue(literal.value)
        case .name(let name): return self.name(name, place)
        case .list(let items): return ListDisplay(try compile(items, place))
        case .tuple(let items): return TupleDisplay(try compile(items, place))
        case .dict(let pairs):
            return DictDisplay(try pairs.map { (key: try compile($0.key, place), value: try compile($0.value, place)) })
        case .negate(let operand): return Sign(try compile(operand, place), isMinus: true)
        case .plus(let operand): return Sign(try compile(operand, place), isMinus: false)
        case .not(let operand): return Negation(try compile(operand, place))
        case .binary(let operation, let left, let right):
            return Arithmetic(operation, try compile(left, place), try compile(right, place))
        case .and(let left, let right): return Junction(try compile(left, place), try compile(right, place), isAnd: true)
        case .or(let left, let right): return Junction(try compile(left, place), try compile(right, place), isAnd: false)
        case .concatenate(let parts): return Concatenation(try compile(parts, place))
        case .compare(let first, let rest) where rest.count == 1:
            return SingleComparison(rest[0].comparison, try compile(first, place), try compile(rest[0].operand, place))
        case .compare(let first, let rest):
            return ComparisonChain(
                try compile(first, place), try rest.map { (comparison: $0.comparison, operand: try compile($0.operand, place)) })
        default: return try compilePostfix(expression, place)
        }
    }

    private func compilePostfix(_ expression: Expression, _ place: Place) throws -> Computation {
        let offset = expression.offset
        switch expression.kind {
        case .conditional(let test, let then, let otherwise):
            let soft = place.soft
            let result = try compile(then, soft)
            let missing = try otherwise.map { try compile($0, soft) } ?? MissingElse(line: text.line(offset))
            return Conditional(try compile(test, soft), result, missing)
        case .attribute(let owner, let name): return AttributeAccess(try compile(owner, place), name)
        case .item(let owner, let key): return try item(owner, key, place)
        case .call(let callee, let arguments):
            let values = try self.arguments(arguments, place, offset)
            if case .attribute(let owner, let name) = callee.kind { return MethodCall(try compile(owner, place), name, values) }
            return Call(try compile(callee, place), values)
        case .filter(let operand, let name, let arguments):
            let filter = AllFilters.byName[name]
            if filter == nil, !place.isSoft { throw fail("No filter named \(TextRepr.repr(name)).", offset) }
            let value = try operand.map { try compile($0, place) } ?? FilteredBody()
            return FilterCall(filter, name, value, try self.arguments(arguments, place, offset))
        case .test(let operand, let name, let arguments):
            let test = AllTests.byName[name]
            if test == nil, !place.isSoft { throw fail("No test named \(TextRepr.repr(name)).", offset) }
            return TestCall(test, name, try compile(operand, place), try self.arguments(arguments, place, offset))
        default: throw failInPython("invalid syntax", offset)
        }
    }

    private func item(_ owner: Expression, _ key: Expression, _ place: Place) throws -> Computation {
        let value = try compile(owner, place)
        if case .slice(let start, let stop, let step) = key.kind {
            return SliceAccess(
                value, start: try start.map { try compile($0, place) }, stop: try stop.map { try compile($0, place) },
                step: try step.map { try compile($0, place) })
        }
        return ItemAccess(value, try compile(key, place))
    }

    private func compile(_ expressions: [Expression], _ place: Place) throws -> [Computation] {
        try expressions.map { try compile($0, place) }
    }

    func arguments(_ arguments: CallArguments, _ place: Place, _ offset: Int) throws -> ArgumentList {
        var seen: Set<String> = []
        for (name, _) in arguments.named where !seen.insert(name).inserted {
            throw failInPython("keyword argument repeated: \(name)", offset)
        }
        return ArgumentList(
            positional: try compile(arguments.positional, place),
            named: try arguments.named.map { (name: $0.name, value: try compile($0.value, place)) },
            spread: try arguments.spread.map { try compile($0, place) },
            spreadNamed: try arguments.spreadNamed.map { try compile($0, place) })
    }
}

extension Expression.Kind {
    /// Whether Jinja tries to work the expression out when it compiles.
    fileprivate var isOperation: Bool {
        switch self {
        case .literal, .name, .list, .tuple, .dict, .slice, .call, .namespaceAttribute: false
        default: true
        }
    }
}

extension Value {
    /// Whether the value can be changed in place, itself or in its parts.
    fileprivate var isContainer: Bool {
        guard case .object(let object) = self else { return false }
        return object is ListObject || object is DictObject || object is TupleObject || object is SetObject
    }

    /// The value with containers made anew.
    fileprivate func copied() -> Value {
        guard case .object(let object) = self else { return self }
        switch object {
        case let list as ListObject: return .object(ListObject(list.elements.map { $0.copied() }))
        case let tuple as TupleObject: return .object(TupleObject(tuple.elements.map { $0.copied() }))
        case let dict as DictObject:
            let copy = dict.copy()
            for (key, value) in dict.entries where value.isContainer { _ = try? copy.set(key, value.copied()) }
            return .object(copy)
        case let set as SetObject: return (try? SetObject(elements: set.elements)).map { .object($0) } ?? self
        default: return self
        }
    }
}

/// A constant container: every evaluation makes it anew, as Python code for it would.
private final class FreshConstant: Computation, @unchecked Sendable {
    private let value: Value

    init(_ value: Value) { self.value = value }

    override func evaluate(_ frame: Frame) throws -> Value { value.copied() }
}
