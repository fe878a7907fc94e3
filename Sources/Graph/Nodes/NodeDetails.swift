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
    /// `config: {meta, tags}` of the column.
    public var config = ConfigMap()
    /// Tags.
    public var tags: [String] = []
    /// `granularity` of a time column.
    public var granularity: String?
    /// Ids of docs blocks the description uses.
    public var docBlocks: [String] = []
    /// Keys of the user's own, in order.
    public var extra = ConfigMap()

    /// A column with its name.
    public init(name: String) { self.name = name }
}
