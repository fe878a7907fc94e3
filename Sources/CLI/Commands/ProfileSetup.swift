import Diagnostics
import Files
import Formats
import Project

/// Writes a profile into `profiles.yml`, from answers: what `init` does for a project that has none.
struct ProfileSetup {
    /// The profile's name.
    let name: String
    /// The project's folder, absolute; `profile_template.yml` there takes the place of the adapter's questions.
    let projectFolder: String
    /// The folder of `profiles.yml`, absolute.
    let profilesFolder: String
    /// The disk.
    let files: any FileSystem
    /// What the person sees.
    let console: Console
    /// Asks.
    let prompts: Prompts

    /// Asks and writes; gives the path of what was written, nil where the person keeps the profile there is.
    ///
    /// - Throws: `Prompts.Unanswered`, a diagnostic for a `profiles.yml` that cannot be read, or what the disk answers.
    func run() throws -> String? {
        console.emit(LogEvent("SettingUpProfile", "A023", .info, "Setting up your profile."))
        let path = FilePath.join(profilesFolder, "profiles.yml")
        if try profiles(path)[name] != nil,
            try !prompts.confirm("The profile \(name) already exists in \(path). Continue and overwrite it?")
        {
            return nil
        }
        if let template = projectTemplate() {
            do {
                try write(try template.profile(prompts), to: path)
                tell("ProfileWrittenWithProjectTemplateYAML", "A022", path, "project")
                return path
            } catch is ProfileTemplate.Broken {
                console.emit(LogEvent("InvalidProfileTemplateYAML", "A024", .info, "Invalid profile_template.yml in project."))
            }
        }
        return try askForAdapter() == "sqlite" ? try writeSQLite() : try writePostgres(path)
    }

    private func askForAdapter() throws -> String {
        let names = ["postgres", "sqlite"]
        let listed = names.enumerated().map { "[\($0 + 1)] \($1)" }.joined(separator: "\n")
        let text =
            "Which database would you like to use?\n\(listed)\n\n"
            + "(Don't see the one you want? https://docs.getdbt.com/docs/available-adapters)\n\nEnter a number"
        while true {
            let number = Int(try prompts.ask(text, kind: .int)) ?? 0
            if names.indices.contains(number - 1) { return names[number - 1] }
        }
    }

    // MARK: Profiles

    /// A profile that builds into one file below the target folder: it needs no answers, and lies in the project's folder, for it belongs to
    /// this project alone.
    private func writeSQLite() throws -> String {
        let path = FilePath.join(projectFolder, "profiles.yml")
        try write(Self.sqliteProfile(name), to: path)
        tell("ProfileWrittenWithSample", "A020", path, "target")
        return path
    }

    /// The profile of a SQLite file below the target folder.
    static func sqliteProfile(_ name: String) -> ConfigMap {
        let output: ConfigMap = ["type": "sqlite", "threads": 1, "path": .string("target/\(name).db")]
        return ["target": "dev", "outputs": .map(["dev": .map(output)])]
    }

    private func writePostgres(_ path: String) throws -> String {
        try write(try ProfileTemplate.postgres.profile(prompts), to: path)
        tell("ProfileWrittenWithTargetTemplateYAML", "A021", path, "target")
        return path
    }

    private func tell(_ event: String, _ code: String, _ path: String, _ source: String) {
        let text =
            code == "A020"
            ? "Profile \(name) written to \(path)."
            : "Profile \(name) written to \(path) using \(source)'s profile_template.yml and your supplied values."
        let name = name
        console.emit(LogEvent(event, code, .info, text, data: ["name": .string(name), "path": .string(path)]))
    }

    // MARK: Files

    private func profiles(_ path: String) throws -> ConfigMap {
        guard files.isFile(path) else { return ConfigMap() }
        let (value, found) = YAMLReader.read(SourceFile(path: path, bytes: try files.read(path)), stripped: false)
        if let error = found.first(where: { $0.severity == .error }) { throw error }
        return value?.map ?? ConfigMap()
    }

    /// Adds the profile below what is in the file, comments and all; a profile of that name is exchanged, for which the file is written anew.
    private func write(_ profile: ConfigMap, to path: String) throws {
        var all = try profiles(path)
        let own = YAMLWriter.dump(.map(ConfigMap([(name, .map(profile))])), sortKeys: true)
        guard all[name] == nil, !all.isEmpty else {
            all[name] = .map(profile)
            return try files.write(YAMLWriter.dump(.map(all), sortKeys: true), to: path)
        }
        var bytes = try files.read(path)
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        try files.write(bytes + Array(("\n" + own).utf8), to: path)
    }

