import Diagnostics
import Files
import Project
import Warehouse

extension Session {
    /// Reads the project's files, before anything of them is known.
    var reader: ProjectReader {
        var reader = ProjectReader(
            fileSystem: files, folder: invocation.projectFolder, env: invocation.environment, commandLineVars: invocation.flags.map("vars"))
        reader.checksVersion = invocation.flags.isOn("version_check")
        return reader
    }

    /// `dbt_project.yml` for a command that needs no profile. Throws `ProjectFailure` where anything in it is wrong; warnings are shown.
    func projectWithoutProfile(requiresVars: Bool = true) throws -> ProjectConfig {
        var reader = reader
        reader.needsNoProfile = true
        reader.missingVarsAreNone = !requiresVars
        let (root, found) = reader.project(target: nil)
        guard let root else { throw ProjectFailure(diagnostics: found) }
        try report(found)
        return root
    }

    /// `debug`: checks files, profile and connection.
    func debug() throws -> Int32 { try debug(in: invocation.projectFolder) }

    /// Checks files, profile and connection of the project in a folder.
    private func debug(in folder: String) throws -> Int32 {
        var reader = ProjectReader(
            fileSystem: files, folder: folder, env: invocation.environment, commandLineVars: invocation.flags.map("vars"))
        reader.checksVersion = invocation.flags.isOn("version_check")
        var known = reader
        known.needsNoProfile = true
        try report(known.project(target: nil).diagnostics.filter { $0.severity == .warning })
        let own = FilePath.join(folder, "profiles.yml")
        let isNew = folder != invocation.projectFolder && files.isFile(own)
        return try DebugCommand(
            reader: reader, flags: invocation.flags, files: files, console: console,
            profilesFolder: isNew ? folder : invocation.flags.text("profiles_dir") ?? ".",
            makeAdapter: { profile throws(WarehouseError) -> any Adapter in try Adapters.adapter(for: profile, in: folder) }
        ).run()
    }

    /// `clean`: removes the folders that `clean-targets` names.
    func clean() throws -> Int32 {
        let root = try projectWithoutProfile()
        if root.cleanTargets.contains("dbt_modules"), !root.cleanTargets.contains(root.packagesInstallPath) {
            let message =
                "The default package install path has changed from `dbt_modules` to `dbt_packages`. Please update `clean-targets` in "
                + "`dbt_project.yml` and check `.gitignore` as well. Or, set `packages-install-path: dbt_modules` if you'd like to keep the "
                + "current value."
            try report([Diagnostic("install-path", .warning, message)])
        }
        return try CleanCommand(
            project: root, projectFolder: invocation.projectFolder, keepsToProject: invocation.flags.isOn("clean_project_files_only"),
            files: files, console: console
        ).run()
    }

    /// `init NAME` makes a small project; `init` alone sets up the profile of the project it is called in, and outside of one asks for the name.
    func initialize() throws -> Int32 {
        let flags = invocation.flags
        let isProject = invocation.arguments.isEmpty && files.isFile(FilePath.join(invocation.projectFolder, "dbt_project.yml"))
        return try InitCommand(
            name: invocation.arguments.first, currentFolder: invocation.currentFolder,
            projectFolder: isProject ? invocation.projectFolder : nil,
            profilesFolder: flags.text("profiles_dir") ?? invocation.currentFolder, profile: flags.text("profile"),
            skipsProfile: flags.isOn("skip_profile_setup"), files: files, console: console, prompts: .standard(),
            check: flags.isOn("skip_debug") ? nil : { (try? debug(in: $0)) == 0 }
        ).run()
    }
}
