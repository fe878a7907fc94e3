public import Diagnostics
public import Formats

/// What `packages.yml`, `dependencies.yml` and `package-lock.yml` ask for.
public struct RequiredPackages: Sendable {
    /// The file that names the packages: `packages.yml` or `dependencies.yml`.
    public var specifiedIn = "packages.yml"
    /// The entries of that file, not rendered.
    public var entries: [ConfigValue] = []
    /// The entries of the lock file; empty where there is none.
    public var locked: [ConfigValue] = []

    /// No packages.
    public init() {}

    /// Reads the three files; each may be absent.
    public static func read(
        packages: SourceFile?, dependencies: SourceFile?, lock: SourceFile?
    ) -> (packages: RequiredPackages, diagnostics: [Diagnostic]) {
        var result = RequiredPackages()
        var diagnostics: [Diagnostic] = []
        func load(_ file: SourceFile?) -> ConfigMap {
            guard let file else { return ConfigMap() }
            let (value, found) = YAMLReader.read(file)
            diagnostics += found
            return value?.map ?? ConfigMap()
        }
        let packagesMap = load(packages)
        let dependenciesMap = load(dependencies)
        if let entry = dependenciesMap.entry("packages"), packagesMap["packages"] != nil {
            let message = "The 'packages' key cannot be specified in both packages.yml and dependencies.yml"
            diagnostics.append(.error("packages-twice", message, at: entry.key.span))
        }
        if let entry = packagesMap.entry("projects") {
            let message = "The 'projects' key cannot be specified in packages.yml"
            diagnostics.append(.error("projects-in-packages", message, at: entry.key.span))
        }
        if let entries = dependenciesMap["packages"] {
            result.specifiedIn = "dependencies.yml"
            result.entries = entries.list ?? []
        } else {
            result.entries = packagesMap["packages"]?.list ?? []
        }
        result.locked = load(lock)["packages"]?.list ?? []
        return (result, diagnostics)
    }

    /// The error for packages that are asked for but not installed; nil where the counts agree (dbt compares no more than that).
    public func missing(installed: [String], in folder: String) -> Diagnostic? {
        let wanted = locked.isEmpty ? entries : locked
        guard wanted.count != installed.count else { return nil }
        var message =
            "dbt expects \(wanted.count) package(s) based on packages specified in \(specifiedIn), but found only \(installed.count) "
            + "package(s) installed in \(folder). "
        let names = locked.compactMap { $0["name"]?.string }.filter { !installed.contains($0) }.sorted()
        if !names.isEmpty { message += "Following packages were not found: \(names.joined(separator: ", ")). " }
        message += "Run \"dbt deps\" to install package dependencies."
        return Diagnostic.error("packages-not-installed", message, hint: "run `smelt deps`, or put the packages into \(folder)")
    }
}
