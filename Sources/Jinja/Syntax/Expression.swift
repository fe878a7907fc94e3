/// One expression of a template, as parsed: names are not resolved yet.
struct Expression: Sendable {
    /// What the expression is.
    indirect enum Kind: Sendable {
        case literal(Literal)
        case name(String)
        case list([Expression])
        case tuple([Expression])
        case dict([(key: Expression, value: Expression)])
        case negate(Expression)
        case plus(Expression)
        case not(Expression)
        case binary(BinaryOperation, Expression, Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
        case concatenate([Expression])
        case compare(Expression, [(comparison: Comparison, operand: Expression)])
        case conditional(test: Expression, then: Expression, otherwise: Expression?)
        case attribute(Expression, String)
        case item(Expression, Expression)
        case slice(start: Expression?, stop: Expression?, step: Expression?)
        case call(Expression, CallArguments)
        /// A filter; without an operand it filters a block.
        case filter(Expression?, String, CallArguments)
        case test(Expression, String, CallArguments)
        /// `ns.name` as the target of an assignment.
        case namespaceAttribute(String, String)
    }

    /// What the expression is.
    let kind: Kind
    /// Offset of the token whose line Jinja takes for the expression.
    let offset: Int
    /// Offset of the expression's first byte.
    let start: Int
    /// Offset behind the expression's last byte.
    let end: Int
    /// How many expressions are nested on the deepest way down.
    let depth: Int
}

/// A comparison operator.
enum Comparison: Sendable {
    case equal, notEqual
    case order(Ordering)
    case isIn, isNotIn
}

/// The arguments of a call as written.
struct CallArguments: Sendable {
    var positional: [Expression] = []
    var named: [(name: String, value: Expression)] = []
    var spread: Expression?
    var spreadNamed: Expression?

    /// Every expression in the order Jinja visits them.
    var all: [Expression] { positional + named.map(\.value) + [spread, spreadNamed].compactMap { $0 } }

    var isEmpty: Bool { positional.isEmpty && named.isEmpty && spread == nil && spreadNamed == nil }
}

extension Expression.Kind {
    /// Direct parts, in the order Jinja visits them.
    var children: [Expression] {
        switch self {
        case .literal, .name, .namespaceAttribute: []
        case .list(let items), .tuple(let items), .concatenate(let items): items
        case .dict(let pairs): pairs.flatMap { [$0.key, $0.value] }
        case .negate(let operand), .plus(let operand), .not(let operand): [operand]
        case .binary(_, let left, let right), .and(let left, let right), .or(let left, let right): [left, right]
        case .compare(let first, let rest): [first] + rest.map(\.operand)
        case .conditional(let test, let then, let otherwise): [test, then] + (otherwise.map { [$0] } ?? [])
        case .attribute(let owner, _): [owner]
        case .item(let owner, let key): [owner, key]
        case .slice(let start, let stop, let step): [start, stop, step].compactMap { $0 }
        case .call(let callee, let arguments): [callee] + arguments.all
        case .filter(let operand, _, let arguments): (operand.map { [$0] } ?? []) + arguments.all
        case .test(let operand, _, let arguments): [operand] + arguments.all
        }
    }

    /// Jinja's name of the node class in lower case, as "can't assign to …" shows it.
    var className: String {
        switch self {
        case .literal: "const"
        case .name: "name"
        case .list: "list"
        case .tuple: "tuple"
        case .dict: "dict"
        case .negate: "neg"
        case .plus: "pos"
        case .not: "not"
        case .binary(let operation, _, _): operation.className
        case .and: "and"
        case .or: "or"
        case .concatenate: "concat"
        case .compare: "compare"
        case .conditional: "condexpr"
        case .attribute: "getattr"
        case .item: "getitem"
        case .slice: "slice"
        case .call: "call"
        case .filter: "filter"
        case .test: "test"
        case .namespaceAttribute: "nsref"
        }
    }
}

extension BinaryOperation {
    fileprivate var className: String {
        switch self {
        case .add: "add"
        case .subtract: "sub"
        case .multiply: "mul"
        case .divide: "div"
        case .floorDivide: "floordiv"
        case .modulo: "mod"
        case .power: "pow"
        }
    }
}
