internal import Glibc

/// Folders that are made, moved and looked at as a whole.
public enum FolderMove {
    /// Gives a file or folder another name on the same file system, over an empty folder or a file that has it. Throws what the system says.
    public static func rename(_ path: String, to target: String) throws(FileError) {
        guard Glibc.rename(path, target) == 0 else { throw FileError(.write, target, errno: errno) }
    }

    /// Makes a folder and those above it. Throws what the system says.
    public static func make(_ folder: String) throws(FileError) { try DiskFileSystem().makeFolder(folder, for: folder) }

    /// Makes a new empty folder with a name of its own. Throws what the system says.
    public static func makeTemporary(in parent: String, prefix: String) throws(FileError) -> String {
        var template = Array(FilePath.join(parent, prefix + String(repeating: "X", count: 6)).utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError(.write, parent, errno: errno) }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether anything has a name, a link that leads nowhere too. Throws what the system says.
    public static func exists(_ path: String) throws(FileError) -> Bool {
        var status = stat()
        if lstat(path, &status) == 0 { return true }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw FileError(.inspect, path, errno: errno)
    }

    /// Copies a folder with all that is in it, links as links. Throws what the system says.
    public static func copy(_ folder: String, to target: String) throws(FileError) {
        let files = DiskFileSystem()
        try make(target)
        for entry in try FolderContent.all(in: folder) {
            let path = FilePath.join(target, entry.path)
            switch entry.kind {
            case .folder: try make(path)
            case .file: try files.write(try files.read(FilePath.join(folder, entry.path)), to: path)
            case .link(let goal): try FolderLink.make(at: path, to: goal)
            case .other: break
            }
        }
    }

    /// The path with all links followed; nil where it leads nowhere.
    public static func followingLinks(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    /// Sets the rights of a file: readable by all, executable where that is asked for.
    public static func setExecutable(_ path: String) { chmod(path, 0o755) }
}

/// What stands in a folder, links and all that leads nowhere included.
public struct FolderContent: Sendable, Equatable {
    /// The kinds of entry.
    public enum Kind: Sendable, Equatable {
        case file, folder
        /// A symbolic link with its target as written.
        case link(String)
        /// A socket, a device, a pipe.
        case other
    }

    /// The path below the folder that was listed.
    public let path: String
    /// What it is; links are not followed.
    public let kind: Kind

    /// Everything below a folder, sorted by path; links are told, not entered. Throws what the system says.
    public static func all(in folder: String) throws(FileError) -> [FolderContent] {
        var found: [FolderContent] = []
        try list(folder, "", into: &found)
        return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private static func list(_ folder: String, _ relative: String, into found: inout [FolderContent]) throws(FileError) {
        guard let stream = opendir(folder) else { throw FileError(.list, folder, errno: errno) }
        var names: [String] = []
        while let item = readdir(stream) {
            let name = DiskFileSystem.name(of: item)
            if name != ".", name != ".." { names.append(name) }
        }
        closedir(stream)
        for name in names {
            let path = FilePath.join(folder, name)
            let shown = FilePath.join(relative, name)
            var status = stat()
            guard lstat(path, &status) == 0 else { throw FileError(.inspect, path, errno: errno) }
            switch status.st_mode & S_IFMT {
            case S_IFREG: found.append(FolderContent(path: shown, kind: .file))
            case S_IFDIR:
                found.append(FolderContent(path: shown, kind: .folder))
                try list(path, shown, into: &found)
            case S_IFLNK: found.append(FolderContent(path: shown, kind: .link(linkTarget(path))))
            default: found.append(FolderContent(path: shown, kind: .other))
            }
        }
    }

    private static func linkTarget(_ path: String) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(path, &buffer, buffer.count)
        let bytes = buffer.prefix(max(length, 0)).map(UInt8.init(bitPattern:))
        return String(decoding: bytes, as: UTF8.self)
    }
}
