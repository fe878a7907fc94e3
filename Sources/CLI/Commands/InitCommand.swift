import Diagnostics
import Files
import Formats
import Project

/// `init`: makes a small project that builds at once and sets up its profile; in a project, sets up the profile alone.
///
/// It asks what dbt asks. Where nobody is there to answer, a project with a given name gets a profile for a SQLite file of its own.
struct InitCommand {
    /// The name that was given; nil for none.
    let name: String?
    /// The folder the project's folder is made in, absolute.
    let currentFolder: String
    /// The project's folder, absolute, where `init` is called inside of one.
    let projectFolder: String?
    /// The folder of `profiles.yml`, absolute.
    let profilesFolder: String
    /// `--profile`: a profile that exists and is used.
    var profile: String?
    /// Whether no profile is set up: `--skip-profile-setup`.
    var skipsProfile = false
    /// The disk.
    let files: any FileSystem
    /// What the person sees.
    let console: Console
    /// Asks.
    let prompts: Prompts
    /// Checks a project in a folder as `debug` does; nil with `--skip-debug`.
    var check: ((_ folder: String) -> Bool)?

    /// Names that packages of dbt's own have.
    private static let reservedNames: Set<String> = ["dbt", "dbt_postgres", "dbt_sqlite"]
    /// What stands for the name in the template.
    private static let nameMark = "__PROJECT__"

    /// Does it and gives the exit code: 1 where the project's folder exists. Throws a diagnostic for a wrong name or profile, and what the disk answers.
    func run() throws -> Int32 {
        do {
            return try projectFolder.map(setUp) ?? makeProject()
        } catch is Prompts.Unanswered {
            throw Diagnostic("aborted", .error, "Aborted: there was no answer to a question of init.")
        }
    }

    // MARK: In a project

    private func setUp(_ folder: String) throws -> Int32 {
        guard profile == nil else {
            throw Diagnostic(
                "init-profile", .error, "Can not init existing project with specified profile, edit dbt_project.yml instead",
                hint: "set profile: in \(FilePath.join(folder, "dbt_project.yml"))")
        }
        if skipsProfile { return 0 }
        guard prompts.isAnswered else {
            throw Diagnostic(
                "missing-name", .error, "init needs the name of the project to make, or somebody to answer its questions.",
                hint: "this folder holds a project already: run smelt build")
        }
        let bytes = try files.read(FilePath.join(folder, "dbt_project.yml"))
        let written = YAMLReader.read(SourceFile(path: "dbt_project.yml", bytes: bytes)).value?["profile"]?.string
        guard let name = written else {
            throw Diagnostic("no-profile", .error, "dbt_project.yml names no profile to set up.", hint: "add profile: NAME to it")
        }
        _ = try setup(name, in: folder).run()
        _ = checked(folder)
        return 0
    }

    private func setup(_ name: String, in folder: String) -> ProfileSetup {
        ProfileSetup(
            name: name, projectFolder: folder, profilesFolder: profilesFolder, files: files, console: console, prompts: prompts)
    }

    /// Whether the project passes the checks; nil where they are left out.
    private func checked(_ folder: String) -> Bool? {
        guard let check else { return nil }
        console.emit(.note("Running dbt debug to validate the project..."))
        return check(folder)
    }

    // MARK: A new project

    private func makeProject() throws -> Int32 {
        let name = try validName()
        let folder = FilePath.join(currentFolder, name)
        guard try files.metadata(folder) == nil else {
            let message = "A project called \(name) already exists here."
            console.emit(LogEvent("ProjectNameAlreadyExists", "A025", .error, Ink.errorTag(message), data: ["name": .string(name)]))
            return 1
        }
        if let profile { try requireProfile(profile) }
        for (path, text) in Self.files(of: name, profile: profile ?? name) { try files.write(text, to: FilePath.join(folder, path)) }
        var isGood: Bool?
        var isBuilding = false
        if profile != nil {
            isGood = checked(folder)
        } else if !skipsProfile {
            if prompts.isAnswered {
                _ = try setup(name, in: folder).run()
                isGood = checked(folder)
            } else {
                let profiles: ConfigMap = ConfigMap([(name, .map(ProfileSetup.sqliteProfile(name)))])
                try files.write(YAMLWriter.dump(.map(profiles)), to: FilePath.join(folder, "profiles.yml"))
                isBuilding = true
            }
        }
        console.emit(created(name, in: folder, isBuilding: isBuilding))
        if isGood == false {
            console.emit(.note(Ink.red("Your profile may need adjustments. You can find the logs of `dbt debug` above")))
        }
        return 0
    }

    private func requireProfile(_ name: String) throws {
        let path = FilePath.join(profilesFolder, "profiles.yml")
        let known = files.isFile(path) ? YAMLReader.read(SourceFile(path: path, bytes: try files.read(path))).value?.map?.keys ?? [] : []
        guard known.contains(name) else {
            throw Diagnostic(
                "unknown-profile", .error, "Could not find profile named '\(name)'",
                hint: DidYouMean.hint(name, among: known) ?? "looked in \(path)")
        }
    }

    /// The name that was given; a missing or wrong one is asked for where somebody answers.
    private func validName() throws -> String {
        var name = name
        while true {
            if let name, Self.isValid(name), !Self.reservedNames.contains(name) { return name }
            guard prompts.isAnswered else { throw refusal(name) }
            if let name { console.emit(.output("\(name) is not a valid project name.")) }
            name = try prompts.ask("Enter a name for your project (letters, digits, underscore)")
        }
    }

    private func refusal(_ name: String?) -> Diagnostic {
        guard let name else {
            return Diagnostic("missing-name", .error, "init needs the name of the project to make.", hint: "smelt init my_shop")
        }
        return Diagnostic(
            "bad-name", .error, "\(name) is not a valid project name.",
            hint: "letters, digits and underscores, no digit first" + (Self.suggestion(name).map { ": \($0)" } ?? ""))
    }

    /// Whether a name may be a project's: letters, digits and underscores, no digit first.
    static func isValid(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, !first.properties.isDecimalDigit else { return false }
        return name.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || $0.properties.isDecimalDigit }
    }

    /// A valid name near a wrong one; nil where nothing is left of it.
    private static func suggestion(_ name: String) -> String? {
        let kept = String(name.map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" }.drop { $0.isNumber || $0 == "_" })
        return isValid(kept) && !reservedNames.contains(kept) ? kept : nil
    }

    /// The files of a new project: path below its folder, text.
    static func files(of name: String, profile: String) -> [(path: String, text: String)] {
        embeddedFiles.map { file in
            let path = file.path.description
            let text = file.text.description.replacing("profile: \(nameMark)", with: "profile: \(profile)").replacing(nameMark, with: name)
            return (path == "gitignore" ? ".gitignore" : path, text)
        }
    }

    private func created(_ name: String, in folder: String, isBuilding: Bool) -> LogEvent {
        let hint = isBuilding ? "Its profiles.yml builds into target/\(name).db, a SQLite file." : nil
        let add = skipsProfile ? "Add a profile called '\(name)' to profiles.yml, then:" : "Next:"
        let text = """
            Your new project "\(name)" was created!
            Initialized new project in \(folder)

            \(hint ?? add)

              cd \(name)
              smelt build
              smelt show --select daily_sales
            """
        return LogEvent("ProjectCreated", "A026", .info, text, data: ["project_name": .string(name)])
    }
}

extension Unicode.Scalar.Properties {
    /// Whether it is a digit of a decimal system.
    fileprivate var isDecimalDigit: Bool { numericType == .decimal }
}
