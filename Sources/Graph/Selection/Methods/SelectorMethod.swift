import Diagnostics
import Formats

/// What a method is asked for.
struct MethodQuery: Sendable {
    /// The value: text on the command line, any scalar in YAML.
    let value: ConfigValue
    /// What stands behind the method's name.
    let arguments: [String]

    init(_ criterion: SelectionCriterion) {
        value = criterion.value
        arguments = criterion.arguments
    }

    /// The value as text.
    var text: String { PythonText.str(value) }
    /// The value as a wildcard.
    var wildcard: Wildcard { Wildcard(text) }
    /// The value cut at its dots.
    var parts: [String] { text.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }
}

/// One way of naming resources: `tag:`, `path:`, … Methods that need earlier artifacts find them in the selector.
protocol SelectorMethod: Sendable {
    /// The positions of the resources that answer to the query. Throws where the value has no meaning for the method.
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet

    /// What is worth a warning about the comparison itself. Throws where the comparison finds what must not be.
    func warnings(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> [Diagnostic]
}

extension SelectorMethod {
    func warnings(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> [Diagnostic] { [] }
}
