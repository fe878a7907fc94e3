/// Works on paths as text, `/` between the parts; never looks at the disk.
public enum FilePath {
    /// Whether a path starts at the root.
    public static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

    /// A path below a folder; an absolute path stays as it is, an empty one gives the folder (Python's `os.path.join` without its last slash).
    public static func join(_ folder: String, _ path: String) -> String {
        if isAbsolute(path) || folder.isEmpty { return path }
        if path.isEmpty { return folder }
        return folder.utf8.last == slash ? folder + path : folder + "/" + path
    }

    /// A path below a folder, from several parts.
    public static func join(_ folder: String, _ first: String, _ second: String, _ rest: String...) -> String {
        rest.reduce(join(join(folder, first), second), join)
    }

    /// The path without `.`, `..` and double slashes where they can be worked out from the text (Python's `os.path.normpath`).
    public static func normalize(_ path: String) -> String {
        let isRooted = isAbsolute(path)
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." || (parts.last ?? "..") == ".." && !isRooted {
                parts.append(part)
            } else if !parts.isEmpty {
                parts.removeLast()
            }
        }
        let text = parts.joined(separator: "/")
        return isRooted ? "/" + text : text.isEmpty ? "." : text
    }

    /// The path as seen from a folder, with `..` where it lies outside; both absolute or both relative to the same folder.
    public static func relative(_ path: String, to folder: String) -> String {
        let target = normalize(path).split(separator: "/").filter { $0 != "." }
        let base = normalize(folder).split(separator: "/").filter { $0 != "." }
        let common = zip(target, base).prefix { $0 == $1 }.count
        let parts = Array(repeating: "..", count: base.count - common) + target[common...].map(String.init)
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// The last part: `orders.sql`.
    public static func name(_ path: String) -> String {
        path.utf8.lastIndex(of: slash).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    /// Everything before the last part: the folder; empty for a bare name.
    public static func folder(_ path: String) -> String {
        guard let mark = path.utf8.lastIndex(of: slash) else { return "" }
        return mark == path.startIndex ? "/" : String(path[..<mark])
    }

    /// The ending of the last part with its dot: `.sql`; empty where there is none (Python's `os.path.splitext`).
    public static func suffix(_ path: String) -> String {
        let name = name(path)
        guard let start = name.utf8.firstIndex(where: { $0 != dot }), let mark = name.utf8[start...].lastIndex(of: dot) else { return "" }
        return String(name[mark...])
    }

    /// The last part without its ending: `orders`.
    public static func stem(_ path: String) -> String {
        let name = name(path)
        return String(name.dropLast(suffix(name).count))
    }

    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")
}
