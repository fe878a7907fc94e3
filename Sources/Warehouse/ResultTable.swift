/// One column of a result.
public struct ResultColumn: Sendable, Equatable {
    /// The name the engine gave it.
    public var name: String
    /// The declared type in the engine's words (`numeric(10,2)`, `INTEGER`); nil where the engine knows none.
    public let declaredType: String?
    /// The name dbt's `data_type_code_to_name` gives the type (`DECIMAL`, `STRING`; `UNKNOWN` on SQLite).
    public let typeCodeName: String

    /// A column with its types.
    public init(name: String, declaredType: String?, typeCodeName: String) {
        self.name = name
        self.declaredType = declaredType
        self.typeCodeName = typeCodeName
    }
}

/// The rows a statement answered, all in memory.
public struct ResultTable: Sendable, Equatable {
    /// The columns; names are unique (`id`, `id_2`, `id_3`, as dbt numbers repeated names).
    public let columns: [ResultColumn]
    /// The rows, each as long as `columns`.
    public var rows: [[SQLValue]]

    /// A table; repeated column names are numbered.
    public init(columns: [ResultColumn], rows: [[SQLValue]]) {
        self.columns = ResultTable.numbered(columns)
        self.rows = rows
    }

    /// A table without columns and rows: what dbt gives for a statement whose result was not asked for.
    public static let empty = ResultTable(columns: [], rows: [])

    /// The column names in order.
    public var columnNames: [String] { columns.map(\.name) }

    /// The table as agate would hold it: a column with any text is text throughout, its other values as Python's `str` writes them.
    /// Only engines that mix types within a column (SQLite) have such columns.
    public func withUniformColumns() -> ResultTable {
        var uniform = self
        for column in columns.indices where hasTextAmongOthers(column) {
            for row in rows.indices {
                if let text = rows[row][column].text { uniform.rows[row][column] = .text(text) }
            }
        }
        return uniform
    }

    private func hasTextAmongOthers(_ column: Int) -> Bool {
        var (text, other) = (false, false)
        for row in rows {
            switch row[column] {
            case .null: continue
            case .text: text = true
            default: other = true
            }
            if text, other { return true }
        }
        return false
    }

    /// Columns with repeated names numbered from the second on.
    public static func numbered(_ columns: [ResultColumn]) -> [ResultColumn] {
        var seen: [String: Int] = [:]
        return columns.map { column in
            guard let count = seen[column.name] else {
                seen[column.name] = 1
                return column
            }
            seen[column.name] = count + 1
            var renamed = column
            renamed.name = "\(column.name)_\(count + 1)"
            return renamed
        }
    }
}

/// What the engine said about a statement that succeeded; `adapter_response` in run results.
public struct StatementResponse: Sendable, Equatable {
    /// The message dbt prints: `SELECT 5`, `INSERT 0 3`, `CREATE VIEW` on Postgres, `OK` on SQLite.
    public let message: String
    /// The message without its numbers (`SELECT`, `CREATE VIEW`); nil on SQLite.
    public let code: String?
    /// The number of rows; -1 where the engine counts none (dbt prints it so); nil where the adapter has no such number.
    public let rowsAffected: Int?
    /// The engine's own name of the query; nil where it has none.
    public let queryID: String?

    /// A response with its parts.
    public init(message: String, code: String? = nil, rowsAffected: Int? = nil, queryID: String? = nil) {
        self.message = message
        self.code = code
        self.rowsAffected = rowsAffected
        self.queryID = queryID
    }
}

/// A statement's response with its rows.
public struct StatementResult: Sendable, Equatable {
    /// What the engine said.
    public let response: StatementResponse
    /// The rows; the empty table where none were asked for or the statement has none.
    public let table: ResultTable

    /// A response with rows.
    public init(_ response: StatementResponse, _ table: ResultTable = .empty) {
        self.response = response
        self.table = table
    }
}

/// How much of a statement's result to keep.
public enum Fetch: Sendable, Equatable {
    /// Run the statement, drop its rows.
    case none
    /// Keep all rows.
    case all
    /// Keep at most this many rows; 0 keeps all, as dbt's `limit` does.
    case limit(Int)

    /// The largest number of rows to keep.
    public var maximum: Int {
        switch self {
        case .none: 0
        case .all: Int.max
        case .limit(let count): count > 0 ? count : Int.max
        }
    }
}

extension StatementResponse {
    /// The code of a message: its words without the purely numeric ones (`INSERT 0 3` gives `INSERT`).
    public static func code(of message: String) -> String {
        message.split(whereSeparator: \.isWhitespace).filter { !$0.allSatisfy(\.isNumber) }.joined(separator: " ")
    }
}
