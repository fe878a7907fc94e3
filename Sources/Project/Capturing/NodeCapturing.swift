public import Diagnostics
public import Formats
public import Graph

/// The parse-time side of rendering: what a text calls, and how its node is named. The resolver asks; the Jinja world answers.
///
/// Calls may come from several threads at once.
public protocol NodeCapturing: Sendable {
    /// Renders a text with `execute` false and the forgiving undefined, throws the output away and tells what was called on the way.
    func capture(_ request: CaptureRequest) -> CapturedCalls

    /// Calls a `generate_…_name` macro with the name from the node's configuration (null for none) and the node.
    ///
    /// Throws the diagnostic of a failure inside the macro. The result is what the macro returned; a text comes back unstripped.
    func generateName(macro uniqueID: String, custom: ConfigValue, for node: Node) throws(Diagnostic) -> ConfigValue
}

/// One text to be captured.
public struct CaptureRequest: Sendable {
    /// Why the text is rendered, which decides what it may see.
    public enum Purpose: Sendable {
        /// A model, snapshot, analysis, singular test, on-run hook or model hook: everything.
        case node
        /// A generic test: `arguments` are the test's keyword arguments as written, to be rendered natively first (they hold the `ref` of
        /// the tested model); only the macros in `node.dependsOn.macros` and what these need are visible.
        case genericTest(arguments: ConfigMap)
        /// An exposure's dependency: only `ref`, `source` and `metric`.
        case exposure
    }

    /// The node as far as it is known: default configuration, schema and database of the target.
    public var node: Node
    /// The text, as a range of its file. Generated texts (generic tests) stand in a file of their own.
    public var text: SourceSpan
    /// Why it is rendered.
    public var purpose: Purpose
    /// Where messages point when `text` is generated: the test in its properties file.
    public var origin: SourceSpan?

    /// A text to be captured.
    public init(node: Node, text: SourceSpan, purpose: Purpose = .node, origin: SourceSpan? = nil) {
        self.node = node
        self.text = text
        self.purpose = purpose
        self.origin = origin
    }
}

/// What a text called while it was rendered.
public struct CapturedCalls: Sendable {
    /// Every `ref()` in order, duplicates included.
    public var refs: [RefArguments] = []
    /// Every `source()` in order: source name, table name.
    public var sources: [[String]] = []
    /// Every `metric()` in order.
    public var metrics: [[String]] = []
    /// Every `function()` in order.
    public var functions: [[String]] = []
    /// The options of every `config()` call in order, `pre_hook`/`post_hook` already called `pre-hook`/`post-hook`.
    public var configCalls: [ConfigMap] = []
    /// The keyword arguments of the first `config()` call of the text as source text, where one was called (dbt's
    /// `statically_parse_unrendered_config`); nil where none was called.
    public var unrenderedConfig: ConfigMap?
    /// Unique ids of the macros called by the text itself, in order, each once.
    public var macros: [String] = []
    /// Where calls stand, by `RefArguments.callKey` and `source:source.table`: in the text itself, also where it calls a macro that refers.
    public var spans: [String: SourceSpan] = [:]
    /// Where macros that the text calls refer, by the same keys.
    public var spansInMacros: [String: SourceSpan] = [:]
    /// What went wrong.
    public var diagnostics: [Diagnostic] = []

    /// Nothing called.
    public init() {}
}
