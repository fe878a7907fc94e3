import Diagnostics
import Formats
import Project

/// Turns the entries of `packages.yml`, of a lock file or of the hub's answers into `PackageSpec`s, with dbt's checks.
struct PackageSpecReader {
    /// Who asks for the packages.
    let requester: String
    /// The file they are listed in, as messages call it.
    let fileName: String

    /// The entries, rendered and as written, in the same order. Throws a diagnostic for the first that is wrong.
    func read(_ rendered: [ConfigValue], unrendered: [ConfigValue]) throws(Diagnostic) -> [PackageSpec] {
        var specs: [PackageSpec] = []
        for (index, entry) in rendered.enumerated() {
            guard let map = entry.map else { throw malformed("\(PythonText.repr(entry)) is no package", entry.span) }
            let written = index < unrendered.count ? unrendered[index].map ?? map : map
            try checkEmpty(map, entry.span)
            specs.append(try spec(map, written, entry.span))
        }
        return specs
    }

    private func malformed(_ problem: String, _ span: SourceSpan?, hint: String? = nil) -> Diagnostic {
        let head =
            "The \(fileName) file in this project is malformed. Please double check\nthe contents of this file and fix any errors before retrying.\n"
        return Diagnostic(
            "bad-package", .error, "\(head)\n\(problem)", at: span,
            hint: hint ?? "each entry is one of package and version, git, local, private, or tarball and name")
    }

    private func checkEmpty(_ map: ConfigMap, _ span: SourceSpan?) throws(Diagnostic) {
        for (key, title) in [("package", "hub"), ("local", "local"), ("git", "git")] where map[key]?.string == "" {
            throw malformed("A \(title) package is missing the value. It is a required property.", map[key]?.span ?? span)
        }
        guard let package = map["package"]?.string else { return }
        if map["version"].map({ !PythonText.isTrue($0) }) ?? true {
            throw malformed(
                "\(package) is missing the version. When installing from the Hub package index, version is a required property", span,
                hint: "add version: [\">=1.0.0\", \"<2.0.0\"]")
        }
        if !package.contains("/") {
            throw malformed(
                "\(package) was not found in the package index. Packages on the index require a namespace, e.g dbt-labs/dbt_utils", span)
        }
    }

    // MARK: One entry

    private static let keys: [(kind: String, others: Set<String>)] = [
        ("local", ["name"]), ("tarball", ["name"]), ("git", ["revision", "warn-unpinned", "subdirectory", "name"]),
        ("package", ["version", "install_prerelease", "name"]),
        ("private", ["provider", "revision", "warn-unpinned", "subdirectory", "name"]),
    ]

    private func spec(_ map: ConfigMap, _ unrendered: ConfigMap, _ span: SourceSpan?) throws(Diagnostic) -> PackageSpec {
        guard let (kind, others) = Self.keys.first(where: { map[$0.kind] != nil }), let value = map[kind]?.string else {
            throw malformed("\(PythonText.repr(.map(map))) is not valid under any of the given schemas", span)
        }
        if let unknown = map.first(where: { $0.name != kind && !others.contains($0.name) && $0.name != "unrendered" }) {
            let hint =
                unknown.name == "install-prerelease"
                ? "did you mean 'install_prerelease'?" : DidYouMean.hint(unknown.name, among: others.sorted())
            throw malformed("'\(unknown.name)' does not belong to a package of the kind '\(kind)'", unknown.key.span ?? span, hint: hint)
        }
        var form = HashForm(map, unrendered)
        let result: PackageSpec.Kind
        switch kind {
        case "local": result = .local(value)
        case "tarball":
            guard let name = map["name"]?.string else {
                throw malformed("the tarball package \(unrendered["tarball"]?.string ?? "") has no name", span, hint: "add name: NAME")
            }
            result = .tarball(value, name: name)
        case "package":
            result = try hub(value, map, &form, span)
        default: result = .git(try git(value, map, isPrivate: kind == "private", &form, span))
        }
        form.set(kind, .string(value))
        return PackageSpec(
            kind: result, unrendered: unrendered, lockedName: map["name"]?.string, requester: requester, span: span,
            hashForm: form.map)
    }

    private func hub(
        _ name: String, _ map: ConfigMap, _ form: inout HashForm, _ span: SourceSpan?
    ) throws(Diagnostic) -> PackageSpec.Kind {
        let raw = map["version"] ?? .null
        var versions: [VersionSpecifier] = []
        for text in raw.list ?? [raw] {
            do throws(VersionSpecifier.BadVersion) {
                versions.append(try VersionSpecifier(PythonText.str(text)))
            } catch {
                throw Diagnostic(
                    "bad-package-version", .error, error.message, at: text.span ?? span,
                    hint: "a version is 1.2.3, with one of >=, >, <=, <, = before it; several stand in a list")
            }
        }
        var prereleases = false
        if let written = map["install_prerelease"], !written.isNull {
            guard let isOn = written.bool else { throw malformed("install_prerelease is no boolean", written.span ?? span) }
            prereleases = isOn
        }
        form.set("version", HashForm.version(raw))
        form.set("install_prerelease", .bool(prereleases))
        return .hub(name, versions: versions, prereleases: prereleases)
    }

    private func git(
        _ address: String, _ map: ConfigMap, isPrivate: Bool, _ form: inout HashForm, _ span: SourceSpan?
    ) throws(Diagnostic) -> PackageSpec.GitSource {
        let revision = map["revision"] ?? .null
        switch revision.kind {
        case .null, .string, .int, .bigInteger, .float: break
        default:
            throw malformed(
                "the revision of \(address) is \(PythonText.repr(revision)), not a text", revision.span ?? span, hint: "put it in quotes")
        }
        let subdirectory = map["subdirectory"] ?? .null
        guard subdirectory.isNull || subdirectory.string != nil else {
            throw malformed("the subdirectory is no text", subdirectory.span ?? span)
        }
        let warns = map["warn-unpinned"] ?? .null
        guard warns.isNull || warns.bool != nil else { throw malformed("warn-unpinned is no boolean", warns.span ?? span) }
        form.set("revision", HashForm.version(revision))
        form.set("subdirectory", subdirectory)
        form.set("warn-unpinned", warns)
        if isPrivate { form.set("provider", map["provider"] ?? .null) }
        return PackageSpec.GitSource(
            address: address, isPrivate: isPrivate, provider: map["provider"]?.string,
            revision: revision.isNull ? nil : PythonText.str(revision), subdirectory: subdirectory.string,
            warnsUnpinned: warns.bool != false)
    }
}

/// An entry as dbt writes it into the checksum of a list: every key it knows, and the entry as written.
private struct HashForm {
    private(set) var map = ConfigMap()

    init(_ rendered: ConfigMap, _ unrendered: ConfigMap) {
        map["unrendered"] = .map(unrendered)
        if let name = rendered["name"] { map["name"] = name }
    }

    mutating func set(_ key: String, _ value: ConfigValue) { map[key] = value }

    /// A version or revision: whole numbers count as text, in lists too.
    static func version(_ value: ConfigValue) -> ConfigValue {
        switch value.kind {
        case .int, .bigInteger: .string(PythonText.str(value))
        case .list(let elements): .list(elements.map(version))
        default: value
        }
    }
}
