import Diagnostics
import Formats

/// `file:`: resources by the name of their file, with or without its extension.
struct FileMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let wildcard = query.wildcard
        return try selector.positions { member throws(Diagnostic) in
            let name = member.originalFilePath.split(separator: "/").last.map(String.init) ?? ""
            return wildcard.matches(name) || wildcard.matches(stem(of: name))
        }
    }

    /// The name up to its last dot; a dot in front or at the end does not count.
    private func stem(of name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex, name.index(after: dot) != name.endIndex else { return name }
        return String(name[..<dot])
    }
}

/// `path:`: resources whose file, properties file or one of their folders matches a path below the project.
///
/// dbt looks for the pattern on disk below the root project. Here the paths that the project's own resources come from stand for the disk,
/// so that a package's file matches where the root project has a file or folder of the same path, as in dbt.
struct PathMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let pattern = try PathPattern(query.text)
        let matching = ProjectPaths(selector.manifest).matching(pattern)
        return try selector.positions { member throws(Diagnostic) in
            let file = ProjectPaths.components(member.originalFilePath)
            if matching.contains(file) { return true }
            if let patch = member.patchPath.flatMap(ProjectPaths.patchFile), matching.contains(patch) { return true }
            return (0..<file.count).contains { matching.contains(Array(file.prefix($0))) }
        }
    }
}

/// The files and folders of the root project that its resources come from, as lists of components.
struct ProjectPaths {
    private var files: Set<[String]> = []
    private var folders: Set<[String]> = [[]]

    init(_ manifest: Manifest) {
        let project = manifest.metadata.projectName
        for node in manifest.nodes.values { note(project, node.packageName, node.originalFilePath, node.patchPath) }
        for source in manifest.sources.values { note(project, source.packageName, source.originalFilePath, source.patchPath) }
        for exposure in manifest.exposures.values { note(project, exposure.packageName, exposure.originalFilePath, nil) }
        for resource in manifest.semanticResources { note(project, resource.packageName, resource.originalFilePath, nil) }
        for test in manifest.unitTests.values { note(project, test.packageName, test.originalFilePath, nil) }
        for macro in manifest.macros.values { note(project, macro.packageName, macro.path, macro.patchPath) }
        for doc in manifest.docs.values { note(project, doc.packageName, doc.originalFilePath, nil) }
        for entry in manifest.disabled {
            let fields = entry.resource.manifestFields(.artifact).map
            note(project, fields["package_name"]?.string ?? "", fields["original_file_path"]?.string ?? "", fields["patch_path"]?.string)
        }
    }

    private mutating func note(_ project: String, _ package: String, _ path: String, _ patch: String?) {
        if package == project { add(Self.components(path)) }
        if let patch, patch.hasPrefix(project + "://"), let file = Self.patchFile(patch) { add(file) }
    }

    private mutating func add(_ file: [String]) {
        files.insert(file)
        for length in 0..<file.count { folders.insert(Array(file.prefix(length))) }
    }

    /// The paths that match a pattern.
    func matching(_ pattern: PathPattern) -> Set<[String]> {
        var result = folders.filter { pattern.matches($0, isFolder: true) }
        for file in files where pattern.matches(file, isFolder: false) { result.insert(file) }
        return result
    }

    /// A path cut at its slashes, without empty parts and `.`.
    static func components(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }
    }

    /// The path behind `package://`.
    static func patchFile(_ patch: String) -> [String]? {
        guard let slashes = patch.firstIndex(of: ":") else { return nil }
        return components(String(patch[slashes...].dropFirst(3)))
    }
}

/// A path with wildcards as Python's `Path.glob` reads them: each part matches one name, `**` any number of folders.
struct PathPattern {
    private enum Part {
        case name(Wildcard)
        case folders
    }

    private let parts: [Part]
    private let isFolderOnly: Bool

    init(_ text: String) throws(Diagnostic) {
        if text.isEmpty { throw .selector("Unacceptable pattern: ''") }
        if text.hasPrefix("/") { throw .selector("Non-relative patterns are unsupported") }
        let names = ProjectPaths.components(text)
        for name in names where name != "**" && name.hasDoubleStar {
            throw .selector("Invalid pattern: '**' can only be an entire path component")
        }
        var parts: [Part] = []
        for (index, name) in names.enumerated() where name != "**" || index == 0 || names[index - 1] != "**" {
            parts.append(name == "**" ? .folders : .name(Wildcard(name)))
        }
        self.parts = parts
        isFolderOnly = text.hasSuffix("/") || names.last == "**"
    }

    func matches(_ path: [String], isFolder: Bool) -> Bool {
        if isFolderOnly, !isFolder { return false }
        return matches(path)
    }

    /// A part that stands for any folders is tried with as few as possible first and stretched where the rest does not fit.
    private func matches(_ path: [String]) -> Bool {
        var part = 0
        var position = 0
        var retry: (part: Int, position: Int)?
        while position < path.count {
            if part < parts.count, case .folders = parts[part] {
                retry = (part, position)
                part += 1
            } else if part < parts.count, case .name(let wildcard) = parts[part], wildcard.matches(path[position]) {
                part += 1
                position += 1
            } else if let last = retry {
                retry = (last.part, last.position + 1)
                part = last.part + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { if case .folders = $0 { true } else { false } }
    }
}

extension String {
    fileprivate var hasDoubleStar: Bool {
        zip(utf8, utf8.dropFirst()).contains { $0 == UInt8(ascii: "*") && $1 == UInt8(ascii: "*") }
    }
}
