import Diagnostics
import Files
import Formats
import Glibc
import Project

/// `clean`: removes the folders that `clean-targets` names, and never a folder with sources or one outside the project.
struct CleanCommand {
    /// `dbt_project.yml`.
    let project: ProjectConfig
    /// The project's folder, absolute.
    let projectFolder: String
    /// Whether folders outside the project are refused: `--clean-project-files-only`.
    let keepsToProject: Bool
    /// The disk.
    let files: any FileSystem
    /// What the person sees.
    let console: Console
    /// A path with its links followed, as far as it exists.
    var realPath: (String) -> String = CleanCommand.followingLinks

    /// Removes what it may and gives the exit code. Throws a diagnostic, before anything is removed, where a folder is protected.
    func run() throws -> Int32 {
        let targets = unique(project.cleanTargets.map(absolute))
        try protectSources(targets)
        try protectOutside(targets)
        for target in targets {
            console.emit(event("CheckCleanPath", "Z012", "Checking \(target)/*", target))
            try files.remove(target)
            console.emit(event("ConfirmCleanPath", "Z013", "Cleaned \(target)/*", target))
        }
        console.emit(LogEvent("FinishedCleanPaths", "Z015", .info, "Finished cleaning all paths."))
        return 0
    }

    private func absolute(_ path: String) -> String { realPath(FilePath.normalize(FilePath.join(projectFolder, path))) }

    private func unique(_ paths: [String]) -> [String] {
        paths.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Refuses folders of sources, and folders that hold one; dbt refuses the former alone.
    private func protectSources(_ targets: [String]) throws {
        let paths = project.paths
        let folders =
            paths.models + paths.seeds + paths.snapshots + paths.analyses + paths.macros + paths.functions + paths.tests
        let sources = unique(folders.map(absolute))
        let root = absolute(".")
        let refused = targets.filter { target in
            target != root && !isInside(root, target)
                && sources.contains { $0 == target || isInside($0, target) && files.isFolder($0) }
        }
        guard refused.isEmpty else {
            throw Diagnostic(
                "clean-source", .error, "dbt will not clean the following source paths: \(listed(refused))",
                hint: "take them out of clean-targets in dbt_project.yml")
        }
    }

    private func protectOutside(_ targets: [String]) throws {
        let root = absolute(".")
        let outside = targets.filter { !isInside($0, root) }
        guard keepsToProject, !outside.isEmpty else { return }
        throw Diagnostic(
            "clean-outside", .error, "dbt will not clean the following directories outside the project: \(listed(outside))",
            hint: "take them out of clean-targets, or give --no-clean-project-files-only")
    }

    private func isInside(_ path: String, _ folder: String) -> Bool { path.hasPrefix(folder == "/" ? "/" : folder + "/") }

    private func listed(_ paths: [String]) -> String { "[" + paths.map { "'\($0)'" }.joined(separator: ", ") + "]" }

    private func event(_ name: String, _ code: String, _ text: String, _ path: String) -> LogEvent {
        LogEvent(name, code, .info, text, data: ["path": .string(path)])
    }

    /// The path with the links of its longest existing part followed.
    static func followingLinks(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let folder = FilePath.folder(path)
        guard !folder.isEmpty, folder != path else { return path }
        return FilePath.join(followingLinks(folder), FilePath.name(path))
    }
}
