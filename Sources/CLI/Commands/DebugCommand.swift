import Diagnostics
import Files
import Formats
import Glibc
import Project
import Warehouse

/// `debug`: looks at the files, the profile and the connection, and says what to do about what is wrong.
struct DebugCommand {
    /// Reads the project's files.
    let reader: ProjectReader
    /// The settled flags.
    let flags: Flags
    /// The disk.
    let files: any FileSystem
    /// What the person sees.
    let console: Console
    /// The folder of `profiles.yml`.
    let profilesFolder: String
    /// Makes the adapter of a profile. Throws a `credentials` error.
    let makeAdapter: (Profile) throws(WarehouseError) -> any Adapter

    /// How one check went.
    private struct Check {
        /// What stands in brackets.
        var status: String
        /// What is wrong and what to do; nil where all is well.
        var problem: String?

        static let valid = Check(status: Ink.green("OK found and valid"))
    }

    /// Checks all and gives the exit code: 0 where all checks passed, else 1.
    ///
    /// Throws `ProjectFailure` for a `dbt_project.yml` whose templates cannot be rendered, as dbt stops there.
    func run() throws -> Int32 {
        let folder = profilesFolder
        if flags.isOn("config_dir") {
            tell("To view your profiles.yml file, run:\n\nxdg-open \(folder)", name: "OpenCommand", code: "Z016")
            return 0
        }
        let profilesPath = FilePath.join(folder, "profiles.yml")
        let projectPath = FilePath.join(reader.folder, "dbt_project.yml")
        let (profile, adapter, profileCheck) = readProfile(profilesPath)
        tell("smelt version: \(VersionText.version) (behaves as dbt \(RunMessages.dbtVersion))")
        tell("os info: \(Self.systemName)")
        tell("Using profiles dir at \(folder)")
        tell("Using profiles.yml file at \(profilesPath)")
        tell("Using dbt_project.yml file at \(projectPath)")
        if let profile { tell("adapter type: \(profile.adapterType)") }
        let projectCheck = try readProject(projectPath, target: adapter.flatMap { target($0, profile) })
        if flags.isOn("connection") {
            tell("Skipping steps before connection verification")
        } else {
            tell("Configuration:")
            tell("  profiles.yml file [\(profileCheck.status)]")
            tell("  dbt_project.yml file [\(projectCheck.status)]")
            if let profile { tell("  profile: \(profile.name), target: \(profile.targetName) [\(Ink.green("OK found"))]") }
        }
        let connectionProblem = checkConnection(adapter)
        return conclude([profileCheck.problem, projectCheck.problem, connectionProblem].compactMap { $0 })
    }

    private func conclude(_ problems: [String]) -> Int32 {
        guard !problems.isEmpty else {
            result(Ink.green("All checks passed!"))
            return 0
        }
        result(Ink.red("\(ResultLine.count(problems.count, "check")) failed:"))
        for problem in problems { result(problem + "\n") }
        return 1
    }

    // MARK: Files

    private func readProfile(_ path: String) -> (Profile?, (any Adapter)?, Check) {
        guard files.isFile(path) else {
            let problem = """
                smelt looked for a profiles.yml file in \(path), but did not find one.

                Write one there, or name its folder with --profiles-dir. The smallest one is:

                  \(profileName ?? "my_shop"):
                    target: dev
                    outputs:
                      dev:
                        type: sqlite
                        threads: 1
                        database: main
                        schema: main
                        schemas_and_paths: {main: target/shop.db}
                        schema_directory: target
                """
            return (nil, nil, Check(status: Ink.red("ERROR not found"), problem: problem))
        }
        let request = ProfileRequest(
            profile: flags.text("profile") ?? (profileName == nil ? onlyProfile(path) : nil), projectProfile: writtenProfile,
            target: flags.text("target"), threads: nil)
        let (profile, found) = reader.profile(
            request, profilesFolder: FilePath.folder(path).isEmpty ? "." : FilePath.folder(path), currentFolder: reader.folder)
        guard let profile, !found.contains(where: { $0.severity == .error }) else { return (nil, nil, invalid("Profile", found)) }
        do throws(WarehouseError) {
            let adapter = try makeAdapter(profile)
            console.hide(SecretScrubber(reader.env.secretValues, passwords: adapter.credentials.secrets))
            return (profile, adapter, .valid)
        } catch {
            let message = "Credentials in profile \"\(profile.name)\", target \"\(profile.targetName)\" invalid: \(error.message)"
            return (
                nil, nil, invalid("Profile", [Diagnostic("profile-credentials", .error, message, at: profile.span, hint: error.advice)])
            )
        }
    }

