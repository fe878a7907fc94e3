/// One expression of a template, as parsed: names are not resolved yet.
struct Expression: Sendable {
    /// What the expression is.
    enum Kind: Sendable {
        case literal(Literal)
        case name(String)
        indirect case list([Expression])
        indirect case tuple([Expression])
        indirect case dict([(key: Expression, value: Expression)])
        indirect case negate(Expression)
        indirect case plus(Expression)
        indirect case not(Expression)
        indirect case binary(BinaryOperation, Expression, Expression)
        indirect case and(Expression, Expression)
        indirect case or(Expression, Expression)
        indirect case concatenate([Expression])
        indirect case compare(Expression, [(comparison: Comparison, operand: Expression)])
        indirect case conditional(test: Expression, then: Expression, otherwise: Expression?)
        indirect case attribute(Expression, String)
        indirect case item(Expression, Expression)
        indirect case slice(start: Expression?, stop: Expression?, step: Expression?)
        indirect case call(Expression, CallArguments)
        /// A filter; without an operand it filters a block.
        indirect case filter(Expression?, String, CallArguments)
        indirect case test(Expression, String, CallArguments)
        /// `ns.name` as the target of an assignment.
        indirect case namespaceAttribute(String, String)
    }

    /// What the expression is.
    let kind: Kind
    private let place: (offset: UInt32, start: UInt32, end: UInt32, depth: UInt32)

    /// An expression at a place in a text, which is smaller than 4 GB.
    init(kind: Kind, offset: Int, start: Int, end: Int, depth: Int) {
        self.kind = kind
        place = (UInt32(clamping: offset), UInt32(clamping: start), UInt32(clamping: end), UInt32(clamping: depth))
    }

    /// Offset of the token whose line Jinja takes for the expression.
    var offset: Int { Int(place.offset) }
    /// Offset of the expression's first byte.
    var start: Int { Int(place.start) }
    /// Offset behind the expression's last byte.
    var end: Int { Int(place.end) }
    /// How many expressions are nested on the deepest way down.
    var depth: Int { Int(place.depth) }
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

    /// Visits every expression in the order Jinja does.
    func forEach(_ visit: (Expression) throws -> Void) rethrows {
        for argument in positional { try visit(argument) }
        for argument in named { try visit(argument.value) }
        if let spread { try visit(spread) }
        if let spreadNamed { try visit(spreadNamed) }
    }

    var isEmpty: Bool { positional.isEmpty && named.isEmpty && spread == nil && spreadNamed == nil }
}

extension Expression.Kind {
    /// Visits the direct parts, in the order Jinja does.
    func forEachChild(_ visit: (Expression) throws -> Void) rethrows {
        switch self {
        case .literal, .name, .namespaceAttribute: break
        case .list(let items), .tuple(let items), .concatenate(let items): for item in items { try visit(item) }
        case .dict(let pairs):
            for pair in pairs {
                try visit(pair.key)
                try visit(pair.value)
            }
        case .negate(let operand), .plus(let operand), .not(let operand), .attribute(let operand, _): try visit(operand)
        case .binary(_, let left, let right), .and(let left, let right), .or(let left, let right), .item(let left, let right):
            try visit(left)
            try visit(right)
        case .compare(let first, let rest):
            try visit(first)
            for next in rest { try visit(next.operand) }
        case .conditional(let test, let then, let otherwise):
            try visit(test)
            try visit(then)
            if let otherwise { try visit(otherwise) }
        case .slice(let start, let stop, let step):
            if let start { try visit(start) }
            if let stop { try visit(stop) }
            if let step { try visit(step) }
        case .call(let callee, let arguments):
            try visit(callee)
            try arguments.forEach(visit)
        case .filter(let operand, _, let arguments):
            if let operand { try visit(operand) }
            try arguments.forEach(visit)
        case .test(let operand, _, let arguments):
            try visit(operand)
            try arguments.forEach(visit)
        }
    }

    /// The first of the parts, where there is one that decides whether an operation may be constant.
    var firstOperand: Expression? {
        switch self {
        case .literal, .name, .namespaceAttribute, .dict: nil
        case .list(let items), .tuple(let items), .concatenate(let items): items.first
        case .negate(let operand), .plus(let operand), .not(let operand), .attribute(let operand, _), .test(let operand, _, _): operand
        case .binary(_, let left, _), .and(let left, _), .or(let left, _), .item(let left, _): left
        case .compare(let first, _): first
        case .conditional(let test, _, _): test
        case .slice(let start, let stop, let step): start ?? stop ?? step
        case .call(let callee, _): callee
        case .filter(let operand, _, let arguments): operand ?? arguments.positional.first
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
