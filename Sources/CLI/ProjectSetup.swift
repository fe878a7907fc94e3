import Context
import Diagnostics
import Files
import Formats
import Graph
import Project
import Runner
import Warehouse

/// The settings of a project for one target: profile, adapter, `dbt_project.yml`, installed packages.
struct ProjectSetup {
    /// Reads the project's files.
    let reader: ProjectReader
    /// The profile's target.
    let profile: Profile
    /// The adapter of the target.
    let adapter: any Adapter
    /// `target` as templates see it.
    let target: ConfigMap
    /// `dbt_project.yml`.
    let root: ProjectConfig
    /// Installed packages.
    let packages: [ProjectConfig]
    /// Every `vars:`.
    let vars: Vars
    /// The target folder below the project's folder, as paths in artifacts begin.
    let targetPath: String
    /// The target folder, absolute.
    let targetFolder: String
    /// Warnings met on the way.
    let diagnostics: [Diagnostic]

    /// Reads the settings. Throws `ProjectFailure` with everything that is wrong.
    static func read(_ invocation: Invocation, files: any FileSystem, console: Console) throws -> ProjectSetup {
        let flags = invocation.flags
        var reader = ProjectReader(
            fileSystem: files, folder: invocation.projectFolder, env: invocation.environment, commandLineVars: flags.map("vars"))
        reader.checksVersion = flags.isOn("version_check")
        reader.maximumSeedSize = flags.int("maximum_seed_size_mib") ?? 1
        let (file, projectFound) = reader.projectFile()
        guard let file else { throw Session.ProjectFailure(diagnostics: projectFound) }
        let request = ProfileRequest(
            profile: flags.text("profile"), projectProfile: ProjectConfig.rawProfileName(in: file), target: flags.text("target"),
            threads: flags.int("threads"))
        let (profile, profileFound) = reader.profile(
            request, profilesFolder: flags.isGiven("profiles_dir") ? flags.text("profiles_dir") : nil,
            currentFolder: invocation.currentFolder)
        guard let profile else {
            let more = reader.project(target: nil).diagnostics.filter { $0.severity == .error && $0.span != nil }
            // A file that cannot be read names no profile either: that is no second mistake.
            let isUnreadable = more.contains {
                $0.id.name.hasPrefix("yaml-") || $0.id.name == "bad-encoding" || $0.id.name == "project-not-a-mapping"
            }
            throw Session.ProjectFailure(diagnostics: profileFound.filter { !isUnreadable || $0.id.name != "no-profile" } + more)
        }
        let adapter = try adapter(for: profile, in: invocation.projectFolder, profileFound)
        console.hide(SecretScrubber(invocation.environment.secretValues, passwords: adapter.credentials.secrets))
        let target = adapter.credentials.targetValues(profile: profile.name, target: profile.targetName, threads: profile.threads)
        var (root, found) = reader.project(target: target)
        found = profileFound + found
        root?.flags = flags.ofProject
        guard let root else { throw Session.ProjectFailure(diagnostics: found) }
        let (packages, packagesFound) = reader.packages(of: root, target: target)
        found += packagesFound
        if found.contains(where: { $0.severity == .error }) { throw Session.ProjectFailure(diagnostics: found) }
        let targetPath = flags.text("target_path") ?? root.targetPath
        return ProjectSetup(
            reader: reader, profile: profile, adapter: adapter, target: target, root: root, packages: packages,
            vars: reader.vars(root: root, packages: packages), targetPath: targetPath,
            targetFolder: FilePath.join(invocation.projectFolder, targetPath), diagnostics: found)
    }

    private static func adapter(
        for profile: Profile, in folder: String, _ found: [Diagnostic]
    ) throws(Session.ProjectFailure) -> any Adapter {
        do throws(WarehouseError) {
            return try Adapters.adapter(for: profile, in: folder)
        } catch {
            let message = "Credentials in profile \"\(profile.name)\", target \"\(profile.targetName)\" invalid: \(error.message)"
            throw Session.ProjectFailure(
                diagnostics: found + [Diagnostic("profile-credentials", .error, message, at: profile.span, hint: error.advice)])
        }
    }

    /// What all renderings of the run share.
    func world(_ invocation: Invocation, console: Console, gate: WarningGate, stop: StopSignal) -> RenderWorld {
        RenderWorld(
            rootProject: root.name, internalPackages: [Adapters.macroPackage(profile.adapterType), "dbt"], packages: [],
            projects: [root] + packages,
            dispatch: Dictionary(root.dispatch.map { ($0.namespace, $0.searchOrder) }, uniquingKeysWith: { _, last in last }),
            adapter: adapter, quoting: quoting, target: target, vars: vars, environment: invocation.environment,
            invocation: InvocationFacts(
                id: invocation.id, startedAt: invocation.startedAt, command: invocation.flags.all["which"]?.string ?? invocation.command,
                flags: invocation.flags.all, projectFlags: invocation.flags.ofProject, sample: invocation.flags.sample),
            output: ConsoleTemplateOutput(console: console, gate: gate), cancellation: stop.rendering)
    }

    /// The project's quoting over the adapter's own.
    var quoting: NamePolicy {
        let own = adapter.dialect.relationStyle.quotePolicy
        return own.replacing(
            database: root.quoting["database"]?.bool, schema: root.quoting["schema"]?.bool, identifier: root.quoting["identifier"]?.bool)
    }

    /// Facts about the run for the manifest.
    func metadata(_ invocation: Invocation) -> Manifest.Metadata {
        let policy = quoting
        var metadata = Manifest.Metadata(
            projectName: root.name, projectID: MD5.hex(of: Array(root.name.utf8)), adapterType: profile.adapterType,
            generatedAt: invocation.now().artifactText, invocationID: invocation.id,
            invocationStartedAt: invocation.startedAt.artifactText, env: invocation.environment.metadata,
            quoting: [
                "database": .bool(policy.database), "schema": .bool(policy.schema), "identifier": .bool(policy.identifier),
                "column": root.quoting["column"] ?? .null,
            ], runStartedAt: invocation.startedAt.isoText + "+00:00")
        metadata.searchesOwnPackageFirst = root.flag(.refSearchesNodePackageFirst)
        return metadata
    }
}
