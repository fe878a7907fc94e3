import Warehouse

/// How a session is set up and what its failures are called.
enum SQLiteSession {
    /// What a statement ends with that was stopped before it reached SQLite.
    static let interrupted = WarehouseError(.cancelled, "interrupted")

    /// Opens the main file, attaches the others and sets what every session has: write-ahead logging, `legacy_alter_table` (a rename
    /// leaves the views that select from the table alone) and the functions.
    static func open(_ settings: SQLiteSettings, cancel: CancelHandle) throws(WarehouseError) -> SQLiteHandle {
        let schemas = try settings.schemas()
        var path = settings.mainPath
        do {
            // A connection of this process that closes holds the file for a moment, whatever the profile's timeout is.
            let handle = try SQLiteHandle(
                path: path, timeoutMilliseconds: max(settings.timeoutMilliseconds, 2000), cancel: cancel, traffic: settings.traffic)
            try prepare(handle, schema: "main")
            // Before the user's extensions, whose functions of the same name count.
            try handle.register(settings.functions)
            for library in settings.extensions {
                path = library
                try handle.loadExtension(library)
            }
            for schema in schemas {
                path = schema.path
                try handle.run("ATTACH DATABASE \(literal(schema.path)) AS \(quoted(schema.schema))")
                try prepare(handle, schema: schema.schema)
            }
            try handle.run("PRAGMA legacy_alter_table = ON")
            try handle.registerFunctions()
            handle.wait(milliseconds: settings.timeoutMilliseconds)
            return handle
        } catch {
            throw openError(error, path: path, isExtension: settings.extensions.contains(path))
        }
    }

    /// Reads the file once, so that what is no database is found here, and asks for write-ahead logging; a file that cannot be written
    /// keeps its journal mode.
    private static func prepare(_ handle: SQLiteHandle, schema: String) throws(SQLiteHandle.Failure) {
        let name = quoted(schema)
        try handle.run("PRAGMA \(name).schema_version")
        do {
            try handle.run("PRAGMA \(name).journal_mode = WAL")
        } catch {
            if error.kind != .readOnly, !error.isBusy { throw error }
        }
        try handle.run("PRAGMA \(name).synchronous = NORMAL")
    }

    private static func openError(_ failure: SQLiteHandle.Failure, path: String, isExtension: Bool) -> WarehouseError {
        let isReadOnly = failure.kind == .readOnly
        let kind: WarehouseError.Kind =
            failure.isBusy ? .lockTimeout : isReadOnly ? .readOnly : .connectionFailed(isExtension ? .missingLibrary : .missingDatabase)
        let advice: String
        if isExtension {
            advice = "check the path under 'extensions' in the profile; the library must be built for this system"
        } else if failure.isBusy {
            advice = lockAdvice(path)
        } else if isReadOnly {
            advice = readOnlyAdvice(path)
        } else {
            advice = "check that \(path) is a SQLite file, and that its folder exists and may be written"
        }
        return WarehouseError(kind, "\(failure.message): \(path)", code: String(failure.code), advice: advice)
    }

    private static func lockAdvice(_ path: String) -> String {
        "another process holds a lock on \(path); close it or wait for it, then run again"
    }

    private static func readOnlyAdvice(_ path: String) -> String { "\(path) or its folder may not be written: check owner, mode and mount" }

    /// What a failed statement means for callers.
    static func error(
        _ failure: SQLiteHandle.Failure, cancelled: Bool, settings: SQLiteSettings, position: Int?
    ) -> WarehouseError {
        if cancelled, failure.isBusy || failure.kind == .cancelled { return interrupted }
        let code = String(failure.code)
        if failure.isBusy {
            let seconds = settings.timeoutMilliseconds / 1000
            return WarehouseError(
                .lockTimeout, "\(failure.message): \(settings.mainPath) is in use by another process (waited \(seconds) s)", code: code,
                advice: lockAdvice(settings.mainPath))
        }
        return WarehouseError(failure.kind, failure.message, code: code, position: position, advice: advice(failure.kind, settings))
    }

    private static func advice(_ kind: WarehouseError.Kind, _ settings: SQLiteSettings) -> String? {
        switch kind {
        case .readOnly: readOnlyAdvice(settings.mainPath)
        case .diskFull: "make room on the disk of \(settings.mainPath); nothing of the failed statement was kept"
        default: nil
        }
    }

    /// Whether the session has temporary tables, views or triggers.
    static func hasTemporaryObjects(_ handle: SQLiteHandle) -> Bool {
        (try? handle.prepare("SELECT 1 FROM temp.sqlite_master LIMIT 1").step()) ?? true
    }

    /// Drops temporary tables, views and triggers. Throws what SQLite answers.
    static func dropTemporaryObjects(_ handle: SQLiteHandle) throws(WarehouseError) {
        guard hasTemporaryObjects(handle) else { return }
        do {
            var drops: [String] = []
            let statement = try handle.prepare("SELECT type, name FROM temp.sqlite_master WHERE type IN ('table', 'view', 'trigger')")
            while try statement.step() {
                let row = statement.row(2)
                guard case .text(let type) = row[0], case .text(let name) = row[1], !name.hasPrefix("sqlite_") else { continue }
                drops.append("DROP \(type) IF EXISTS temp.\(quoted(name))")
            }
            statement.reset()
            for drop in drops { try handle.run(drop) }
        } catch {
            throw WarehouseError(.usage, error.message, code: String(error.code))
        }
    }

    /// A name in double quotes, inner ones doubled.
    static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// A text in single quotes, inner ones doubled.
    static func literal(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
