import Files
import Project
import Warehouse

extension Session {
    /// A reader of the project's files.
    private var reader: ProjectReader {
        let flags = invocation.flags
        var reader = ProjectReader(
            fileSystem: files, folder: invocation.projectFolder, env: invocation.environment, commandLineVars: flags.map("vars"))
        reader.checksVersion = flags.isOn("version_check")
        return reader
    }

    /// `debug`: checks files, profile and connection.
    func debug() -> Int32 {
        let folder = invocation.projectFolder
        return DebugCommand(
            reader: reader, flags: invocation.flags, files: files, console: console,
            makeAdapter: { profile throws(WarehouseError) in try Adapters.adapter(for: profile, in: folder) }
        ).run()
    }

    /// `clean`: removes what `clean-targets` names. Throws `ProjectFailure` and what `CleanCommand` throws.
    func clean() throws -> Int32 {
        let (project, found) = reader.project(target: nil)
        guard let project, !found.contains(where: { $0.severity == .error }) else { throw ProjectFailure(diagnostics: found) }
        return try CleanCommand(
            project: project, projectFolder: invocation.projectFolder, keepsToProject: invocation.flags.isOn("clean_project_files_only"),
            files: files, console: console
        ).run()
    }

    /// `init`: makes a new project below the current folder. Throws what `InitCommand` throws.
    func initialize() throws -> Int32 {
        try InitCommand(
            name: invocation.flags.text("project_name"), currentFolder: invocation.currentFolder,
            skipsProfile: invocation.flags.isOn("skip_profile_setup"), files: files, console: console
        ).run()
    }
}
