public import Diagnostics
public import Formats

/// The connection a run uses: one output of one profile of `profiles.yml`, rendered.
public struct Profile: Sendable {
    /// The profile's name.
    public let name: String
    /// The output's name.
    public let targetName: String
    /// `type`: which adapter.
    public let adapterType: String
    /// How many nodes run at once.
    public let threads: Int
    /// The output as rendered, `type` and `threads` included: what the adapter reads its credentials from. Holds secrets.
    public let output: ConfigMap
    /// Where the output stands.
    public let span: SourceSpan?

    /// A profile that was put together elsewhere.
    public init(name: String, targetName: String, adapterType: String, threads: Int, output: ConfigMap, span: SourceSpan? = nil) {
        self.name = name
        self.targetName = targetName
        self.adapterType = adapterType
        self.threads = threads
        self.output = output
        self.span = span
    }
}

/// What a run asks of `profiles.yml`.
public struct ProfileRequest: Sendable {
    /// `--profile`.
    public var profile: String?
    /// `profile:` of `dbt_project.yml`, not rendered.
    public var projectProfile: ConfigValue?
    /// `--target`.
    public var target: String?
    /// `--threads`.
    public var threads: Int?

    /// A request; everything absent by default.
    public init(profile: String? = nil, projectProfile: ConfigValue? = nil, target: String? = nil, threads: Int? = nil) {
        self.profile = profile
        self.projectProfile = projectProfile
        self.target = target
        self.threads = threads
    }
}

/// Finds and reads `profiles.yml`.
public enum Profiles {
    /// The folders that may hold `profiles.yml`, the first that does wins: `--profiles-dir` or `DBT_PROFILES_DIR` alone where given; else
    /// the current folder, its `profiles` folder, the same of the project's folder (all but the first are smelt's own addition), and `~/.dbt`.
    public static func folders(flag: String?, env: EnvVars, currentFolder: String, projectFolder: String) -> [String] {
        if let flag { return [flag] }
        if let variable = env["DBT_ENGINE_PROFILES_DIR"] ?? env["DBT_PROFILES_DIR"], !variable.isEmpty { return [variable] }
        let home = env["HOME"].map { [$0 + "/.dbt"] } ?? []
        let own = (currentFolder == projectFolder ? [currentFolder] : [currentFolder, projectFolder]).flatMap { [$0, $0 + "/profiles"] }
        return own + home
    }

    /// Reads the requested output; only it is rendered.
    ///
    /// - Parameters:
    ///   - file: `profiles.yml`; nil where none of `folders` holds one.
    ///   - folders: Where it was looked for.
    ///   - request: Which profile and target.
    ///   - renderer: A renderer that may give secrets.
    public static func read(
        _ file: SourceFile?, folders: [String], request: ProfileRequest, renderer: ConfigRenderer
    ) -> (profile: Profile?, diagnostics: [Diagnostic]) {
        var reading = ProfileReading(file: file, folders: folders, request: request, renderer: renderer)
        let profile = reading.read()
        return (profile, reading.diagnostics)
    }
}

/// The reading of one profile.
private struct ProfileReading {
    let file: SourceFile?
    let folders: [String]
    let request: ProfileRequest
    let renderer: ConfigRenderer
    var diagnostics: [Diagnostic] = []

    mutating func read() -> Profile? {
        guard let profiles = readFile() else { return nil }
        guard let name = pickName() else { return nil }
        guard let profile = pickProfile(name, profiles) else { return nil }
        guard let (targetName, output) = pickOutput(profile, of: name) else { return nil }
        let errors = diagnostics.count
        let rendered = renderer.render(output, &diagnostics)
        guard diagnostics.count == errors, let map = rendered.map else { return nil }
        let threads = readThreads(map, name, targetName)
        guard let type = map["type"] else {
            fail("missing-adapter-type", "required field \"type\" not found in profile \(name) and target \(targetName)", at: output.span)
            return nil
        }
        return Profile(
            name: name, targetName: targetName, adapterType: PythonText.str(type), threads: threads, output: map, span: output.span)
    }

    private mutating func fail(_ id: DiagnosticID, _ message: String, at span: SourceSpan? = nil, hint: String? = nil) {
        diagnostics.append(.error(id, message, at: span, hint: hint))
    }