    /// `profile:` of `dbt_project.yml` as written.
    private var writtenProfile: ConfigValue? {
        reader.projectFile().file.flatMap { ProjectConfig.rawProfileName(in: $0) }
    }

    private var profileName: String? { writtenProfile?.string }

    /// The name of the only profile of a file: where there is no project, it is the one that is meant.
    private func onlyProfile(_ path: String) -> String? {
        guard let bytes = try? files.read(path) else { return nil }
        let names = YAMLReader.read(SourceFile(path: path, bytes: bytes), stripped: false).value?.map?.keys.filter { $0 != "config" } ?? []
        return names.count == 1 ? names[0] : nil
    }

    private func readProject(_ path: String, target: ConfigMap?) throws(Session.ProjectFailure) -> Check {
        guard files.isFile(path) else {
            let problem =
                "Project loading failed for the following reason:\n project path <\(path)> not found\n\n"
                + "Run smelt in a project's folder, name it with --project-dir, or make one with smelt init NAME."
            return Check(status: Ink.red("ERROR not found"), problem: problem)
        }
        let (project, found) = reader.project(target: target)
        let unrendered = found.filter { $0.severity == .error && $0.message.hasPrefix("Could not render") }
        if target != nil, !unrendered.isEmpty { throw Session.ProjectFailure(diagnostics: unrendered) }
        return project == nil || found.contains { $0.severity == .error } ? invalid("Project", found) : .valid
    }

    private func target(_ adapter: any Adapter, _ profile: Profile?) -> ConfigMap? {
        profile.map { adapter.credentials.targetValues(profile: $0.name, target: $0.targetName, threads: $0.threads) }
    }

    private func invalid(_ what: String, _ diagnostics: [Diagnostic]) -> Check {
        let rendering = DiagnosticEvents.rendering(scrubber: console.scrubber)
        let text = rendering.render(diagnostics.filter { $0.severity == .error })
        return Check(
            status: Ink.red("ERROR invalid"), problem: "\(what) loading failed for the following reason:\n\(text)")
    }

    // MARK: Connection

    /// What is wrong with the connection; nil where it answers, or where there is no profile to connect with.
    private func checkConnection(_ adapter: (any Adapter)?) -> String? {
        guard let adapter else {
            tell("Connection test skipped since no profile was found")
            return nil
        }
        tell("Connection:")
        for setting in adapter.credentials.settings { tell("  \(setting.name): \(PythonStyle.text(setting.value))") }
        do throws(WarehouseError) {
            let connection = try adapter.open(name: "debug")
            defer { connection.close() }
            _ = try connection.execute("select 1 as id", autoBegin: false, fetch: .all)
            tell("  Connection test: [\(Ink.green("OK connection ok"))]\n")
            return nil
        } catch {
            tell("  Connection test: [\(Ink.red("ERROR"))]\n")
            return Self.problem(error)
        }
    }

    private static func problem(_ error: WarehouseError) -> String {
        let lines = error.message.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        return """
            smelt was unable to connect to the specified database.
            The database returned the following error:

              >\(error.heading)
            \(lines.joined(separator: "\n"))

            \(error.advice ?? advice(error.kind))
            """
    }

    private static func advice(_ kind: WarehouseError.Kind) -> String {
        switch kind {
        case .connectionFailed(.authentication): "Check user and password in profiles.yml."
        case .connectionFailed(.unreachable): "Check host and port in profiles.yml, and whether the server runs."
        case .connectionFailed(.missingDatabase): "Check the database in profiles.yml, or create it."
        case .connectionFailed(.missingLibrary): "Install libpq (on Debian and Ubuntu: apt install libpq5)."
        case .lockTimeout: "Another program holds the database; end it and try again."
        default: "Check your database credentials in profiles.yml and try again."
        }
    }

    // MARK: Telling

    private func tell(_ text: String, name: String = "DebugCmdOut", code: String = "Z047") {
        console.emit(LogEvent(name, code, .info, text, data: ["msg": .string(Ink.removed(from: text))]))
    }

    private func result(_ text: String) { tell(text, name: "DebugCmdResult", code: "Z048") }

    /// `Linux-6.1.0-x86_64`.
    private static var systemName: String {
        var name = utsname()
        guard uname(&name) == 0 else { return "unknown" }
        func text<T>(_ field: T) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        return "\(text(name.sysname))-\(text(name.release))-\(text(name.machine))"
    }
}
