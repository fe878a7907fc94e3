import Files
import Project

/// The files that the documentation of a project is made of.
struct ProjectWatch {
    /// How the files are at a moment, by path.
    struct State: Equatable {
        /// What the documentation is made of.
        var sources: [String: FileMetadata] = [:]
        /// What runs leave: their results are shown too. Writing the documentation writes one of them itself.
        var results: [String: FileMetadata] = [:]
    }

    private let files: any FileSystem
    /// The root project and its packages.
    private let projects: [ProjectConfig]
    private let profiles: String?
    private let targetFolder: String

    /// The files of a project.
    init(_ session: Session, _ setup: ProjectSetup) {
        files = session.files
        projects = [setup.root] + setup.packages
        profiles = session.invocation.flags.text("profiles_dir").map { FilePath.join($0, "profiles.yml") }
        targetFolder = FilePath.normalize(setup.targetFolder)
    }

    /// The documentation itself.
    var page: FileMetadata? { metadata(FilePath.join(targetFolder, "index.html")) }

    /// How everything is now. What cannot be read is not there.
    var state: State {
        var state = State()
        for project in projects { add(project, to: &state.sources) }
        if let profiles { state.sources[profiles] = metadata(profiles) }
        for name in ["run_results.json", "sources.json"] {
            let path = FilePath.join(targetFolder, name)
            state.results[path] = metadata(path)
        }
        return state
    }

    /// The endings of files that projects are made of.
    private static let endings = [".sql", ".py", ".js", ".csv", ".md", ".yml", ".yaml", ".json", ".j2", ".jinja2", ".jinja"]

    private func add(_ project: ProjectConfig, to found: inout [String: FileMetadata]) {
        let paths = project.paths
        let top = (try? files.list(project.root)) ?? []
        for entry in top where entry.kind == .file && [".yml", ".yaml", ".dbtignore"].contains(FilePath.suffix("x" + entry.name)) {
            note(FilePath.join(project.root, entry.name), in: &found)
        }
        let walk = FileWalk(files, root: project.root)
        let sources = (try? walk.files(in: paths.allSources + (paths.docs ?? []) + paths.interchange, suffixes: Self.endings)) ?? []
        let assets = (try? walk.files(in: paths.assets, suffixes: [""])) ?? []
        for match in sources + assets { note(FilePath.join(project.root, match.original), in: &found) }
    }

    /// Notes a file, unless it is one that smelt writes: a project may lie around its own target folder.
    private func note(_ path: String, in found: inout [String: FileMetadata]) {
        let path = FilePath.normalize(path)
        if !path.hasPrefix(targetFolder + "/") { found[path] = metadata(path) }
    }

    private func metadata(_ path: String) -> FileMetadata? { (try? files.metadata(path)) ?? nil }
}
