import Artifacts
import Diagnostics
import Files
import Graph
import Packages
import Project
import Runner

/// What a project is compared with: an earlier state of it, and what the state is called.
struct ComparisonBase {
    /// The earlier state.
    let state: PreviousState
    /// `main at 1a2b3c4d5e`, `the folder prod-artifacts`.
    let name: String
    /// Whether it could be read; else everything counts as changed.
    var isKnown = true
}

extension Session {
    /// What `--base` names: a folder with an earlier `manifest.json`, or `git:REF` for the commit that REF and the present one have in common,
    /// which is then compiled here and now. Nil without the flag. Throws a diagnostic.
    func comparisonBase(of project: LoadedProject) throws -> ComparisonBase? {
        guard let text = invocation.flags.text("base") else { return nil }
        guard text.hasPrefix("git:") else {
            let state = try stateFolder(text).previousState(target: StateFolder(project.setup.targetFolder, on: files))
            guard state.manifest != nil else {
                throw Diagnostic(
                    "base-unknown", .error, "Could not find manifest in --base path: \"\(text)\"",
                    hint: "the folder has to hold the manifest.json of an earlier run; a commit is named as git:\(text)")
            }
            return ComparisonBase(state: settled(state), name: "the folder \(text)")
        }
        return try timings.measure("base") { try gitBase(String(text.dropFirst(4)), project) }
    }

    private func gitBase(_ reference: String, _ project: LoadedProject) throws -> ComparisonBase {
        let history = GitHistory(of: invocation.projectFolder)
        let commit = try history.mergeBase(with: reference)
        let folder = try FolderMove.makeTemporary(in: invocation.environment["TMPDIR"] ?? "/tmp", prefix: "smelt-base-")
        defer { try? files.remove(folder) }
        let name = "\(commit.reference) at \(commit.hash.prefix(10))"
        let nothing = PreviousState(manifest: Manifest(metadata: project.manifest.metadata))
        let export = try history.export(commit, to: folder)
        guard files.isFile(FilePath.join(export.project, "dbt_project.yml")) else {
            return ComparisonBase(state: settled(nothing), name: name + ", where there is no project yet")
        }
        do {
            try bringPackages(of: project, to: export)
            let before = session(at: export.project)
            let manifest = try before.resolve(before.readSetup()).manifest
            return ComparisonBase(state: settled(PreviousState(manifest: manifest)), name: name)
        } catch {
            if stop.isRequested { throw error }
            let reason = ((error as? ProjectFailure)?.diagnostics.first { $0.severity == .error } ?? error as? Diagnostic)?.message
            try report([
                Diagnostic(
                    "base-unreadable", .warning, "The base \(name) does not compile, so everything counts as changed",
                    hint: reason.map { "it says: \($0)" })
            ])
            return ComparisonBase(state: settled(nothing), name: name, isKnown: false)
        }
    }

    /// A state with the settings of the command.
    func settled(_ state: PreviousState) -> PreviousState {
        var state = state
        state.comparesUnrenderedValues = invocation.flags.isOn("state_modified_compare_more_unrendered_values")
        state.maximumSeedSize = invocation.flags.int("maximum_seed_size_mib") ?? 1
        return state
    }

    /// A silent session over the same profile and variables in another folder, where nothing that is found becomes an error by its flags.
    private func session(at folder: String) -> Session {
        let profiles = FilePath.join(invocation.currentFolder, invocation.flags.text("profiles_dir") ?? "")
        let flags = invocation.flags.replacing(["project_dir": .text(folder), "profiles_dir": .text(profiles)])
        let other = Invocation(
            command: invocation.command, arguments: invocation.arguments, flags: flags, environment: invocation.environment,
            currentFolder: invocation.currentFolder, projectFolder: folder, id: invocation.id, startedAt: invocation.startedAt,
            now: invocation.now)
        return Session(
            invocation: other, console: .silent(now: invocation.now), files: files, stop: stop, timings: timings,
            gate: WarningGate(WarningPolicy()), anew: anew)
    }

    // MARK: Packages

    /// Gives the base its packages: the installed ones where it asks for the same, else they are installed for it. Packages that the
    /// repository holds itself are there already.
    private func bringPackages(of project: LoadedProject, to export: GitHistory.Export) throws {
        let installPath = project.setup.root.packagesInstallPath
        let installed = FilePath.join(invocation.projectFolder, installPath)
        let wanted = FilePath.join(export.project, installPath)
        let lists = ["packages.yml", "dependencies.yml"]
        guard !files.isFolder(wanted), lists.contains(where: { files.isFile(FilePath.join(export.project, $0)) }) else { return }
        let lock = "package-lock.yml"
        let isSameLock = try content(lock, export.project) == nil || isSame(lock, export.project)
        guard try isSameLock && lists.allSatisfy({ try isSame($0, export.project) }) else {
            _ = try session(at: export.project).installPackages()
            return
        }
        guard files.isFolder(installed) else { return }
        for entry in try files.list(installed) where entry.kind == .folder {
            let place = FilePath.join(installed, entry.name)
            let real = FolderMove.followingLinks(place) ?? place
            // A package that lies in the repository itself is what it was in the base.
            let isOwn = entry.isLink && real.hasPrefix(export.repository + "/")
            let goal = isOwn ? export.tree + real.dropFirst(export.repository.count) : real
            try FolderLink.make(at: FilePath.join(wanted, entry.name), to: goal)
        }
    }

    private func content(_ name: String, _ folder: String) throws(FileError) -> [UInt8]? {
        let path = FilePath.join(folder, name)
        return files.isFile(path) ? try files.read(path) : nil
    }

    private func isSame(_ name: String, _ folder: String) throws(FileError) -> Bool {
        try content(name, folder) == content(name, invocation.projectFolder)
    }
}
