import Diagnostics
import Files
import Formats

/// `init NAME`: makes a small project that builds at once. It asks nothing.
struct InitCommand {
    /// The name that was given; nil for none.
    let name: String?
    /// The folder the project's folder is made in, absolute.
    let currentFolder: String
    /// Whether `profiles.yml` is left out: `--skip-profile-setup`.
    let skipsProfile: Bool
    /// The disk.
    let files: any FileSystem
    /// What the person sees.
    let console: Console

    /// Names that packages of dbt's own have.
    private static let reservedNames: Set<String> = ["dbt"]
    /// What stands for the name in the template.
    private static let nameMark = "__PROJECT__"

    /// Makes the project and gives the exit code: 1 where its folder exists. Throws a diagnostic for a wrong name, and what the disk answers.
    func run() throws -> Int32 {
        let name = try validName()
        let folder = FilePath.join(currentFolder, name)
        guard try files.metadata(folder) == nil else {
            let message = "A project called \(name) already exists here."
            console.emit(LogEvent("ProjectNameAlreadyExists", "A025", .error, Ink.errorTag(message), data: ["name": .string(name)]))
            return 1
        }
        for (path, text) in Self.files(of: name) where !(skipsProfile && path == "profiles.yml") {
            try files.write(text, to: FilePath.join(folder, path))
        }
        console.emit(created(name, in: folder))
        return 0
    }

    private func validName() throws -> String {
        guard let name else {
            let isProject = files.isFile(FilePath.join(currentFolder, "dbt_project.yml"))
            throw Diagnostic(
                "missing-name", .error, "init needs the name of the project to make.",
                hint: isProject ? "this folder holds a project already: run smelt build" : "smelt init my_shop")
        }
        guard Self.isValid(name), !Self.reservedNames.contains(name) else {
            throw Diagnostic(
                "bad-name", .error, "\(name) is not a valid project name.",
                hint: "letters, digits and underscores, no digit first" + (Self.suggestion(name).map { ": \($0)" } ?? ""))
        }
        return name
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
    static func files(of name: String) -> [(path: String, text: String)] {
        embeddedFiles.map { file in
            let path = file.path.description
            return (path == "gitignore" ? ".gitignore" : path, file.text.description.replacing(nameMark, with: name))
        }
    }

    private func created(_ name: String, in folder: String) -> LogEvent {
        let profile =
            skipsProfile
            ? "Add a profile called '\(name)' to profiles.yml, then:" : "Its profiles.yml builds into target/\(name).db, a SQLite file."
        let text = """
            Your new project "\(name)" was created!
            Initialized new project in \(folder)

            \(profile)

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
