/// A query as it is written: common tables, selects joined by set operators. Only what decides where values come from is kept.
final class Query {
    /// How the rows of one more select are put to those before.
    enum SetOperator { case union, intersect, except }

    /// One operand of the set operators.
    enum Branch {
        case select(Select)
        case values([[Expression]])
        case query(Query)
    }

    let tables: [CommonTable]
    let first: Branch
    let others: [(SetOperator, Branch)]
    /// What stands behind `order by`, `limit` and the like: it decides which rows there are, and no values.
    let tail: Clauses

    init(tables: [CommonTable], first: Branch, others: [(SetOperator, Branch)], tail: Clauses) {
        self.tables = tables
        self.first = first
        self.others = others
        self.tail = tail
    }
}

/// One `name as (…)` behind `with`.
struct CommonTable {
    let name: SQLName
    let columns: [SQLName]
    let isRecursive: Bool
    /// The query, or why it is not understood.
    let query: Result<Query, SQLProblem>
}

/// Expressions that decide about rows: conditions, keys of grouping and of order.
struct Clauses {
    var expressions: [Expression] = []
    /// Those of `order by`, where names of the result come first.
    var order: [Expression] = []
}

/// A single `select`.
final class Select {
    /// One entry of the list of results.
    enum Item {
        /// `*` or `t.*`.
        case star([SQLName])
        case expression(Expression, name: SQLName?)
    }

    var items: [Item] = []
    var from: [JoinChain] = []
    var clauses = Clauses()
    /// The definitions behind `window`, in order.
    var windows: [(name: SQLName, definition: Expression)] = []
}

/// What stands between two commas of `from`: a relation and what is joined to it, one after the other.
struct JoinChain {
    /// What says which rows belong together.
    enum Condition {
        case none
        case on(Expression)
        case using([SQLName])
        case natural
    }

    /// Whose value a column of `using` has.
    enum Side { case left, right, both }

    /// One more relation.
    struct Step {
        let item: FromItem
        let side: Side
        let condition: Condition
    }

    let first: FromItem
    var steps: [Step] = []
}

/// `as name (column, …)` behind a relation.
struct TableAlias {
    let name: SQLName
    var columns: [SQLName] = []
}

/// One relation of `from`.
enum FromItem {
    case table([SQLName], TableAlias?)
    case function(TableFunction, TableAlias?)
    case query(Result<Query, SQLProblem>, isLateral: Bool, TableAlias?)
    indirect case joins(JoinChain, TableAlias?)
}

/// A function in `from`.
struct TableFunction {
    let name: SQLName
    let arguments: [Expression]
    let hasOrdinality: Bool
}

/// An expression: what it uses, without what it does with it.
struct Expression {
    /// A thing that values come from.
    enum Part {
        case column(ColumnReference)
        /// `t.*`
        case row([SQLName])
        case query(Query, isExists: Bool)
        /// A window by its name.
        case window(SQLName)
    }

    var parts: [Part] = []
    /// Whether the expression is one column and nothing else.
    var isColumn = false
    /// Whether the expression is one query in parentheses.
    var isQuery = false
    /// What Postgres calls the column of a result without `as`.
    var label = Label.none
    /// Where it is in the text, in bytes.
    var range = 0..<0
    /// What in it is not understood.
    var problem: SQLProblem?

    /// A name that follows from an expression.
    enum Label: Equatable {
        case none
        /// Stands back behind any other.
        case weak(String)
        case strong(String)

        var text: String? {
            switch self {
            case .none: nil
            case .weak(let text), .strong(let text): text
            }
        }
    }

    /// Adds what another expression uses.
    mutating func use(_ other: Expression) {
        parts += other.parts
        if problem == nil { problem = other.problem }
    }
}

/// `column`, `t.column`, `schema.t.column`.
struct ColumnReference {
    /// The names before the last dot.
    let qualifier: [SQLName]
    let name: SQLName
    /// Whether the name stands in double quotes, which SQLite also takes for a text.
    let isQuoted: Bool
}
