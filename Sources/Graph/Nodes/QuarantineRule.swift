/// What a test does that takes the rows it finds out of the tested relation: `on_violation: quarantine`. Not part of any artifact.
public struct QuarantineRule: Sendable, Equatable {
    /// The macro that gives the condition of a bad row: `violates_not_null`.
    public var macro: String
    /// The package it lies in.
    public var package: String

    /// A rule by its macro.
    public init(macro: String, package: String) {
        self.macro = macro
        self.package = package
    }
}

extension NodeContent {
    /// The rule of a test that takes bad rows out; nil for every other node.
    public var quarantineRule: QuarantineRule? { genericTest?.quarantine }
}

/// Where bad rows go: a table beside the relation they were taken from.
public enum QuarantineTable {
    /// What the name of the tested relation is followed by.
    public static let suffix = "__quarantine"

    /// The columns that stand behind the model's own, in order.
    ///
    /// The unique id of the test, the condition that was met, the id of the invocation, the start of the first run that met the row and of the
    /// last one, the moment of its release (null while it waits), and the hash of the row's content.
    public static let columns = ["_rule", "_reason", "_run", "_first_seen_at", "_quarantined_at", "_released_at", "_row_key"]

    /// The identifier of the table of a relation: `orders__quarantine`.
    public static func identifier(of relation: String) -> String { relation + suffix }
}
