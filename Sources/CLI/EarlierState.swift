import Artifacts
import Diagnostics
import Files
import Graph

extension Session {
    /// The manifest that nodes are looked up in which are not built here: with `--defer`, and always for `clone`; nil without.
    /// Throws a diagnostic where there is none.
    func deferredManifest() throws -> Manifest? {
        let flags = invocation.flags
        guard flags.isOn("defer") || invocation.command == "clone" else { return nil }
        guard let folder = flags.text("defer_state") ?? flags.text("state") else {
            throw Diagnostic(
                "state-missing", .error, "--state or --defer-state are required for deferral, but neither was provided",
                hint: "name the folder of an earlier manifest.json with --state")
        }
        guard let manifest = try stateFolder(folder).manifest() else {
            throw Diagnostic(
                "state-missing", .error, "Could not find manifest in --state path: \"\(folder)\"",
                hint: "the folder has to hold the manifest.json of an earlier run")
        }
        return manifest
    }

    /// What `state:`, `result:` and `source_status:` compare with; nil without `--state`.
    func previousState(_ project: LoadedProject) throws -> PreviousState? {
        if let base { return base.state }
        guard let folder = invocation.flags.text("state") else { return nil }
        if FilePath.normalize(folder) == FilePath.normalize(project.setup.targetPath) {
            try report([
                Diagnostic(
                    "state-is-target", .warning,
                    "The state and target directories are the same: '\(folder)'. This could lead to missing changes due to overwritten state "
                        + "including non-idempotent retries.")
            ])
        }
        return settled(try stateFolder(folder).previousState(target: StateFolder(project.setup.targetFolder, on: files)))
    }

    /// A folder of `--state`; a relative path begins at the project.
    func stateFolder(_ folder: String) -> StateFolder {
        StateFolder(FilePath.join(invocation.projectFolder, folder), on: files)
    }
}
