import Warehouse

/// A shadow in `:memory:`, with the target's extensions and functions. The target's files are read for the columns of its tables alone.
final class SQLiteShadow: Shadow {
    private let session: SQLiteConnection
    /// The target's own files; nil where they are not to be asked or there are none yet.
    private let original: SQLiteHandle?
    private let settings: SQLiteSettings
    var withheld: Set<String> = []

    var connection: any Connection { session }
    var schemaPrefix: String { "" }

    init(settings: SQLiteSettings, cancel: CancelHandle, isOffline: Bool) throws(WarehouseError) {
        self.settings = settings
        session = try SQLiteConnection(name: "check", settings: try settings.inMemory(), cancel: cancel)
        original = isOffline ? nil : try SQLiteSession.openExisting(settings, cancel: cancel)
    }

    func close() { session.close() }

    func keep() throws(WarehouseError) {
        if !session.transactionOpen { try session.begin() }
        try session.commit()
    }

    func makeSchema(of relation: Relation) {}

    func reading<T>(_ work: () throws -> T) rethrows -> T { try work() }

    // MARK: The target's own tables

    func columns(ofOriginal relation: Relation) throws(WarehouseError) -> [Column]? {
        try columns(schema: relation.schema ?? "main", name: relation.identifier ?? "")
    }

    private func columns(schema: String, name: String) throws(WarehouseError) -> [Column]? {
        guard let original else { return nil }
        let sql = "SELECT name, type FROM pragma_table_info(\(SQLiteSession.literal(name)), \(SQLiteSession.literal(schema)))"
        var columns: [Column] = []
        do {
            let statement = try original.prepare(sql)
            while try statement.step() {
                let row = statement.row(2)
                columns.append(Column(name: row[0].text ?? "", dtype: row[1].text ?? ""))
            }
        } catch {
            throw SQLiteSession.error(error, cancelled: session.cancelHandle.isCancelled, settings: settings, position: nil)
        }
        return columns.isEmpty ? nil : columns
    }

    func copy(_ original: Relation, as relation: Relation) throws(WarehouseError) -> [Column]? {
        guard let columns = try columns(ofOriginal: original) else { return nil }
        try define(relation, columns: columns)
        return columns
    }

    // MARK: Queries

    func define(_ relation: Relation, columns: [Column]) throws(WarehouseError) {
        let name = SQLiteSession.quoted(relation.schema ?? "main") + "." + SQLiteSession.quoted(relation.identifier ?? "")
        try create(name, columns)
    }

    private func create(_ name: String, _ columns: [Column]) throws(WarehouseError) {
        let list = columns.map { column in
            let type = column.dtype
            // A type that is no plain name is left out: it would end the statement early.
            let isPlain = type != "UNKNOWN" && type.allSatisfy { $0.isLetter || $0.isNumber || "_ (),".contains($0) }
            return SQLiteSession.quoted(column.name) + (isPlain ? " " + type : "")
        }
        do {
            try session.handle().run("CREATE TABLE IF NOT EXISTS \(name) (\(list.joined(separator: ", ")))")
        } catch let error as SQLiteHandle.Failure {
            throw session.failed(error)
        } catch {
            throw error as? WarehouseError ?? WarehouseError(.usage, "\(error)")
        }
    }

    func define(_ relation: Relation, as sql: String, kind: RelationKind) throws(WarehouseError) -> ShadowFinding {
        let finding = try examine(sql)
        var columns = Self.unique(finding.columns)
        // A table made of a query keeps what SQLite holds its values to, a view the types as declared.
        if kind != .view { columns = columns.map { Column(name: $0.name, dtype: Self.affinity($0.dtype)) } }
        try define(relation, columns: columns)
        return ShadowFinding(columns: columns, doubt: finding.doubt)
    }

    func examine(_ sql: String) throws(WarehouseError) -> ShadowFinding {
        do {
            return ShadowFinding(columns: try prepared(sql, takesNamesForTexts: false))
        } catch let doubt {
            guard doubt.kind == .sql, Self.isQuote(sql, at: doubt.position) else { throw doubt }
            return ShadowFinding(columns: try prepared(sql, takesNamesForTexts: true), doubt: doubt)
        }
    }

    /// Whether a double quote stands at a position, counted from 1.
    private static func isQuote(_ sql: String, at position: Int?) -> Bool {
        guard let position, position > 0 else { return false }
        let scalars = sql.unicodeScalars
        guard let index = scalars.index(scalars.startIndex, offsetBy: position - 1, limitedBy: scalars.endIndex) else { return false }
        return index < scalars.endIndex && scalars[index] == "\""
    }

