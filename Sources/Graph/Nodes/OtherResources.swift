public import Diagnostics
public import Formats

/// A macro, of the project, of a package or built in.
public struct Macro: Sendable {
    /// `macro.shop.cents`.
    public var uniqueID: String
    /// The name it is called by; `materialization_table_default` and `test_unique` for those kinds.
    public var name: String
    /// The package.
    public var packageName: String
    /// The file below the package's folder.
    public var path: String
    /// The text from opening to closing tag.
    public var sql: String
    /// Macros it calls, as far as its text tells.
    public var dependsOn: [String] = []
    /// Rendered description.
    public var description = ""
    /// The `meta` mapping.
    public var meta = ConfigMap()
    /// How the docs site shows it.
    public var docs = DocsDisplay()
    /// `config: {meta, docs}`.
    public var config = ConfigMap()
    /// `package://path` of the properties file.
    public var patchPath: String?
    /// Arguments: name, type, description, as the manifest shows them.
    public var arguments: [ConfigValue] = []
    /// Languages of a materialization; nil for other macros.
    public var supportedLanguages: [String]?
    /// Seconds since 1970.
    public var createdAt = 0.0
    /// Where it stands. Not part of any artifact.
    public var span: SourceSpan?

    /// A macro with its identity and text.
    public init(uniqueID: String, name: String, packageName: String, path: String, sql: String) {
        self.uniqueID = uniqueID
        self.name = name
        self.packageName = packageName
        self.path = path
        self.sql = sql
    }
}

/// A docs block.
public struct Documentation: Sendable {
    /// `doc.shop.overview`.
    public var uniqueID: String
    /// The name `doc()` uses.
    public var name: String
    /// The package.
    public var packageName: String
    /// Path below the docs folder.
    public var path: String
    /// Path below the project's folder.
    public var originalFilePath: String
    /// The rendered text.
    public var contents: String

    /// A docs block.
    public init(uniqueID: String, name: String, packageName: String, path: String, originalFilePath: String, contents: String) {
        self.uniqueID = uniqueID
        self.name = name
        self.packageName = packageName
        self.path = path
        self.originalFilePath = originalFilePath
        self.contents = contents
    }
}

/// A group of nodes with an owner.
public struct Group: Sendable {
    /// `group.shop.finance`.
    public var uniqueID: String
    /// The group's name.
    public var name: String
    /// The package.
    public var packageName: String
    /// The properties file below its resource folder.
    public var path: String
    /// The properties file below the project's folder.
    public var originalFilePath: String
    /// `owner:` as written, in the manifest's form.
    public var owner: ConfigMap
    /// Description.
    public var description: String?
    /// `config: {meta}`.
    public var config = ConfigMap()

    /// A group.
    public init(uniqueID: String, name: String, packageName: String, path: String, originalFilePath: String, owner: ConfigMap) {
        self.uniqueID = uniqueID
        self.name = name
        self.packageName = packageName
        self.path = path
        self.originalFilePath = originalFilePath
        self.owner = owner
    }
}

/// An exposure: what uses the data outside the project.
public struct Exposure: Sendable {
    /// `exposure.shop.board`.
    public var uniqueID: String
    /// The exposure's name.
    public var name: String
    /// The package.
    public var packageName: String
    /// The properties file below its resource folder.
    public var path: String
    /// The properties file below the project's folder.
    public var originalFilePath: String
    /// Package, folders and name.
    public var fqn: [String]
    /// `dashboard`, `notebook`, `analysis`, `ml` or `application`.
    public var type: String
    /// `owner:` in the manifest's form.
    public var owner: ConfigMap
    /// Rendered description.
    public var description = ""
    /// Label for people.
    public var label: String?
    /// `high`, `medium`, `low`.
    public var maturity: String?
    /// The `meta` mapping.
    public var meta = ConfigMap()
    /// Tags.
    public var tags: [String] = []
    /// The finished configuration.
    public var config = ConfigMap()
    /// The configuration as written.
    public var unrenderedConfig = ConfigMap()
    /// Where it can be seen.
    public var url: String?
    /// What it depends on.
    public var dependsOn = DependsOn()
    /// Every `ref()`.
    public var refs: [RefArguments] = []
    /// Every `source()`.
    public var sources: [[String]] = []
    /// Every `metric()`.
    public var metrics: [[String]] = []
    /// Seconds since 1970.
    public var createdAt = 0.0
    /// Where it is declared. Not part of any artifact.
    public var span: SourceSpan?

    /// An exposure with its identity.
    public init(
        uniqueID: String, name: String, packageName: String, path: String, originalFilePath: String, fqn: [String], type: String,
        owner: ConfigMap
    ) {
        self.uniqueID = uniqueID
        self.name = name
        self.packageName = packageName
        self.path = path
        self.originalFilePath = originalFilePath
        self.fqn = fqn
        self.type = type
        self.owner = owner
    }
}

/// A unit test of a model.
public struct UnitTest: Sendable {
    /// `unit_test.shop.orders.test_name`.
    public var uniqueID: String
    /// The test's name.
    public var name: String
    /// The package.
    public var packageName: String
    /// The properties file below its resource folder.
    public var path: String
    /// The properties file below the project's folder.
    public var originalFilePath: String
    /// Package, folders, model and name.
    public var fqn: [String]
    /// The model under test, by name.
    public var model: String
    /// Inputs, as the manifest shows them.
    public var given: [ConfigValue] = []
    /// Expected rows, as the manifest shows them.
    public var expect: ConfigValue = .null
    /// Description.
    public var description = ""
    /// Overridden macros, vars and env vars; null for none.
    public var overrides: ConfigValue = .null
    /// What it depends on: the model under test.
    public var dependsOn = DependsOn()
    /// The finished configuration.
    public var config = ConfigMap()
    /// Hash of the definition.
    public var checksum: String?
    /// The schema of the model under test.
    public var schema: String?
    /// `versions: {include, exclude}`; null for none.
    public var versions: ConfigValue = .null
    /// The version of the model under test.
    public var version: NodeVersion?
    /// Seconds since 1970.
    public var createdAt = 0.0
    /// Where it is declared. Not part of any artifact.
    public var span: SourceSpan?

    /// A unit test with its identity.
    public init(uniqueID: String, name: String, packageName: String, path: String, originalFilePath: String, fqn: [String], model: String) {
        self.uniqueID = uniqueID
        self.name = name
        self.packageName = packageName
        self.path = path
        self.originalFilePath = originalFilePath
        self.fqn = fqn
        self.model = model
    }
}

extension UnitTest {
    /// The tags of the configuration; one alone may be a plain text.
    public var tags: [String] {
        guard let value = config["tags"] else { return [] }
        return value.string.map { [$0] } ?? value.list?.compactMap(\.string) ?? []
    }
    /// The name with the version of the model under test: `t_dim_v2`.
    public var versionedName: String { version.map { "\(name)_v\($0.text)" } ?? name }
}
