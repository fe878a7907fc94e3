public import Diagnostics
public import Graph

/// What came of a check: what the engine found wrong with the SQL of a project, before any of it ran.
public struct CheckReport: Sendable {
    /// Something that could not be put to the engine, or whose answer says nothing.
    public struct Unchecked: Sendable {
        /// The node's unique id.
        public let uniqueID: String
        /// Its name, for people.
        public let name: String
        /// Why.
        public let reason: Reason
    }

    /// Why nothing can be said of a node.
    public enum Reason: Sendable, Hashable {
        /// Its text, or that of something it reads, may be another one where tables have rows.
        case rows
        /// Its text is made for a batch.
        case batch
        /// Its template asks the database what has no answer over empty tables.
        case question
        /// It reads something of which nothing can be said.
        case behindUnchecked
        /// Its materialization is the project's own and may take its text for something else than a query.
        case materialization(String)
        /// A hook, a macro or its header may make what it uses before it runs.
        case making(String)
        /// It names a relation of the project without `ref`.
        case namesDirectly(String)
        /// A hook may make the primary key that its grouping needs.
        case key
        /// The database cannot say: its words.
        case database(String)

        /// The reason as it stands behind `2 nodes`.
        public var text: String {
            switch self {
            case .rows: "whose text depends on the rows of tables"
            case .batch: "whose text depends on its batch"
            case .question: "whose template asks what has no answer over empty tables"
            case .behindUnchecked: "behind what could not be checked"
            case .materialization(let name): "with the materialization '\(name)', which is the project's own"
            case .making(let name): "for which a hook or macro may make '\(name)'"
            case .namesDirectly(let name): "that name '\(name)' without ref()"
            case .key: "for which a hook may make a primary key"
            case .database(let words): "(\(words))"
            }
        }
    }

    /// Errors and warnings, in the order of building.
    public internal(set) var diagnostics: [Diagnostic] = []
    /// How many selected nodes of each kind were looked at, ephemeral models included.
    public internal(set) var counts: [ResourceType: Int] = [:]
    /// Selected nodes about which nothing can be said.
    public internal(set) var unchecked: [Unchecked] = []
    /// Unique ids of selected nodes that were passed over because something that they read has a mistake.
    public internal(set) var behindMistakes: [String] = []

    /// A report of nothing.
    public init() {}

    /// The number of errors.
    public var errors: Int { diagnostics.count { $0.severity == .error } }
    /// The number of warnings.
    public var warnings: Int { diagnostics.count { $0.severity == .warning } }
}
