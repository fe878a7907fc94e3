import Diagnostics
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
    func debug() throws -> Int32 {
        var known = reader
        known.needsNoProfile = true
        try report(known.project(target: nil).diagnostics.filter { $0.severity == .warning })
        let folder = invocation.projectFolder
        return try DebugCommand(
            reader: reader, flags: invocation.flags, files: files, console: console,
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

    /// `init`: makes a small project.
    func initialize() throws -> Int32 {
        try InitCommand(
            name: invocation.arguments.first, currentFolder: invocation.currentFolder,
            skipsProfile: invocation.flags.isOn("skip_profile_setup"), files: files, console: console
        ).run()
    }
}
