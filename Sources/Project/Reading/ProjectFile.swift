public import Diagnostics
public import Graph

/// What a file of a project is read as; one file may be read as several.
public enum FileKind: Sendable, CaseIterable {
    case macro, model, snapshot, analysis, singularTest, genericTest, seed, docs, properties, fixture, function

    /// The extensions of the kind, in the order dbt looks for them; with `allow_jinja_file_extensions` SQL and Markdown may have one more.
    func extensions(allowsJinja: Bool) -> [String] {
        guard allowsJinja, self != .fixture else { return ownExtensions }
        return ownExtensions.flatMap { own in
            [own] + ([".sql", ".md"].contains(own) ? Self.jinjaExtensions.map { own + $0 } : [])
        }
    }

    /// What may stand behind `.sql` and `.md`.
    static let jinjaExtensions = [".j2", ".jinja2", ".jinja"]

    private var ownExtensions: [String] {
        switch self {
        case .macro, .snapshot, .analysis, .singularTest, .genericTest: [".sql"]
        case .model: [".py", ".sql"]
        case .seed: [".csv"]
        case .docs: [".md"]
        case .properties: [".yml", ".yaml"]
        case .fixture: [".csv", ".sql"]
        case .function: [".py", ".js", ".sql"]
        }
    }

    /// The folders of a project that hold the kind.
    func folders(of paths: ProjectPaths) -> [String] {
        switch self {
        case .macro: paths.macros
        case .model: paths.models
        case .snapshot: paths.snapshots
        case .analysis: paths.analyses
        case .singularTest: paths.tests
        case .genericTest: paths.tests.map { Self.join($0, "generic") }
        case .seed: paths.seeds
        case .docs: paths.docs ?? paths.allSources
        case .properties: paths.allSources
        case .fixture: paths.tests.map { Self.join($0, "fixtures") }
        case .function: paths.functions
        }
    }

    /// Two parts of a path with one slash between.
    static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty || folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
}

/// One file of a project or package, read.
public struct ProjectFile: Sendable {
    /// What it is read as.
    public let kind: FileKind
    /// The project or package.
    public let package: String
    /// The configured folder it was found under: `models`.
    public let searchedPath: String
    /// The path below that folder: `staging/stg_orders.sql`.
    public let relativePath: String
    /// Path and bytes. The bytes of a seed are not kept: it may be large.
    public let source: SourceFile
    /// What dbt compares to see whether the file changed.
    public let checksum: Checksum
    /// The bytes that count: white space around the text is left out, as dbt does for everything it reads as text.
    public let textRange: Range<Int>

    /// A file that was read.
    public init(kind: FileKind, package: String, searchedPath: String, relativePath: String, source: SourceFile, checksum: Checksum) {
        self.kind = kind
        self.package = package
        self.searchedPath = searchedPath
        self.relativePath = relativePath
        self.source = source
        self.checksum = checksum
        textRange = PythonSpace.strippedRange(of: source.bytes)
    }

    /// The path below the project's folder: `models/staging/stg_orders.sql`.
    public var originalPath: String { FileKind.join(searchedPath, relativePath) }
    /// The text without white space around it.
    public var text: String { String(decoding: source.bytes[textRange], as: UTF8.self) }
    /// The span of that text.
    public var textSpan: SourceSpan { SourceSpan(source, textRange.lowerBound, textRange.upperBound) }
    /// The file's name without folders and its last extension; one of Jinja's behind it does not count.
    public var name: String {
        let jinja = FileKind.jinjaExtensions.first { relativePath.hasSuffix(".sql" + $0) || relativePath.hasSuffix(".md" + $0) }
        return Self.stem(String(relativePath.dropLast(jinja?.count ?? 0)))
    }
    /// dbt's `file_id`.
    public var fileID: String { "\(package)://\(originalPath)" }

    /// The last part of a path without its extension; a name that begins with a dot keeps it.
    public static func stem(_ path: String) -> String {
        let base = path.split(separator: "/").last ?? ""
        guard let dot = base.lastIndex(of: "."), base[..<dot].contains(where: { $0 != "." }) else { return String(base) }
        return String(base[..<dot])
    }

    /// The folders of a path, its last part left out.
    public static func folders(_ path: String) -> [String] { path.split(separator: "/").dropLast().map(String.init) }
}
