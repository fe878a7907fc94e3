import Files

/// The commit that a folder is at, read from git's own files: no program is started.
enum GitCommit {
    /// The full hash of the commit checked out in the repository around a folder; nil where there is none.
    static func current(in folder: String, on files: any FileSystem) -> String? {
        guard let git = gitFolder(above: folder, files) else { return nil }
        guard let head = text(FilePath.join(git, "HEAD"), files) else { return nil }
        guard head.hasPrefix("ref: ") else { return isHash(head) ? head : nil }
        let name = String(head.dropFirst("ref: ".count))
        var folders = [git]
        // A further work tree shares the branches of the first.
        if let common = text(FilePath.join(git, "commondir"), files) { folders.append(FilePath.normalize(FilePath.join(git, common))) }
        for folder in folders {
            if let hash = text(FilePath.join(folder, name), files), isHash(hash) { return hash }
            if let hash = packed(name, in: folder, files) { return hash }
        }
        return nil
    }

    private static func gitFolder(above folder: String, _ files: any FileSystem) -> String? {
        var folder = folder
        while true {
            let path = FilePath.join(folder, ".git")
            if files.isFolder(path) { return path }
            if let link = text(path, files), link.hasPrefix("gitdir: ") {
                return FilePath.normalize(FilePath.join(folder, String(link.dropFirst("gitdir: ".count))))
            }
            let above = FilePath.folder(folder)
            if above.isEmpty || above == folder { return nil }
            folder = above
        }
    }

    private static func packed(_ name: String, in folder: String, _ files: any FileSystem) -> String? {
        let lines = text(FilePath.join(folder, "packed-refs"), files)?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasSuffix(" " + name) }
        return line.map { String($0.prefix { $0 != " " }) }.flatMap { isHash($0) ? $0 : nil }
    }

    /// A file's text without the line break at its end; nil where there is no such file.
    private static func text(_ path: String, _ files: any FileSystem) -> String? {
        guard files.isFile(path), let bytes = try? files.read(path) else { return nil }
        var text = Substring(String(decoding: bytes, as: UTF8.self))
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }

    private static func isHash(_ text: String) -> Bool { [40, 64].contains(text.utf8.count) && text.allSatisfy(\.isHexDigit) }
}
