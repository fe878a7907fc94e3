import CPostgres
import Warehouse

/// One answer of the server; freed with its last reference.
final class PostgresAnswer {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) { self.result = result }

    deinit { smelt_PQclear(result) }

    /// What kind of answer it is.
    var status: ExecStatusType { smelt_PQresultStatus(result) }
    /// Whether it is the last answer to its statement: not one row of several, nor the beginning of a copy.
    var endsStatement: Bool { ![PGRES_SINGLE_TUPLE, PGRES_COPY_IN, PGRES_COPY_OUT].contains(status) }
    /// The command tag: `SELECT 5`.
    var message: String { String(cString: smelt_PQcmdStatus(result)) }
    /// The number of rows in the tag; -1 where it has none.
    var rowsAffected: Int { Int(String(cString: smelt_PQcmdTuples(result))) ?? -1 }
    /// The number of rows held.
    var rowCount: Int { Int(smelt_PQntuples(result)) }

    /// What is wrong with a text without a statement.
    static let emptyQuery = PostgresHandle.Failure.statement("can't execute an empty query")

    /// What went wrong; nil for an answer that is none.
    func failure(isAlive: Bool) -> PostgresHandle.Failure? {
        switch status {
        case PGRES_EMPTY_QUERY: return Self.emptyQuery
        case PGRES_BAD_RESPONSE, PGRES_FATAL_ERROR: break
        default: return nil
        }
        let message = String(cString: smelt_PQresultErrorMessage(result))
        let position = field("P").flatMap { Int($0) }
        return PostgresHandle.Failure(
            message: Self.withoutSeverity(message).trimmed, sqlState: field("C"), position: position, isConnectionLost: !isAlive)
    }

    private func field(_ code: Unicode.Scalar) -> String? {
        smelt_PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }

    /// The message without `ERROR:  ` before it, as psycopg2 strips it.
    private static func withoutSeverity(_ message: String) -> String {
        for prefix in ["ERROR:  ", "FATAL:  ", "PANIC:  "] where message.hasPrefix(prefix) {
            return String(message.dropFirst(prefix.count))
        }
        return message
    }

    /// The columns; empty for statements without rows.
    var columns: [ResultColumn] {
        (0..<smelt_PQnfields(result)).map { index in
            let oid = smelt_PQftype(result, index)
            return ResultColumn(
                name: smelt_PQfname(result, index).map { String(cString: $0) } ?? "",
                declaredType: PostgresType.declaredName(oid, modifier: Int(smelt_PQfmod(result, index))),
                typeCodeName: PostgresType.codeName(oid))
        }
    }

    /// How each column's cells are read.
    var types: [PostgresType] { (0..<smelt_PQnfields(result)).map { PostgresType(oid: smelt_PQftype(result, $0)) } }

    /// The values of a row.
    func row(_ index: Int, _ types: [PostgresType]) -> [SQLValue] {
        let row = Int32(clamping: index)
        var values: [SQLValue] = []
        values.reserveCapacity(types.count)
        for (position, type) in types.enumerated() {
            let column = Int32(clamping: position)
            guard smelt_PQgetisnull(result, row, column) == 0, let text = smelt_PQgetvalue(result, row, column) else {
                values.append(.null)
                continue
            }
            let count = Int(smelt_PQgetlength(result, row, column))
            let bytes = UnsafeBufferPointer(start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: count)
            values.append(PostgresValues.value(bytes, type))
        }
        return values
    }

    /// The first rows as a table, at most `maximum`.
    func table(maximum: Int) -> ResultTable {
        let types = types
        let rows = (0..<min(rowCount, maximum)).map { row($0, types) }
        return ResultTable(columns: columns, rows: rows)
    }
}

extension String {
    /// The text without white space at its end and before its start.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