    private func projectTemplate() -> ProfileTemplate? {
        let path = FilePath.join(projectFolder, "profile_template.yml")
        guard files.isFile(path), let bytes = try? files.read(path) else { return nil }
        return ProfileTemplate(YAMLReader.read(SourceFile(path: "profile_template.yml", bytes: bytes)).value)
    }
}

/// `profile_template.yml`: what is fixed in a profile, and what is asked for.
struct ProfileTemplate {
    /// The template cannot be understood.
    struct Broken: Error {}

    private let content: ConfigValue?

    /// A template as it was read.
    init(_ content: ConfigValue?) { self.content = content }

    /// The questions for a Postgres server.
    static let postgres = ProfileTemplate(
        .map([
            "fixed": .map(["type": "postgres"]),
            "prompts": .map([
                "host": .map(["hint": "hostname for the instance"]), "port": .map(["default": 5432, "type": "int"]),
                "user": .map(["hint": "dev username"]), "pass": .map(["hint": "dev password", "hide_input": true]),
                "dbname": .map(["hint": "default database that dbt will build objects in"]),
                "schema": .map(["hint": "default schema that dbt will build objects in"]),
                "threads": .map(["hint": "1 or more", "type": "int", "default": 1]),
            ]),
        ]))

    /// The profile that the answers make. Throws `Broken` before anything is asked, or `Prompts.Unanswered`.
    func profile(_ prompts: Prompts) throws -> ConfigMap {
        guard let map = content?.map else { throw Broken() }
        var output = map["fixed"]?.map ?? ConfigMap()
        try ask(map["prompts"]?.map ?? ConfigMap(), prompts, into: &output)
        let target = output["target"] ?? "dev"
        output["target"] = nil
        guard let name = target.string else { throw Broken() }
        return ["outputs": .map(ConfigMap([(name, .map(output))])), "target": .string(name)]
    }

    private func ask(_ questions: ConfigMap, _ prompts: Prompts, into output: inout ConfigMap) throws {
        for question in questions {
            if question.name.hasPrefix("_choose") {
                try choose(question, prompts, into: &output)
            } else if question.name.hasPrefix("_fixed") {
                output[String(question.name.dropFirst(7))] = question.value
            } else {
                guard let details = question.value.map else { throw Broken() }
                output[question.name] = try answer(question.name, details, prompts)
            }
        }
    }

    private func choose(_ question: ConfigMap.Entry, _ prompts: Prompts, into output: inout ConfigMap) throws {
        guard let options = question.value.map, !options.isEmpty else { throw Broken() }
        let listed = options.keys.enumerated().map { "[\($0 + 1)] \($1)" }.joined(separator: "\n")
        let what = question.name.dropFirst(8).replacing("_", with: " ")
        while true {
            let number = Int(try prompts.ask("\(listed)\nDesired \(what) option (enter a number)", kind: .int)) ?? 0
            guard options.keys.indices.contains(number - 1) else { continue }
            return try ask(options[options.keys[number - 1]]?.map ?? ConfigMap(), prompts, into: &output)
        }
    }

    private func answer(_ name: String, _ details: ConfigMap, _ prompts: Prompts) throws -> ConfigValue {
        let kind = Prompts.Kind(rawValue: details["type"]?.string ?? "string") ?? .string
        let text = name + (details["hint"].map { " (\(PythonText.str($0)))" } ?? "")
        let fallback = details["default"].flatMap { $0.isNull ? nil : $0 }
        let answer = try prompts.ask(
            text, default: fallback.map(PythonText.str), kind: kind, isHidden: details["hide_input"]?.bool ?? false)
        if let fallback, PythonText.str(fallback) == answer { return fallback }
        switch kind {
        case .string: return .string(answer)
        case .int: return Int(answer).map(ConfigValue.int) ?? .string(answer)
        case .float: return Double(answer).map(ConfigValue.float) ?? .string(answer)
        case .bool: return .bool(["1", "true", "t", "yes", "y", "on"].contains(answer.lowercased()))
        }
    }
}
