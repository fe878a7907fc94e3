import Diagnostics
import Files
import Formats
import Project

/// A package that `deps --add-package NAME@VERSION` adds to the project's list.
public struct PackageAddition: Sendable {
    /// Where it comes from: `hub`, `git` or `local`.
    public let source: String
    /// Its name, address or path.
    public let name: String
    /// The version, several with commas between them, or the revision; nil for none.
    public let version: String?

    /// Reads `NAME@VERSION`; a text with more than one `@`, such as an address for SSH, is a name alone.
    public init(_ text: String, source: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        name = parts.count == 2 ? parts[0] : text
        version = parts.count == 2 ? parts[1] : nil
        self.source = source
    }

    /// The entry as it stands in the list.
    var entry: ConfigMap {
        var entry = ConfigMap()
        entry[source == "hub" ? "package" : source] = .string(name)
        if let version, !version.isEmpty {
            let parts = version.split(separator: ",", omittingEmptySubsequences: false).map { ConfigValue.string(String($0)) }
            entry[source == "git" ? "revision" : "version"] = parts.count > 1 ? .list(parts) : parts[0]
        }
        return entry
    }

    /// Whether an entry of the list is the same package, from wherever: the name stands in it as a whole word, `_` and `-` alike.
    func replaces(_ entry: ConfigMap) -> Bool {
        guard
            let identifier = ["package", "git", "local", "tarball", "private"].compactMap({ entry[$0]?.string }).first(where: {
                !$0.isEmpty
            })
        else { return false }
        let short = name.split(separator: "/").last.map(String.init) ?? name
        let variants = [name, short].flatMap { [$0, $0.replacing("_", with: "-"), $0.replacing("-", with: "_")] }
        return variants.contains { variant in
            guard !variant.isEmpty, let range = identifier.firstRange(of: variant) else { return false }
            let before = identifier[..<range.lowerBound].last
            let after = identifier[range.upperBound...].first
            return [before, after].allSatisfy { $0 == nil || $0 == "/" || $0 == "." }
        }
    }
}

extension Dependencies {
    /// Adds a package to the project's list, in the place of entries for the same package. The file is written anew, as dbt does.
    ///
    /// - Throws: a diagnostic for a list that cannot be read, or what the disk answers. The file is then as it was.
    public func add(_ addition: PackageAddition) throws {
        let fileName = try project.list(in: project.folder, requester: PackageProject.ownRequester).fileName
        let path = FilePath.join(project.folder, fileName)
        var map: ConfigMap = ["packages": .list([])]
        if project.files.isFile(path) {
            let value = YAMLReader.read(SourceFile(path: fileName, bytes: try project.files.read(path))).value
            map = value?.map ?? map
        } else {
            report(.createdList)
        }
        var kept: [ConfigValue] = []
        for entry in map["packages"]?.list ?? [] {
            guard let old = entry.map, addition.replaces(old) else {
                kept.append(entry)
                continue
            }
            report(.removedDuplicate(ConfigMap(old.filter { $0.value.string != nil || $0.value.int != nil }.map { ($0.name, $0.value) })))
        }
        map["packages"] = .list(kept + [.map(addition.entry)])
        let reader = PackageSpecReader(requester: PackageProject.ownRequester, fileName: fileName)
        _ = try reader.read([try project.render(.map(addition.entry))], unrendered: [.map(addition.entry)])
        try project.files.write(YAMLWriter.dump(.map(map), sortKeys: true, indentsLists: true), to: path)
        report(.added(name: addition.name, version: addition.version, path: path))
    }
}
