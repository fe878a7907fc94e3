/// Finds the files below folders of a project, as dbt's file search does.
public struct FileWalk: Sendable {
    /// A file that was found.
    public struct Match: Sendable, Equatable {
        /// The folder it was searched in, as the project names it: `models`.
        public let searched: String
        /// Its path below that folder: `staging/orders.sql`.
        public let relative: String
        /// Its path below the root, what dbt calls `original_file_path`: `models/staging/orders.sql`.
        public var original: String { FilePath.join(searched, relative) }
    }

    private let fileSystem: any FileSystem
    private let root: String
    private let ignored: IgnorePatterns
    private let followsLinks: Bool

    /// A walk below a root.
    ///
    /// - Parameters:
    ///   - fileSystem: Where the files are.
    ///   - root: The project's folder; ignore patterns are relative to it.
    ///   - ignored: What is left out.
    ///   - followsLinks: Whether links to folders below the searched ones are entered. dbt 1.12 does not enter them; links to files are
    ///     always found, and a searched folder may itself be a link. A folder that contains itself through links is entered once.
    public init(_ fileSystem: any FileSystem, root: String, ignored: IgnorePatterns = .none, followsLinks: Bool = false) {
        self.fileSystem = fileSystem
        self.root = root
        self.ignored = ignored
        self.followsLinks = followsLinks
    }

    /// The files below some folders of the root whose names end in one of the suffixes, whatever their case.
    ///
    /// The order is always the same: folders as given, and below one by path, byte by byte. A folder that does not exist has no files.
    /// - Throws: When a folder that exists cannot be read.
    public func files(in folders: [String], suffixes: [String]) throws(FileError) -> [Match] {
        let endings = suffixes.map { Array($0.lowercased().utf8) }
        var matches: [Match] = []
        for folder in folders {
            var found: [String] = []
            var entered: Set<String> = []
            try walk(FilePath.join(root, folder), "", &entered) { name, relative in
                let lowered = Array(name.lowercased().utf8)
                guard endings.contains(where: { lowered.suffix($0.count).elementsEqual($0) }) else { return }
                if !ignored.ignores(FilePath.normalize(FilePath.join(folder, relative))) { found.append(relative) }
            }
            found.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            matches += found.map { Match(searched: folder, relative: $0) }
        }
        return matches
    }

    private func walk(
        _ folder: String, _ relative: String, _ entered: inout Set<String>, _ visit: (_ name: String, _ relative: String) -> Void
    ) throws(FileError) {
        if relative.isEmpty, !fileSystem.isFolder(folder) { return }
        if followsLinks, !entered.insert(Self.identity(of: folder)).inserted { return }
        for entry in try fileSystem.list(folder) {
            let path = FilePath.join(relative, entry.name)
            switch entry.kind {
            case .file: visit(entry.name, path)
            case .folder where !entry.isLink || followsLinks:
                try walk(FilePath.join(folder, entry.name), path, &entered, visit)
            case .folder, .other: break
            }
        }
    }

    /// The path of a folder with its links followed.
    private static func identity(of folder: String) -> String { DiskFileSystem.realPath(folder) ?? FilePath.normalize(folder) }
}
