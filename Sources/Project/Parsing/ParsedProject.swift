public import Diagnostics
public import Jinja

/// Every file of a project, its packages and the built-in macros, each parsed by itself.
public struct ParsedProject: Sendable {
    /// The root project, then the adapter's built-in package, then `dbt`, then the installed packages.
    public var packages: [ParsedPackage]

    /// A parsed project; the first package is the root.
    public init(packages: [ParsedPackage]) { self.packages = packages }

    /// The root project.
    public var root: ParsedPackage? { packages.first }
    /// Every macro, compiled.
    public var macroDefinitions: [ProjectMacro.Definition] { packages.flatMap { $0.macros.map(\.definition) } }
    /// The built-in packages, in the order macros are searched.
    public var internalPackageNames: [String] { packages.filter(\.isInternal).map(\.name) }
}

/// One project or package, its files parsed.
public struct ParsedPackage: Sendable {
    /// Its `dbt_project.yml`.
    public var config: ProjectConfig
    /// Whether it is built in.
    public var isInternal: Bool
    /// Macros, materializations and generic tests of macro files, then those of `tests/generic`.
    public var macros: [ParsedMacro] = []
    /// Models.
    public var models: [ParsedText] = []
    /// Snapshot blocks.
    public var snapshots: [ParsedText] = []
    /// Analyses.
    public var analyses: [ParsedText] = []
    /// Singular tests.
    public var singularTests: [ParsedText] = []
    /// User-defined functions.
    public var functions: [ParsedText] = []
    /// Seeds; their bytes are not here.
    public var seeds: [ProjectFile] = []
    /// Docs blocks.
    public var docs: [ParsedDocs] = []
    /// Properties files.
    public var properties: [ParsedProperties] = []
    /// Fixtures of unit tests.
    public var fixtures: [ProjectFile] = []

    /// A package without files.
    public init(config: ProjectConfig, isInternal: Bool = false) {
        self.config = config
        self.isInternal = isInternal
    }

    /// The package's name.
    public var name: String { config.name }
}

/// The text of a model, analysis or singular test, or of one snapshot block.
public struct ParsedText: Sendable {
    /// The file.
    public let file: ProjectFile
    /// The node's name: the file's, or the block's.
    public let name: String
    /// The text, as a range of the file.
    public let span: SourceSpan
    /// Its calls, where it holds only literal `ref`, `source` and `config` calls.
    public let calls: StaticCalls?

    /// A text of a node.
    public init(file: ProjectFile, name: String, span: SourceSpan, calls: StaticCalls?) {
        self.file = file
        self.name = name
        self.span = span
        self.calls = calls
    }

    /// The text itself, as dbt's `raw_code`.
    public var text: String { String(decoding: span.file.bytes[span.start..<span.end], as: UTF8.self) }
}

/// A docs block.
public struct ParsedDocs: Sendable {
    /// The block's name.
    public let name: String
    /// The file.
    public let file: ProjectFile
    /// The rendered text without white space around it.
    public let contents: String
    /// Where the block stands.
    public let span: SourceSpan

    /// A docs block.
    public init(name: String, file: ProjectFile, contents: String, span: SourceSpan) {
        self.name = name
        self.file = file
        self.contents = contents
        self.span = span
    }
}

/// One macro, materialization or generic test.
public struct ParsedMacro: Sendable {
    /// The name it is called by: `cents`, `materialization_table_default`, `test_unique`.
    public let name: String
    /// The file.
    public let file: ProjectFile
    /// From opening to closing tag.
    public let span: SourceSpan
    /// Names of its parameters; empty for generic tests of `tests/generic`, as in dbt.
    public let arguments: [String]
    /// Languages of a materialization; nil for other macros.
    public let supportedLanguages: [String]?
    /// The calls in its text, in the order Jinja's syntax tree lists them.
    public let calls: [MacroCall]
    /// The compiled macro.
    public let definition: ProjectMacro.Definition

    /// A parsed macro.
    public init(
        name: String, file: ProjectFile, span: SourceSpan, arguments: [String], supportedLanguages: [String]?, calls: [MacroCall],
        definition: ProjectMacro.Definition
    ) {
        self.name = name
        self.file = file
        self.span = span
        self.arguments = arguments
        self.supportedLanguages = supportedLanguages
        self.calls = calls
        self.definition = definition
    }

    /// The text from opening to closing tag.
    public var text: String { String(decoding: span.file.bytes[span.start..<span.end], as: UTF8.self) }
}

/// A call that may be a call of a macro.
public enum MacroCall: Sendable, Equatable {
    /// `name(…)`.
    case plain(String)
    /// `package.name(…)`.
    case qualified(String, String)
    /// `adapter.dispatch('name', 'namespace')`.
    case dispatch(String, namespace: String?)
}
