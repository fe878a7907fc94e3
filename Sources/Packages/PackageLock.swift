import Diagnostics
import Files
import Formats
import Project

/// `package-lock.yml`: the exact packages, the checksum of the list they were settled from, and, in comments that dbt does not see, hashes of the
/// contents of packages whose version alone does not say what is in them.
struct PackageLock {
    /// The name of the file.
    static let fileName = "package-lock.yml"

    /// The entries as they are written, `name` included.
    var entries: [ConfigMap]
    /// The checksum of the list.
    var checksum: String?
    /// SHA-256 of package contents by `dbt-labs/dbt_utils@1.1.1` or an archive's address.
    var contents: [String: String]

    private static let contentMark = "# sha256 "

    /// Reads the file; nil where it is absent or holds nothing. Throws a diagnostic for a file that is no YAML.
    static func read(_ project: PackageProject) throws -> PackageLock? {
        guard project.files.isFile(project.lockPath) else { return nil }
        let bytes = try project.files.read(project.lockPath)
        let (value, found) = YAMLReader.read(SourceFile(path: fileName, bytes: bytes))
        if let error = found.first(where: { $0.severity == .error }) { throw error }
        guard let map = value?.map else { return nil }
        var contents: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) where line.hasPrefix(contentMark) {
            let words = line.dropFirst(contentMark.count).split(separator: " ")
            if words.count == 2 { contents[String(words[1])] = String(words[0]) }
        }
        return PackageLock(
            entries: map["packages"]?.list?.compactMap(\.map) ?? [], checksum: map["sha1_hash"]?.string, contents: contents)
    }

    /// What the file asks for. Throws a diagnostic for an entry that is wrong.
    func specs(_ project: PackageProject) throws -> [PackageSpec] {
        let written = entries.map(ConfigValue.map)
        let reader = PackageSpecReader(requester: PackageProject.ownRequester, fileName: Self.fileName)
        return try reader.read(try written.map { try project.render($0) }, unrendered: written)
    }

    /// Versions of packages of the hub by their hub name.
    var hubVersions: [String: (version: String, name: String, hash: String?)] {
        var versions: [String: (version: String, name: String, hash: String?)] = [:]
        for entry in entries {
            guard let package = entry["package"]?.string, let version = entry["version"]?.string, let name = entry["name"]?.string else {
                continue
            }
            versions[package] = (version, name, contents["\(package)@\(version)"])
        }
        return versions
    }

    /// The text of the file.
    var text: String {
        var map: ConfigMap = ["packages": .list(entries.map(ConfigValue.map))]
        if let checksum { map["sha1_hash"] = .string(checksum) }
        var text = YAMLWriter.dump(.map(map), sortKeys: true, indentsLists: true)
        for (name, hash) in contents.sorted(by: { $0.key < $1.key }) { text += "\(Self.contentMark)\(hash) \(name)\n" }
        return text
    }

    /// dbt's checksum of a list of packages.
    static func checksum(of specs: [PackageSpec]) -> String {
        let texts = specs.map { JSONWriter.text(of: sorted(.map($0.hashForm))) }
        return SHA1.hex(of: texts.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }.joined(separator: "\n"))
    }

    private static func sorted(_ value: ConfigValue) -> ConfigValue {
        switch value.kind {
        case .map(let map):
            .map(
                ConfigMap(
                    map.sorted { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }.map {
                        ($0.name, sorted($0.value))
                    }))
        case .list(let elements): .list(elements.map(sorted))
        default: value
        }
    }
}

extension PinnedPackage {
    /// The entry of the lock file. An address with a secret in it is masked, which is told: the entry cannot be installed from then.
    func lockEntry(name: String, scrubber: SecretScrubber, report: (PackageEvent) -> Void) -> ConfigMap {
        func scrubbed(_ text: String) -> ConfigValue {
            let safe = scrubber.scrub(text)
            if safe != text {
                let message =
                    "Detected secret env var in \(safe). dbt will write a scrubbed representation to the lock file. This will cause issues "
                    + "with subsequent 'dbt deps' using the lock file, requiring 'dbt deps --upgrade'"
                report(
                    .warning(
                        .warning(
                            "package-name-scrubbed", message, at: spec.span,
                            hint: "write the secret as \"{{ env_var('DBT_ENV_SECRET_…') }}\": the lock file keeps that as it is")))
            }
            return .string(safe)
        }
        var entry: ConfigMap = ["name": .string(name)]
        switch kind {
        case .local(let path): entry["local"] = .string(path)
        case .tarball(let url, _): entry["tarball"] = scrubbed(spec.written("tarball", or: url))
        case .hub(let package, let version, _):
            entry["package"] = .string(package)
            entry["version"] = .string(version)
        case .git(let source, let revision):
            let key = source.isPrivate ? "private" : "git"
            entry[key] = scrubbed(spec.written(key, or: source.address))
            entry["revision"] = .string(revision)
            if let subdirectory = source.subdirectory { entry["subdirectory"] = .string(subdirectory) }
            if source.isPrivate, let provider = source.provider { entry["provider"] = .string(provider) }
        }
        return entry
    }
}
