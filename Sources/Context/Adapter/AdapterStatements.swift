import Jinja
import Project
import Warehouse

extension AdapterObject {
    /// Methods that run statements.
    static let statementMethods: [Method] = [
        Method("type", Signature()) { receiver, _, _ in .string(try adapter(receiver).context.world.adapter.dialect.name) },
        Method("commit", Signature()) { receiver, _, _ in
            try adapter(receiver).session().commitIfOpen()
            return .none
        },
        Method("begin_writing", Signature("relation=")) { receiver, arguments, _ in
            let connection = try adapter(receiver).session().connection
            try connection.beginWriting()
            guard let wanted = arguments[0], !wanted.isNone else { return .none }
            return try connection.present(relation(wanted, "relation", of: "begin_writing")).map { .relation($0) } ?? .none
        },
        Method("execute", Signature("sql", "auto_begin=", "fetch=", "limit=")) { receiver, arguments, _ in
            let wantsRows = try arguments.bool(2, default: false)
            let limit = arguments.value(3).isNone ? 0 : try arguments.int(3)
            let result = try adapter(receiver).session().execute(
                arguments.value(0).str(), autoBegin: arguments.bool(1, default: false), fetch: wantsRows ? .limit(limit) : .none)
            let table = wantsRows ? result.table.tableObject() : TableObject.empty
            return .object(TupleObject([.object(result.response.object), .object(table)]))
        },
        Method("add_query", Signature("sql", "auto_begin=", "bindings=", "abridge_sql_log=")) { receiver, arguments, _ in
            let sql = try arguments.value(0).str()
            let bound = try arguments[2].flatMap { try $0.isNone ? nil : StatementBindings.insert($0.elements(), into: sql) } ?? sql
            let result = try adapter(receiver).session().run(bound, autoBegin: arguments.bool(1, default: true), fetch: .all)
            return .object(TupleObject([.none, .object(CursorObject(result))]))
        },
        Method("run_sql_for_tests", Signature("sql", "fetch", "conn=")) { receiver, arguments, _ in
            let result = try adapter(receiver).session().run(arguments.value(0).str(), autoBegin: false, fetch: .all)
            let rows = result.table.rows.map { Value.object(TupleObject($0.map(\.jinjaValue))) }
            switch arguments.value(1).text {
            case "one": return rows.first ?? .none
            case "all": return .object(ListObject(rows))
            default: return .none
            }
        },
        Method("get_column_schema_from_query", Signature("sql")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            let result = try adapter.session().execute(arguments.value(0).str(), autoBegin: false, fetch: .all)
            let flavor = adapter.context.world.adapter.dialect.columnFlavor
            let unknown = "unknown type_code "
            for column in result.table.columns where column.typeCodeName.hasPrefix(unknown) {
                let message =
                    "The `type_code` \(column.typeCodeName.dropFirst(unknown.count)) was not recognized, which may affect error messages for "
                    + "enforced contracts that fail as well as `Column.data_type` values returned by `get_column_schema_from_query`"
                adapter.context.world.output.log(message, info: false, node: adapter.context.nodeID)
            }
            return .object(
                ListObject(
                    result.table.columns.map { .object(ColumnObject(Column.create($0.name, $0.typeCodeName, flavor: flavor))) }))
        },
        Method("load_seed_rows", Signature("relation", "agate_table", "columns")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            let relation = try relation(arguments.value(0), "relation", of: "load_seed_rows")
            guard let table: SeedTableObject = arguments.value(1).object() else {
                throw JinjaError(.type, "load_seed_rows needs the table that load_agate_table() gave")
            }
            let written = try arguments.value(2).str()
            let session = try adapter.session()
            if !session.connection.transactionOpen { try session.connection.begin() }
            _ = try session.connection.load(
                into: relation, columns: AdapterObject.writtenNames(table.columnNames, written, adapter.context.world.adapter.dialect),
                nextRows: try AdapterObject.wholeNumbers(in: table))
            return .string("-- \(table.rowCount) rows of the seed file into \(relation.render()) (\(written))")
        },
    ]
}

extension AdapterObject {
    /// A seed's rows; the numbers of columns without decimals as whole numbers, which `50.00` is not to every engine.
    fileprivate static func wholeNumbers(in table: SeedTableObject) throws -> () throws -> RowBatch? {
        let columns = table.types.indices.filter { table.types[$0] == .number(hasDecimals: false) }
        let next = try table.openRows()
        guard !columns.isEmpty else { return next }
        return {
            guard var batch = try next() else { return nil }
            for column in columns { batch.rewriteDecimals(in: column, Self.wholeNumber) }
            return batch
        }
    }

