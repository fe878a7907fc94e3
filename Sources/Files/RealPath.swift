internal import Glibc

extension DiskFileSystem {
    /// The absolute path of what is there with all links followed; nil where nothing is there.
    public static func realPath(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
