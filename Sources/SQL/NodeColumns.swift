/// The columns of a model or snapshot and where they come from.
public struct NodeColumns: Sendable, Equatable {
    /// One column.
    public struct Column: Sendable, Equatable {
        /// Its name, as the engine shows it.
        public let name: String
        /// The columns of resources read directly that its values are made of, each once. What only decides about rows (conditions, joins,
        /// grouping, order) is not among them.
        public let origins: [ColumnOrigin]
        /// Whether the values are taken over as they are.
        public let isCopied: Bool
        /// Why there may be more origins than are known; a sentence without a full stop. nil where all are known.
        public let reason: String?
    }

    /// The columns that are known, in their order.
    public let columns: [Column]
    /// Why there may be more columns than are known; a sentence without a full stop. nil where all are known.
    public let reason: String?

    /// The column of a name, letters taken as equal in either case.
    public subscript(name: String) -> Column? {
        columns.first { $0.name == name } ?? columns.first { $0.name.loweredASCII == name.loweredASCII }
    }
}

/// A column of a resource.
public struct ColumnOrigin: Sendable, Hashable {
    /// The unique id of the resource.
    public let id: String
    /// The column's name.
    public let column: String

    /// A column of a resource.
    public init(id: String, column: String) {
        self.id = id
        self.column = column
    }
}
