extension Expression {
    /// The expression put together again from its parts, as dbt-core 1.12 does for `unrendered_config`.
    ///
    /// What dbt does not know how to spell (filters, tests, arithmetic, conditionals) it shows as Jinja's node.
    var spelling: String {
        switch kind {
        case .literal(let literal): return literal.spelling
        case .name(let name): return name
        case .call(let callee, let arguments): return callee.spelling + "(" + arguments.spelling + ")"
        case .list(let items): return "[" + items.map(\.spelling).joined(separator: ", ") + "]"
        case .tuple(let items):
            return items.count == 1 ? "(\(items[0].spelling),)" : "(" + items.map(\.spelling).joined(separator: ", ") + ")"
        case .dict(let pairs):
            return "{" + pairs.map { $0.key.spelling + ": " + $0.value.spelling }.joined(separator: ", ") + "}"
        case .attribute(let owner, let name): return owner.spelling + "." + name
        case .item(let owner, let key): return owner.spelling + "[" + key.spelling + "]"
        case .concatenate(let parts): return parts.map(\.spelling).joined(separator: " ~ ")
        case .compare(let first, let rest):
            return first.spelling + " " + rest.map { $0.comparison.symbol + " " + $0.operand.spelling }.joined(separator: " ")
        case .not(let operand): return "not " + operand.spelling
        case .negate(let operand): return "-" + operand.spelling
        case .and(let left, let right): return left.spelling + " and " + right.spelling
        case .or(let left, let right): return left.spelling + " or " + right.spelling
        default: return node
        }
    }

    /// How Python shows Jinja's node of the expression.
    private var node: String {
        func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }
        func arguments(_ arguments: CallArguments) -> String {
            let named = arguments.named.map { "Keyword(key=\(TextRepr.repr($0.name)), value=\($0.value.node))" }
            return "args=\(list(arguments.positional.map(\.node))), kwargs=\(list(named)), dyn_args=\(arguments.spread?.node ?? "None"), "
                + "dyn_kwargs=\(arguments.spreadNamed?.node ?? "None")"
        }
        let name = kind.className
        switch kind {
        case .literal(let literal): return "Const(value=\(literal.spelling))"
        case .name(let name): return "Name(name=\(TextRepr.repr(name)), ctx='load')"
        case .call(let callee, let values): return "Call(node=\(callee.node), \(arguments(values)))"
        case .filter(let operand, let filter, let values):
            return "Filter(node=\(operand?.node ?? "None"), name=\(TextRepr.repr(filter)), \(arguments(values)))"
        case .test(let operand, let test, let values):
            return "Test(node=\(operand.node), name=\(TextRepr.repr(test)), \(arguments(values)))"
        case .list(let items): return "List(items=\(list(items.map(\.node))))"
        case .tuple(let items): return "Tuple(items=\(list(items.map(\.node))), ctx='load')"
        case .dict(let pairs):
            return "Dict(items=\(list(pairs.map { "Pair(key=\($0.key.node), value=\($0.value.node))" })))"
        case .attribute(let owner, let attribute): return "Getattr(node=\(owner.node), attr=\(TextRepr.repr(attribute)), ctx='load')"
        case .item(let owner, let key): return "Getitem(node=\(owner.node), arg=\(key.node), ctx='load')"
        case .slice(let start, let stop, let step):
            return "Slice(start=\(start?.node ?? "None"), stop=\(stop?.node ?? "None"), step=\(step?.node ?? "None"))"
        case .concatenate(let parts): return "Concat(nodes=\(list(parts.map(\.node))))"
        case .compare(let first, let rest):
            return
                "Compare(expr=\(first.node), ops=\(list(rest.map { "Operand(op='\($0.comparison.tokenName)', expr=\($0.operand.node))" })))"
        case .conditional(let test, let then, let otherwise):
            return "CondExpr(test=\(test.node), expr1=\(then.node), expr2=\(otherwise?.node ?? "None"))"
        case .not(let operand), .negate(let operand), .plus(let operand): return "\(Self.capitalized(name))(node=\(operand.node))"
        case .and(let left, let right), .or(let left, let right), .binary(_, let left, let right):
            return "\(Self.capitalized(name))(left=\(left.node), right=\(right.node))"
        case .namespaceAttribute(let name, let attribute): return "NSRef(name=\(TextRepr.repr(name)), attr=\(TextRepr.repr(attribute)))"
        }
    }

    private static func capitalized(_ name: String) -> String {
        name == "floordiv" ? "FloorDiv" : name.prefix(1).uppercased() + name.dropFirst()
    }
}

extension Literal {
    /// Python's `repr`.
    fileprivate var spelling: String { (try? value.repr()) ?? "" }
}

extension CallArguments {
    fileprivate var spelling: String {
        var parts = positional.map(\.spelling) + named.map { $0.name + "=" + $0.value.spelling }
        if let spread { parts.append("*" + spread.spelling) }
        if let spreadNamed { parts.append("**" + spreadNamed.spelling) }
        return parts.joined(separator: ", ")
    }
}

extension Comparison {
    fileprivate var symbol: String {
        switch self {
        case .equal: "=="
        case .notEqual: "!="
        case .order(let ordering): ordering.rawValue
        case .isIn: "in"
        case .isNotIn: "not in"
        }
    }

    fileprivate var tokenName: String {
        switch self {
        case .equal: "eq"
        case .notEqual: "ne"
        case .order(.less): "lt"
        case .order(.lessOrEqual): "lteq"
        case .order(.greater): "gt"
        case .order(.greaterOrEqual): "gteq"
        case .isIn: "in"
        case .isNotIn: "notin"
        }
    }
}