    /// A decimal text that stands for a whole number as digits alone; nil where it is none or already so.
    private static func wholeNumber(_ text: Span<UInt8>) -> String? {
        var index = 0
        while index < text.count, text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") { index += 1 }
        guard index < text.count else { return nil }
        let text = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        return wholeNumber(text).flatMap { $0 == text ? nil : $0 }
    }

    /// A decimal text that stands for a whole number as digits alone: `50.00`, `1.5E+3`. Nil where it is none.
    private static func wholeNumber(_ text: String) -> String? {
        let parts = text.split(separator: "E", omittingEmptySubsequences: false)
        guard let mantissa = parts.first, parts.count <= 2, let power = parts.count == 2 ? Int(parts[1]) : 0, abs(power) < 100 else {
            return nil
        }
        let sign = mantissa.hasPrefix("-") ? "-" : ""
        let halves = mantissa.drop { $0 == "-" || $0 == "+" }.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = halves.count == 2 ? String(halves[1]) : ""
        let digits = (halves.first.map(String.init) ?? "") + fraction
        let shift = power - fraction.count
        guard halves.count <= 2, digits.allSatisfy(\.isWholeNumber) else { return nil }
        if shift >= 0 { return sign + digits + String(repeating: "0", count: shift) }
        guard digits.suffix(-shift).allSatisfy({ $0 == "0" }) else { return nil }
        let whole = digits.dropLast(-shift)
        return sign + (whole.isEmpty ? "0" : whole)
    }

    /// Column names as the statement writes them: quoted where `written`, the list of the macro, has them so.
    fileprivate static func writtenNames(_ names: [String], _ written: String, _ dialect: Dialect) -> [String] {
        names.map { written.contains(dialect.quote($0)) ? dialect.quote($0) : $0 }
    }
}

/// The cursor that `add_query` gives: the rows and the number of them.
private final class CursorObject: Object {
    private let result: StatementResult

    init(_ result: StatementResult) { self.result = result }

    override var typeName: String { "cursor" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "rowcount": .int(result.response.rowsAffected ?? -1)
        case "statusmessage": .string(result.response.message)
        default: nil
        }
    }

    override func method(_ name: String) -> Method? { Self.methods[name] }

    private static func rows(_ receiver: Value) -> [Value] {
        (receiver.object(CursorObject.self)?.result.table.rows ?? []).map { .object(TupleObject($0.map(\.jinjaValue))) }
    }

    private static let methods: [String: Method] = [
        "fetchall": Method("fetchall", Signature()) { receiver, _, _ in .object(ListObject(rows(receiver))) },
        "fetchone": Method("fetchone", Signature()) { receiver, _, _ in rows(receiver).first ?? .none },
    ]
}

/// Writes bound values into a statement as literals: the boundary to the database takes text alone.
enum StatementBindings {
    /// The statement with each `%s` or `?` replaced by the next value; those in quotes and comments stay. Throws a ValueError where the
    /// numbers of places and values differ.
    static func insert(_ values: [Value], into sql: String) throws -> String {
        var result: [UInt8] = []
        let bytes = Array(sql.utf8)
        var next = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                let end = bytes[(index + 1)...].firstIndex(of: byte) ?? bytes.count - 1
                result += bytes[index...end]
                index = end + 1
            } else if byte == UInt8(ascii: "?")
                || (byte == UInt8(ascii: "%") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "s"))
            {
                guard next < values.count else { throw JinjaError(.value, "not all places of the statement have a value") }
                result += try literal(values[next]).utf8
                next += 1
                index += byte == UInt8(ascii: "?") ? 1 : 2
            } else {
                result.append(byte)
                index += 1
            }
        }
        guard next == values.count else { throw JinjaError(.value, "not all values were used by the statement") }
        return String(decoding: result, as: UTF8.self)
    }

    private static func literal(_ value: Value) throws -> String {
        switch value {
        case .none, .undefined: return "NULL"
        case .bool(let flag): return flag ? "true" : "false"
        case .int, .float: return try value.str()
        default: return "'" + (try value.str()).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        }
    }
}
