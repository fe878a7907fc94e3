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
        /// Why, as the end of a sentence.
        public let reason: String
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
