/// One statement of a template, as parsed.
struct Statement: Sendable {
    /// What the statement is.
    indirect enum Kind: Sendable {
        case output([OutputPart])
        case conditional([(test: Expression, body: [Statement])], otherwise: [Statement])
        case loop(LoopStatement)
        case assign(Expression, Expression)
        case assignBlock(Expression, filter: Expression?, body: [Statement])
        case macro(MacroStatement)
        case callBlock(MacroStatement, Expression)
        case filterBlock(Expression, body: [Statement])
        case with([(target: Expression, value: Expression)], body: [Statement])
        case run(Expression)
        case block(name: String, isScoped: Bool, isRequired: Bool, body: [Statement])
        case autoescape(Expression, body: [Statement])
        case breakLoop
        case continueLoop
        /// `include`, `import`, `from`, `extends`: there is never a loader, so they fail when reached.
        case load(LoadStatement)
    }

    /// What the statement is.
    let kind: Kind
    /// Offset of the statement's tag name (or of its first part).
    let offset: Int
}

/// A piece of output.
enum OutputPart: Sendable {
    /// Text as it stands in the template, between two offsets.
    case text(Range<Int>)
    case expression(Expression)
}

/// `{% for %}`.
struct LoopStatement: Sendable {
    let target: Expression
    let iterable: Expression
    let test: Expression?
    let isRecursive: Bool
    let body: [Statement]
    let otherwise: [Statement]
}

/// `{% macro %}`, and everything that defines a macro: `test`, `materialization`, `docs`, the body of `call`.
struct MacroStatement: Sendable {
    /// The name with dbt's prefix (`dbt_macro__f`); nil for the body of a call block.
    let name: String?
    let parameters: [MacroParameter]
    let body: [Statement]
}

/// A parameter of a macro.
struct MacroParameter: Sendable {
    let name: String
    /// dbt's type annotation as written, without blanks.
    let annotation: String?
    let defaultValue: Expression?
    let offset: Int
}

/// A tag that would load another template.
struct LoadStatement: Sendable {
    enum Tag: Sendable { case include, importTemplate, from, extends }

    let tag: Tag
    let template: Expression
    /// Names the statement would set.
    let names: [String]
}
