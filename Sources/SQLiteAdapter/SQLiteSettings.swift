import Formats
import Glibc
import Warehouse

/// Where a SQLite target's files are, read from a profile's output.
///
/// Two forms: dbt-sqlite's (`schemas_and_paths`, `schema_directory`, `database`, `schema`), and the short one (`path`).
struct SQLiteSettings: Sendable {
    /// The file behind `main`, absolute, or a `file:` URI.
    let mainPath: String
    /// Further schemas with the absolute path of their file, in the profile's order.
    let attached: [(schema: String, path: String)]
    /// The folder whose `*.db` files are attached under their names, as dbt-sqlite does; nil in the short form.
    let schemaDirectory: String?
    /// Extension libraries to load.
    let extensions: [String]
    /// How long to wait for another process's lock.
    let timeoutMilliseconds: Int
    /// Whether the folder of the main file is made where it is absent (short form).
    let makesFolder: Bool
    /// What the program lends to the engine.
    var functions = EngineFunctions()
    /// Where connections leave what they counted.
    var traffic = TrafficTotal()
    /// What the target shows of itself.
    let credentials: Credentials

    /// Settings of their parts.
    init(
        mainPath: String, attached: [(schema: String, path: String)], schemaDirectory: String?, extensions: [String],
        timeoutMilliseconds: Int, makesFolder: Bool, credentials: Credentials
    ) {
        self.mainPath = mainPath
        self.attached = attached
        self.schemaDirectory = schemaDirectory
        self.extensions = extensions
        self.timeoutMilliseconds = timeoutMilliseconds
        self.makesFolder = makesFolder
        self.credentials = credentials
    }

    /// Reads an output. Throws a `credentials` error in dbt's words.
    init(_ output: ConfigMap, folder: String) throws(WarehouseError) {
        var reader = try CredentialsReader(output)
        if reader.has("path") {
            try self.init(short: &reader, folder: folder)
        } else {
            try self.init(full: &reader, folder: folder)
        }
    }

    /// The short form: one file; `main` unless a schema is given, further schemas with files of their own are allowed.
    private init(short reader: inout CredentialsReader, folder: String) throws(WarehouseError) {
        let path = reader.requiredText("path")
        let database = reader.optionalText("database") ?? Self.stem(path)
        let schema = reader.optionalText("schema") ?? "main"
        let paths = reader.has("schemas_and_paths") ? reader.requiredTexts("schemas_and_paths") : []
        mainPath = Self.absolute(path, in: folder)
        attached = Self.attached(paths, in: folder)
        schemaDirectory = nil
        makesFolder = true
        extensions = reader.texts("extensions").map { Self.absolute($0, in: folder) }
        timeoutMilliseconds = Self.timeout(&reader)
        credentials = Self.credentials(["database": .string(database), "schema": .string(schema), "path": .string(path)])
        try reader.finish()
        if path == ":memory:" || path.isEmpty {
            throw WarehouseError(
                .credentials, "'path' must name a file: with '\(path)' each session would have a database of its own")
        }
    }

    /// dbt-sqlite's form.
    private init(full reader: inout CredentialsReader, folder: String) throws(WarehouseError) {
        let database = reader.requiredText("database")
        let schema = reader.requiredText("schema")
        let paths = reader.requiredTexts("schemas_and_paths")
        let directory = reader.requiredText("schema_directory")
        extensions = reader.texts("extensions").map { Self.absolute($0, in: folder) }
        timeoutMilliseconds = Self.timeout(&reader)
        try reader.finish()
        guard let main = paths.last(where: { $0.0 == "main" }) else {
            throw WarehouseError(
                .connectionFailed(.other), "at least one schema must be called 'main'",
                advice: "add 'main: path/to/file.db' under schemas_and_paths, or give the target a single 'path'")
        }
        mainPath = Self.absolute(main.1, in: folder)
        attached = Self.attached(paths, in: folder)
        schemaDirectory = Self.absolute(directory, in: folder)
        makesFolder = false
        credentials = Self.credentials([
            "database": .string(database), "schema": .string(schema),
            "schemas_and_paths": .map(ConfigMap(paths.map { ($0.0, .string($0.1)) })), "schema_directory": .string(directory),
        ])
    }

    /// Another file with the waiting time of a target; nothing is attached to it.
    init(mainPath: String, of target: SQLiteSettings) {
        self.mainPath = mainPath
        attached = []
        schemaDirectory = nil
        extensions = []
        timeoutMilliseconds = target.timeoutMilliseconds
        makesFolder = target.makesFolder
        traffic = target.traffic
        credentials = target.credentials
    }

    /// How long to wait for another process's lock: `timeout` in seconds, 10 where absent.
    private static func timeout(_ reader: inout CredentialsReader) -> Int {
        min(max(reader.integer("timeout", default: 10), 0), 86_400) * 1000
    }

    private static func attached(_ paths: [(String, String)], in folder: String) -> [(schema: String, path: String)] {
        paths.filter { $0.0 != "main" }.map { (schema: $0.0, path: absolute($0.1, in: folder)) }
    }

    private static func credentials(_ settings: ConfigMap) -> Credentials {
        Credentials(
            type: SQLiteAdapterKind.typeName, database: settings["database"]?.string ?? "", schema: settings["schema"]?.string ?? "main",
            settings: settings, aliases: [], secrets: [])
    }

    /// An absolute path; URIs stay as they are.
    private static func absolute(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") || path.hasPrefix("file:") { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// A file's name without folder and extension.
    private static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
        return String(name[..<dot])
    }
}

extension SQLiteSettings {
    /// All schemas with files of their own besides `main`: the profile's, then the `*.db` files of the schema folder in name order.
    ///
    /// Throws where a found file's name is already a schema of the profile with another file, as dbt-sqlite does.
    func schemas() throws(WarehouseError) -> [(schema: String, path: String)] {
        var all = attached
        guard let schemaDirectory else { return all }
        for name in Self.databaseFiles(in: schemaDirectory) {
            let path = "\(schemaDirectory)/\(name)"
            if Self.same(path, mainPath) || name.hasSuffix(Self.ledgerEnding) || attached.contains(where: { Self.same(path, $0.path) }) {
                continue
            }
            let schema = String(name.dropLast(3))
            if attached.contains(where: { $0.schema == schema }) {
                throw WarehouseError(
                    .connectionFailed(.other),
                    "found \(path) while scanning schema_directory, but cannot attach it as '\(schema)' because that schema name is "
                        + "already defined in schemas_and_paths. fix your ~/.dbt/profiles.yml file")
            }
            all.append((schema: schema, path: path))
        }
        return all
    }

    /// Makes the folder of the main file where the short form names one that is absent.
    func makeFolder() {
        guard makesFolder, mainPath.hasPrefix("/"), let slash = mainPath.lastIndex(of: "/") else { return }
        var made = ""
        for part in mainPath[..<slash].split(separator: "/") {
            made += "/\(part)"
            mkdir(made, 0o777)
        }
    }

    private static func databaseFiles(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
            }
            if name.hasSuffix(".db"), name.count > 3, !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func same(_ left: String, _ right: String) -> Bool { canonical(left) == canonical(right) }

    /// The path with links resolved; the path itself where it does not exist.
    static func canonical(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
