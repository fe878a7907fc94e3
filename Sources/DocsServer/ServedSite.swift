import Files

/// The files of a target folder that belong to the documentation. Nothing else in the folder is shown: compiled SQL, logs and databases stay private.
public struct ServedSite: Sendable {
    /// The target folder, absolute.
    private let folder: String
    /// Folders of assets below it, as their parts.
    private let assets: [[String]]
    private let files = DiskFileSystem()

    /// The site of a target folder.
    ///
    /// - Parameters:
    ///   - folder: The target folder, absolute.
    ///   - assets: Folders below it whose files are shown too, as `asset-paths` names them.
    public init(folder: String, assets: [String]) {
        self.folder = folder
        self.assets = assets.map { FilePath.normalize($0).split(separator: "/").map(String.init) }
            .filter { !$0.isEmpty && !$0.contains("..") && $0 != ["."] }
    }

    /// One file of the site.
    struct File {
        /// Where it is on the disk.
        let path: String
        /// Whether it is the project's own and not made by smelt.
        let isAsset: Bool
    }

    private static let pages = ["index.html", "static_index.html"]
    private static let artifacts = ["manifest.json", "catalog.json", "run_results.json", "sources.json"]

    /// The file that the parts of a path lead to; nil where they lead to none of the site.
    func file(_ parts: [String]) -> File? {
        let parts = parts == [""] ? ["index.html"] : parts
        guard !parts.contains("") else { return nil }
        let isAsset = assets.contains { parts.count > $0.count && parts.starts(with: $0) }
        guard isAsset || isOfSite(parts) else { return nil }
        let path = FilePath.join(folder, parts.joined(separator: "/"))
        // A link may not lead out of the folder.
        guard let root = DiskFileSystem.realPath(folder), let real = DiskFileSystem.realPath(path), real.hasPrefix(root + "/"),
            files.isFile(real)
        else { return nil }
        return File(path: real, isAsset: isAsset)
    }

    private func isOfSite(_ parts: [String]) -> Bool {
        switch parts.count {
        case 1: Self.pages.contains(parts[0]) || Self.artifacts.contains(parts[0])
        case 2:
            parts[0] == "node" && parts[1].hasSuffix(".html") || parts[0] == "site" && [".js", ".css"].contains(FilePath.suffix(parts[1]))
        default: false
        }
    }

    /// What a file holds. Throws what the disk answers.
    func content(of file: File) throws(FileError) -> [UInt8] { try files.read(file.path) }
}