    /// The columns of a query that SQLite accepts; tables of the target that it names by themselves are copied on the way.
    private func prepared(_ sql: String, takesNamesForTexts isLenient: Bool) throws(WarehouseError) -> [Column] {
        let handle = try session.handle()
        handle.takesUnknownNamesForTexts(isLenient)
        defer { handle.takesUnknownNamesForTexts(true) }
        for _ in 0..<1000 {
            do throws(SQLiteHandle.Failure) {
                return try handle.columnsOfOnlyStatement(in: sql)
            } catch {
                if try copyTable(missedBy: error) { continue }
                let bytes = Array(sql.utf8)
                throw bytes.withUnsafeBufferPointer { session.failed(error, sql: $0) }
            }
        }
        throw WarehouseError(.usage, "a query names too many tables that no source declares")
    }

    /// Copies the table that a query did not find, where the target has it. Gives whether it does.
    private func copyTable(missedBy failure: SQLiteHandle.Failure) throws(WarehouseError) -> Bool {
        let prefix = "no such table: "
        guard failure.message.hasPrefix(prefix) else { return false }
        let parts = failure.message.dropFirst(prefix.count).split(separator: ".", maxSplits: 1).map(String.init)
        guard let name = parts.last, !name.isEmpty else { return false }
        let schemas = parts.count == 2 ? [parts[0]] : ["main"] + settings.attached.map(\.schema)
        for schema in schemas {
            guard !withheld.contains("\(schema).\(name)".lowercased()), let columns = try columns(schema: schema, name: name) else {
                continue
            }
            try create(SQLiteSession.quoted(schema) + "." + SQLiteSession.quoted(name), columns)
            return true
        }
        return false
    }

    /// Columns with names of their own, as SQLite names those of a table made of a query.
    private static func unique(_ columns: [Column]) -> [Column] {
        var seen: Set<String> = []
        return columns.map { column in
            var name = column.name
            var number = 1
            while !seen.insert(name.lowercased()).inserted {
                name = "\(column.name):\(number)"
                number += 1
            }
            return Column(name: name, dtype: column.dtype)
        }
    }

    /// The type that SQLite declares for a column of a table made of a query.
    private static func affinity(_ type: String) -> String {
        let type = type.uppercased()
        if type.isEmpty || type == "UNKNOWN" { return "" }
        if type.contains("INT") { return "INT" }
        if ["CHAR", "CLOB", "TEXT"].contains(where: type.contains) { return "TEXT" }
        if type.contains("BLOB") { return "" }
        return ["REAL", "FLOA", "DOUB"].contains(where: type.contains) ? "REAL" : "NUM"
    }
}

extension SQLiteSettings {
    /// The same schemas, extensions and functions over databases that live in memory.
    func inMemory() throws(WarehouseError) -> SQLiteSettings {
        var copy = SQLiteSettings(
            mainPath: ":memory:", attached: try schemas().map { (schema: $0.schema, path: ":memory:") }, schemaDirectory: nil,
            extensions: extensions, timeoutMilliseconds: timeoutMilliseconds, makesFolder: false, credentials: credentials)
        copy.functions = functions
        copy.traffic = traffic
        return copy
    }
}

extension SQLiteSession {
    /// Opens the target's files as they are, for reading alone; nil where none of them exists.
    static func openExisting(_ settings: SQLiteSettings, cancel: CancelHandle) throws(WarehouseError) -> SQLiteHandle? {
        do {
            let hasMain = SQLiteHandle.exists(settings.mainPath)
            let attached = try settings.schemas().filter { SQLiteHandle.exists($0.path) }
            guard hasMain || !attached.isEmpty else { return nil }
            let handle = try SQLiteHandle(
                path: hasMain ? settings.mainPath : ":memory:", timeoutMilliseconds: max(settings.timeoutMilliseconds, 2000),
                cancel: cancel, traffic: settings.traffic,
                creates: false)
            for library in settings.extensions { try handle.loadExtension(library) }
            for schema in attached { try handle.run("ATTACH DATABASE \(literal(schema.path)) AS \(quoted(schema.schema))") }
            try handle.register(settings.functions)
            try handle.registerFunctions()
            try handle.run("PRAGMA query_only = ON")
            return handle
        } catch let failure as SQLiteHandle.Failure {
            throw error(failure, cancelled: cancel.isCancelled, settings: settings, position: nil)
        } catch {
            throw error as? WarehouseError ?? WarehouseError(.usage, "\(error)")
        }
    }
}
