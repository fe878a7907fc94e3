public import Formats

/// Which tests come along with the nodes they test: dbt's `--indirect-selection`.
public enum IndirectSelection: String, Sendable, CaseIterable {
    /// Any parent chosen: the test comes along.
    case eager
    /// All parents chosen.
    case cautious
    /// All parents chosen, or among the ancestors of what is chosen.
    case buildable
    /// Only tests that are named themselves.
    case empty
}

/// What is asked for: a criterion, or a set operation on others.
public indirect enum SelectionSpec: Sendable {
    case criterion(SelectionCriterion)
    case group(SelectionGroup)
}

/// One criterion: a method with its value, and which relatives come along.
public struct SelectionCriterion: Sendable {
    /// As it was written: `+tag:nightly`, or the mapping of a YAML selector.
    public var raw: ConfigValue
    /// The method: `fqn`, `tag`, …
    public var method: String
    /// What stands behind the method's name: `materialized` in `config.materialized:view`.
    public var arguments: [String] = []
    /// What the method looks for. Text on the command line; any scalar in YAML.
    public var value: ConfigValue
    /// `@`: the descendants and all ancestors of those.
    public var childrensParents = false
    /// `+` in front.
    public var parents = false
    /// How many steps up; nil for all.
    public var parentsDepth: Int?
    /// `+` behind.
    public var children = false
    /// How many steps down; nil for all.
    public var childrenDepth: Int?
    /// Which tests come along.
    public var indirect: IndirectSelection

    /// A criterion without relatives.
    public init(raw: ConfigValue, method: String, arguments: [String] = [], value: ConfigValue, indirect: IndirectSelection = .eager) {
        self.raw = raw
        self.method = method
        self.arguments = arguments
        self.value = value
        self.indirect = indirect
    }

    /// As messages show it.
    public var text: String { PythonText.str(raw) }
}

/// A set operation on selections.
public struct SelectionGroup: Sendable {
    /// The operation.
    public enum Operation: Sendable {
        case union
        case intersection
        /// The first component without the others.
        case difference
    }

    /// The operation.
    public var operation: Operation
    /// What it works on.
    public var components: [SelectionSpec]
    /// As it was written, for messages.
    public var raw: ConfigValue
    /// How tests whose parents come from several components are treated.
    public var indirect: IndirectSelection
    /// Whether an empty result is worth a warning: on the command line, not in YAML.
    public var expectsMatch: Bool

    /// A set operation.
    public init(
        _ operation: Operation, _ components: [SelectionSpec], raw: ConfigValue = .null, indirect: IndirectSelection = .eager,
        expectsMatch: Bool = false
    ) {
        self.operation = operation
        self.components = components
        self.raw = raw
        self.indirect = indirect
        self.expectsMatch = expectsMatch
    }
}
