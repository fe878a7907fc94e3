/// Works out expressions made of literals alone, by Jinja's rules of what is constant: no names, no calls, no filters that need the
/// context; `and`, `or` and conditionals look at the taken side only. In native templates the result becomes text.
final class ConstantFolder {
    /// Filters that ask the running context, and so are never constant.
    private static let contextFilters: Set<String> = ["map", "select", "reject", "selectattr", "rejectattr", "random"]

    private struct NotConstant: Error {}

    private let isNative: Bool
    private lazy var renderer = Renderer.forConstants(isNative: isNative)

    init(isNative: Bool) { self.isNative = isNative }

    /// The constant value; nil where the expression has none, fails, or is of no plain type.
    func value(of expression: Expression) -> Value? {
        guard expression.kind.mayBeConstant, let value = try? fold(expression), value.isPlain(depth: 0) else { return nil }
        return value
    }

    /// What `{{ expression }}` prints where it is constant, of whatever type the value is.
    func text(of expression: Expression) -> String? {
        guard expression.kind.mayBeConstant, let value = try? fold(expression) else { return nil }
        return try? value.str()
    }

    private func fold(_ expression: Expression) throws -> Value {
        switch expression.kind {
        case .literal(let literal): return literal.value
        case .list(let items): return .object(ListObject(try items.map(fold)))
        case .tuple(let items): return .object(TupleObject(try items.map(fold)))
        case .dict(let pairs): return .object(try DictObject(pairs.map { (try fold($0.key), try fold($0.value)) }))
        case .negate(let operand): return try fold(operand).unary(negated: true)
        case .plus(let operand): return try fold(operand).unary(negated: false)
        case .not(let operand): return .bool(try !fold(operand).isTrue())
        case .binary(let operation, let left, let right): return try fold(left).applying(operation, fold(right))
        case .and(let left, let right):
            let first = try fold(left)
            return try first.isTrue() ? fold(right) : first
        case .or(let left, let right):
            let first = try fold(left)
            return try first.isTrue() ? first : fold(right)
        case .concatenate(let parts): return .string(try parts.map { try fold($0).str() }.joined())
        case .compare(let first, let rest): return try compare(first, rest)
        case .conditional(let test, let then, let otherwise):
            if try fold(test).isTrue() { return try fold(then) }
            guard let otherwise else { throw NotConstant() }
            return try fold(otherwise)
        case .attribute(let owner, let name): return try renderer.attribute(name, of: fold(owner))
        case .item(let owner, let key): return try item(owner, key)
        case .filter(let operand?, let name, let arguments): return try filter(operand, name, arguments)
        case .test(let operand, let name, let arguments):
            guard let test = AllTests.byName[name] else { throw NotConstant() }
            return .bool(try test.holds(fold(operand), fold(arguments), renderer))
        default: throw NotConstant()
        }
    }

    private func compare(_ first: Expression, _ rest: [(comparison: Comparison, operand: Expression)]) throws -> Value {
        var left = try fold(first)
        for (comparison, operand) in rest {
            let right = try fold(operand)
            if try !comparison.holds(left, right) { return .bool(false) }
            left = right
        }
        return .bool(true)
    }

    private func item(_ owner: Expression, _ key: Expression) throws -> Value {
        let value = try fold(owner)
        guard case .slice(let start, let stop, let step) = key.kind else { return try renderer.item(fold(key), of: value) }
        let bounds = SliceBounds(
            start: try start.map(fold) ?? .none, stop: try stop.map(fold) ?? .none, step: try step.map(fold) ?? .none)
        do {
            return try renderer.slice(value, bounds)
        } catch let error as JinjaError where error.kind == .type {
            return renderer.undefined(.message("\(value.typeName) object has no element slice"))
        }
    }

    private func filter(_ operand: Expression, _ name: String, _ arguments: CallArguments) throws -> Value {
        guard let filter = AllFilters.byName[name], !Self.contextFilters.contains(name) else { throw NotConstant() }
        return try filter.apply(fold(operand), fold(arguments), renderer)
    }

    private func fold(_ arguments: CallArguments) throws -> Arguments {
        var result = Arguments(try arguments.positional.map(fold))
        if let spread = arguments.spread { result.positional += try fold(spread).elements() }
        for (name, value) in arguments.named { result.named.append((name, try fold(value))) }
        if let spread = arguments.spreadNamed {
            for (key, value) in try fold(spread).mappingPairs() ?? [] { result.named.append((try key.str(), value)) }
        }
        return result
    }
}

extension Value {
    /// Whether the value and everything in it is of a plain type (Jinja's `has_safe_repr`).
    fileprivate func isPlain(depth: Int) -> Bool {
        if depth > Parser.maximumDepth { return false }
        switch self {
        case .undefined: return false
        case .none, .bool, .int, .float, .string: return true
        case .object(let object):
            switch object {
            case is BigInteger, is Markup, is RangeObject: return true
            case let list as ListObject: return list.elements.allSatisfy { $0.isPlain(depth: depth + 1) }
            case let tuple as TupleObject: return tuple.elements.allSatisfy { $0.isPlain(depth: depth + 1) }
            case let set as SetObject: return set.elements.allSatisfy { $0.isPlain(depth: depth + 1) }
            case let dict as DictObject:
                return dict.entries.allSatisfy { $0.key.isPlain(depth: depth + 1) && $0.value.isPlain(depth: depth + 1) }
            default: return false
            }
        }
    }
}

extension Expression.Kind {
    /// Whether it is worth a try: no name or call at the bottom of the left side.
    fileprivate var mayBeConstant: Bool {
        var kind = self
        while true {
            switch kind {
            case .name, .call, .namespaceAttribute, .slice: return false
            case .literal, .list, .tuple, .dict, .conditional: return true
            default:
                guard let first = kind.firstOperand else { return false }
                kind = first.kind
            }
        }
    }
}