    private static func unreadable(_ reason: String) -> String {
        "dbt encountered an error while trying to read your profiles.yml file.\n\n\(reason)"
    }

    private mutating func readFile() -> ConfigMap? {
        guard let file else { return ConfigMap() }
        let (value, found) = YAMLReader.read(file, stripped: false)
        diagnostics += found
        guard let value else { return nil }
        guard PythonText.isTrue(value), let map = value.map else {
            fail("empty-profiles", Self.unreadable("The profiles.yml file at \(file.path) is empty"), at: SourceSpan(file, 0, 0))
            return nil
        }
        return map
    }

    private mutating func pickName() -> String? {
        if let name = request.profile { return name }
        guard let written = request.projectProfile, !written.isNull else {
            let path = file?.path ?? (folders.last.map { $0 + "/profiles.yml" } ?? "profiles.yml")
            fail(
                "no-profile", "dbt cannot run because no profile was specified for this dbt project.",
                hint: "add 'profile: NAME' to dbt_project.yml, with a name from \(path); or give --profile NAME")
            return nil
        }
        let errors = diagnostics.count
        let name = renderer.render(written, &diagnostics)
        return diagnostics.count == errors ? PythonText.str(name) : nil
    }

    private mutating func pickProfile(_ name: String, _ profiles: ConfigMap) -> ConfigValue? {
        guard let profile = profiles[name] else {
            let names = profiles.keys.filter { $0 != "config" }
            var hint = DidYouMean.hint(name, among: names)
            if hint == nil, file == nil {
                hint = "no profiles.yml was found in \(folders.joined(separator: ", ")); add one or give --profiles-dir"
            } else if hint == nil, !names.isEmpty {
                hint = "profiles in \(file?.path ?? "profiles.yml"): \(names.joined(separator: ", "))"
            }
            fail("unknown-profile", "Could not find profile named '\(name)'", at: request.projectProfile?.span, hint: hint)
            return nil
        }
        guard PythonText.isTrue(profile) else {
            fail("empty-profile", Self.unreadable("Profile \(name) in profiles.yml is empty"), at: profiles.entry(name)?.key.span)
            return nil
        }
        return profile
    }

    private mutating func pickOutput(_ profile: ConfigValue, of name: String) -> (String, ConfigValue)? {
        var targetName = "default"
        if let target = request.target {
            targetName = target
        } else if let written = profile["target"] {
            let errors = diagnostics.count
            targetName = PythonText.str(renderer.render(written, &diagnostics))
            if diagnostics.count > errors { return nil }
        } else {
            let message = "target not specified in profile '\(name)', using 'default'"
            diagnostics.append(Diagnostic("default-target", .note, message, at: profile.span))
        }
        guard let outputs = profile["outputs"] else {
            fail("no-outputs", "outputs not specified in profile '\(name)'", at: profile.span)
            return nil
        }
        guard let output = outputs[targetName] else {
            let names = outputs.map?.keys ?? []
            let message =
                "The profile '\(name)' does not have a target named '\(targetName)'. The valid target names for this profile are:\n"
                + names.map { " - \($0)" }.joined(separator: "\n")
            fail(
                "unknown-target", message, at: request.target == nil ? profile["target"]?.span ?? outputs.span : outputs.span,
                hint: DidYouMean.hint(targetName, among: names))
            return nil
        }
        guard output.map != nil else {
            fail("bad-output", "output '\(targetName)' of profile '\(name)' is misconfigured in profiles.yml", at: output.span)
            return nil
        }
        return (targetName, output)
    }

    private mutating func readThreads(_ map: ConfigMap, _ name: String, _ target: String) -> Int {
        if let threads = request.threads { return threads }
        guard let written = map["threads"] else { return 1 }
        if let threads = written.int, threads >= 1 { return threads }
        let problem = written.int != nil ? "threads must be at least 1" : "\(PythonText.repr(written)) is not of type 'integer'"
        let message = "Credentials in profile \"\(name)\", target \"\(target)\" invalid: \(problem)"
        let hint = written.string.flatMap(Int.init) != nil ? "add the filter as_number: \"{{ … | as_number }}\"" : nil
        fail("bad-threads", message, at: written.span, hint: hint)
        return 1
    }
}
