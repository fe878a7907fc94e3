import Glibc

/// Symbolic links to folders.
public enum FolderLink {
    /// Makes a link; missing folders above it are made. Throws what the system says.
    public static func make(at path: String, to target: String) throws(FileError) {
        try DiskFileSystem().makeFolder(FilePath.folder(path), for: path)
        guard symlink(target, path) == 0 else { throw FileError(.write, path, errno: errno) }
    }
}
