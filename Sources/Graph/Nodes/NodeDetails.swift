public import Diagnostics
public import Formats

/// What only models have.
public struct ModelDetails: Sendable {
    /// `private`, `protected` or `public`.
    public var access = "protected"
    /// Model-level constraints as the manifest shows them.
    public var constraints: [ConfigValue] = []
    /// The version; nil for a model without versions.
    public var version: NodeVersion?
    /// The version that `ref` without `v=` gives.
    public var latestVersion: NodeVersion?
    /// ISO timestamp after which the model is deprecated.
    public var deprecationDate: String?
    /// The columns that tests or constraints make the key.
    public var primaryKey: [String] = []
    /// `time_spine` as written.
    public var timeSpine: ConfigValue?
    /// The batch it is being built for; nil outside of a microbatch model's run. Not part of any artifact.
    public var batch: Batch?

    /// A model without versions or constraints.
    public init() {}
}

/// What only generic tests have.
public struct GenericTestDetails: Sendable {
    /// The test macro's name without `test_`: `unique`.
    public var testName: String
    /// The package written before it (`dbt_utils`); nil for none.
    public var namespace: String?
    /// Arguments as the manifest shows them, configuration taken out, `column_name` and `model` included.
    public var arguments: ConfigMap
    /// The column it is attached to.
    public var columnName: String?
    /// `models.orders`: where in the properties file the test stands.
    public var fileKeyName: String?
    /// Unique id of the node it is attached to.
    public var attachedNode: String?
    /// What it does with bad rows; nil where it leaves them. Not part of any artifact.
    public var quarantine: QuarantineRule?

    /// A generic test's own part.
    public init(
        testName: String, namespace: String?, arguments: ConfigMap, columnName: String?, fileKeyName: String?, attachedNode: String?
    ) {
        self.testName = testName
        self.namespace = namespace
        self.arguments = arguments
        self.columnName = columnName
        self.fileKeyName = fileKeyName
        self.attachedNode = attachedNode
    }
}

/// What only unit tests have once they are made ready to run.
public struct UnitTestDetails: Sendable {
    /// Unique id of the model under test.
    public var testedNode: String
    /// Unique id of the input that stands for the model's own relation (`this`); nil for none.
    public var thisInput: String?
    /// Overridden macros, vars and env vars, as the manifest shows them; null for none.
    public var overrides: ConfigValue

    /// The details of a unit test.
    public init(testedNode: String, thisInput: String? = nil, overrides: ConfigValue = .null) {
        self.testedNode = testedNode
        self.thisInput = thisInput
        self.overrides = overrides
    }
}

/// One column of a node or source, as described in a properties file.
public struct Column: Sendable {
    /// The column's name as written.
    public var name: String
    /// Rendered description.
    public var description = ""
    /// The `meta` mapping.
    public var meta = ConfigMap()
    /// The declared type.
    public var dataType: String?
    /// Constraints as the manifest shows them.
    public var constraints: [ConfigValue] = []
    /// Whether the name is to be quoted; nil for the default.
    public var quote: Bool?
    /// `config` of the column as another run's manifest has it; empty for columns of this project, where it repeats `meta` and `tags`.
    public var config = ConfigMap()
    /// Tags.
    public var tags: [String] = []
    /// `granularity` of a time column.
    public var granularity: String?
    /// Ids of docs blocks the description uses.
    public var docBlocks: [String] = []
    /// Keys of the user's own, in order.
    public var extra = ConfigMap()
    /// Where the properties file names it; nil for what was read back from an artifact. Not part of any artifact.
    public var source: SourceSpan?

    /// A column with its name.
    public init(name: String) { self.name = name }
}

/// What only user-defined functions have.
public struct FunctionDetails: Sendable {
    /// The language of the body, by the file's ending: `sql`, `python` or `javascript`.
    public var language: String
    /// What the function gives: `data_type`, `description`.
    public var returns: ConfigMap
    /// Arguments: `name`, `data_type`, `description`, `default_value`.
    public var arguments: [ConfigMap] = []
    /// Functions of the same name for other arguments.
    public var overloads: [FunctionOverload] = []

    /// A function whose type is not known yet: dbt's `INVALID_TYPE` until a properties file says it.
    public init(language: String) {
        self.language = language
        returns = ["data_type": "INVALID_TYPE", "description": .null]
    }
}

/// One more signature of a function, its body in a file of its own.
public struct FunctionOverload: Sendable {
    /// The name of the file with the body, without its ending.
    public var definedIn: String
    /// Arguments as those of `FunctionDetails`.
    public var arguments: [ConfigMap]
    /// What it gives; nil for the same as the function.
    public var returns: ConfigMap?
    /// Description.
    public var description: String?
    /// The body's text as written.
    public var rawBody: String?
    /// The body's SQL; nil before compiling.
    public var compiledBody: String?
    /// Where the body stands. Not part of any artifact.
    public var source: SourceSpan?

    /// An overload.
    public init(definedIn: String, arguments: [ConfigMap], returns: ConfigMap?, description: String?) {
        self.definedIn = definedIn
        self.arguments = arguments
        self.returns = returns
        self.description = description
    }
}
