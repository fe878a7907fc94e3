public import Diagnostics
public import Files
public import Formats
public import Project

/// The project packages are installed for, and the settings of the machine that matter.
public final class PackageProject {
    /// The project's folder, absolute.
    let folder: String
    /// Its name.
    let name: String
    /// Where packages go, as written in `packages-install-path`.
    let installPath: String
    /// The environment.
    let environment: EnvVars
    /// `--vars`.
    let vars: ConfigMap
    /// The disk.
    let files: any FileSystem
    /// Whether package versions that ask for another dbt are left out: `--version-check`.
    let checksVersion: Bool
    /// Where private packages come from.
    let privates: PrivatePackages
    /// What `log` and `print` in a list of packages are handed to.
    public var say: (@Sendable (String) -> Void)?
    private var localPaths: Set<String> = []

    /// Who asks for the packages of the project's own list.
    static let ownRequester = "this project"

    /// A project and its surroundings.
    public init(
        _ project: ProjectConfig, folder: String, environment: EnvVars, vars: ConfigMap, files: any FileSystem, checksVersion: Bool
    ) {
        self.folder = folder
        name = project.name
        installPath = project.packagesInstallPath
        self.environment = environment
        self.vars = vars
        self.files = files
        self.checksVersion = checksVersion
        privates = PrivatePackages(environment.privateGitProviders)
    }

    /// Hides the secrets of the environment and the tokens of git providers.
    public var scrubber: SecretScrubber { SecretScrubber(environment.secretValues + privates.tokens) }

    /// The folder of installed packages, absolute.
    var installFolder: String { FilePath.normalize(FilePath.join(folder, installPath)) }

    /// The lock file.
    var lockPath: String { FilePath.join(folder, PackageLock.fileName) }

    /// The hub that is asked.
    var hubAddress: String {
        let named = [environment["DBT_ENGINE_PACKAGE_HUB_URL"], environment["DBT_PACKAGE_HUB_URL"]].compactMap { $0 }.first { !$0.isEmpty }
        guard let named else { return HubClient.standard }
        return named.hasSuffix("/") ? named : named + "/"
    }

    /// A folder of packages for when the hub is out of reach; nil where none is named.
    var packageFolder: String? {
        environment["SMELT_PACKAGE_FOLDER"].flatMap { $0.isEmpty ? nil : FilePath.join(folder, $0) }
    }

    // MARK: Local packages

    /// The folder a `local:` path means: below the project, or below the home folder.
    func resolve(_ path: String) -> String {
        if path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] {
            return FilePath.normalize(FilePath.join(home, String(path.dropFirst(2))))
        }
        return FilePath.normalize(FilePath.join(folder, path))
    }

    /// Notes a local package: what it asks for is as trustworthy as the project itself.
    func noteLocal(_ path: String) { localPaths.insert(path) }

    /// Whether somebody who asks for a package is a local package.
    func isLocal(_ requester: String) -> Bool { localPaths.contains(requester) }

    // MARK: Lists

    /// A list of packages and the file it stands in.
    struct List {
        /// `packages.yml` or `dependencies.yml`.
        let fileName: String
        /// Its entries.
        let specs: [PackageSpec]
    }

    /// What a project asks for: its `packages.yml`, rendered, or its `dependencies.yml`, as it is. Throws what is wrong with them.
    func list(in place: String, requester: String) throws -> List {
        func file(_ name: String) throws -> SourceFile? {
            let path = FilePath.join(place, name)
            guard files.isFile(path) else { return nil }
            return SourceFile(path: place == folder ? name : path, bytes: try files.read(path))
        }
        let (required, found) = RequiredPackages.read(
            packages: try file("packages.yml"), dependencies: try file("dependencies.yml"), lock: nil)
        if let error = found.first(where: { $0.severity == .error }) { throw error }
        let rendered = try required.specifiedIn == "packages.yml" ? required.entries.map(render) : required.entries
        let reader = PackageSpecReader(requester: requester, fileName: required.specifiedIn)
        return List(fileName: required.specifiedIn, specs: try reader.read(rendered, unrendered: required.entries))
    }

    /// An entry with its strings rendered, as in `packages.yml`. Throws a diagnostic.
    func render(_ entry: ConfigValue) throws(Diagnostic) -> ConfigValue {
        let scope = VarScope(values: vars, shown: vars)
        var found: [Diagnostic] = []
        var renderer = ConfigRenderer(env: environment, vars: scope, allowsSecrets: true)
        renderer.say = say
        let rendered = renderer.render(entry, &found)
        if let error = found.first { throw error }
        return rendered
    }
}
