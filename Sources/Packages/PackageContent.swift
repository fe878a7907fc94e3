import Diagnostics
import Files

/// The files of a package as a whole.
struct PackageContent {
    /// The package's folder.
    let folder: String
    /// The disk.
    let files: any FileSystem

    /// The SHA-256 over the paths and contents of all files, links by their targets; `.git` does not count. Throws what the disk answers.
    func hash() throws -> String {
        var lines = ""
        for entry in try FolderContent.all(in: folder) where !Self.isGit(entry.path) {
            switch entry.kind {
            case .file: lines += "file \(entry.path) \(SHA256.hex(of: try files.read(FilePath.join(folder, entry.path))))\n"
            case .link(let target): lines += "link \(entry.path) \(target)\n"
            case .folder, .other: break
            }
        }
        return SHA256.hex(of: Array(lines.utf8))
    }

    /// Refuses links that lead out of the folder, and what is neither file, folder nor link. Throws a diagnostic.
    func checkLinks(of package: String) throws {
        guard let root = FolderMove.followingLinks(folder) else { return }
        for entry in try FolderContent.all(in: folder) where !Self.isGit(entry.path) {
            switch entry.kind {
            case .file, .folder: break
            case .other:
                throw Diagnostic("unsafe-package", .error, "The package \(package) holds '\(entry.path)', which is no file, folder or link")
            case .link(let target):
                let place = FilePath.normalize(FilePath.join(root, FilePath.folder(entry.path), target))
                let real = FolderMove.followingLinks(FilePath.join(root, entry.path)) ?? place
                guard [place, real].allSatisfy({ $0 == root || $0.hasPrefix(root + "/") }) else {
                    throw Diagnostic(
                        "unsafe-package", .error,
                        "The package \(package) holds a link that leads out of its folder: '\(entry.path)' → '\(target)'",
                        hint: "it is not installed; ask its author")
                }
            }
        }
    }

    private static func isGit(_ path: String) -> Bool { path == ".git" || path.hasPrefix(".git/") }
}
