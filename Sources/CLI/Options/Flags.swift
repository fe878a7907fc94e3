import Diagnostics
import Formats
import Project
import Graph

/// The flags of an invocation, settled: command line over environment over `flags:` of `dbt_project.yml` over the default.
struct Flags: Sendable {
    /// The command they are for.
    let command: String
    /// Everything that is settled, by name.
    private let settled: [String: FlagValue]
    /// Names that somebody gave a value, on whatever way.
    private let given: Set<String>
    /// Switches of the project alone, by name.
    private let behaviour: ConfigMap
    /// `flags:` of the project, as written.
    let ofProject: ConfigMap
    /// The line as typed: `smelt build --select orders`.
    let invocation: String
    /// What there is to say about how flags were given: old names of variables and flags.
    let warnings: [LogEvent]
    /// What becomes of warnings.
    let warningPolicy: WarningPolicy

    /// Flags that were settled by `FlagSettling`.
    init(
        command: String, settled: [String: FlagValue], given: Set<String>, behaviour: ConfigMap, ofProject: ConfigMap, invocation: String,
        warnings: [LogEvent],
        warningPolicy: WarningPolicy
    ) {
        self.command = command
        self.settled = settled
        self.given = given
        self.behaviour = behaviour
        self.ofProject = ofProject
        self.invocation = invocation
        self.warnings = warnings
        self.warningPolicy = warningPolicy
    }

    /// The flags with other values for some, as if they were given so.
    func replacing(_ values: [String: FlagValue]) -> Flags {
        Flags(
            command: command, settled: settled.merging(values) { _, new in new }, given: given.union(values.keys), behaviour: behaviour,
            ofProject: ofProject, invocation: invocation, warnings: warnings, warningPolicy: warningPolicy)
    }

    // MARK: Looking up

    /// The value of a flag; `.none` where the command does not know it.
    subscript(name: String) -> FlagValue { settled[name] ?? .none }

    /// Whether a flag is on; a switch of the project too.
    func isOn(_ name: String) -> Bool { self[name].isTrue || behaviour[name]?.bool == true }

    /// The text of a flag; nil where it has none.
    func text(_ name: String) -> String? { self[name].text }

    /// The number of a flag; nil where it has none.
    func int(_ name: String) -> Int? { self[name].int }

    /// The words of a flag; empty where it has none.
    func words(_ name: String) -> [String] { self[name].words }

    /// The mapping of a YAML flag; empty where it has none.
    func map(_ name: String) -> ConfigMap { self[name].map }

    /// The window of `--sample`; nil without.
    var sample: EventTimeWindow? {
        if case .window(let window) = self["sample"] { return window }
        return nil
    }

    /// The span of `--event-time-start` and `--event-time-end`, the sample's where there is one; nil without.
    var eventTimes: EventTimeWindow? {
        if let sample { return sample }
        guard let start = text("event_time_start").flatMap({ Timestamp(iso: $0) }),
            let end = text("event_time_end").flatMap({ Timestamp(iso: $0) })
        else { return nil }
        return EventTimeWindow(start: start, end: end)
    }

    /// Whether somebody gave the flag a value.
    func isGiven(_ name: String) -> Bool { given.contains(name) }

    /// Refuses flags that dbt has and smelt cannot follow, where somebody turned one on. Throws `UsageError`.
    func checkSupport() throws {
        for flag in allFlags where !flag.isSupported && flag.applies(to: command) && isGiven(flag.name) {
            let value = self[flag.name]
            guard value != .none, value != .bool(false) else { continue }
            throw UsageError(
                message: "Option '--\(flag.long[0])' is not supported by smelt." + (flag.reason.map { " " + $0 } ?? ""),
                hint: flag.kind == .toggle ? "leave it out, or give --no-\(flag.long[0])" : "leave it out")
        }
    }

    // MARK: As others see them

    /// Every flag with its value, switches of the project included: what `flags` in Jinja answers with, by lower-case name.
    var all: ConfigMap {
        var map = ConfigMap()
        for flag in allFlags where flag.applies(to: command) {
            let value = self[flag.name]
            map[flag.name] = flag.kind == .dateTime ? .optional(value.text.map(EventTimes.normalized)) : value.configValue
        }
        for name in ["macro", "project_name"] { map[name] = settled[name]?.configValue }
        for (name, value) in Self.fixed(command) where map[name] == nil { map[name] = value }
        for entry in behaviour { map[entry.name] = entry.value }
        map["invocation_command"] = .string(invocation)
        map["which"] = .string(Self.which(command))
        return map
    }

    /// The flags as dbt writes them to `args` of `run_results.json` and shows them as `invocation_args_dict`: absent values are left out,
    /// and some switches where they are off.
    var values: ConfigMap {
        ConfigMap(
            all.filter { !$0.value.isNull && !(Self.shownWhenOn.contains($0.name) && $0.value.bool == false) }
                .map { ($0.name, $0.name == "vars" ? Self.masked($0.value) : $0.value) })
    }

    /// The `args` of a `run-operation`: dbt writes every switch there, on or off, but neither paths it worked out itself nor
    /// `warn_error_options`.
    var operationValues: ConfigMap {
        let paths = ["log_path", "project_dir", "profiles_dir"].filter { !given.contains($0) || $0 == "log_path" }
        return ConfigMap(
            all.filter { !$0.value.isNull && !paths.contains($0.name) && $0.name != "warn_error_options" }.map { ($0.name, $0.value) })
    }

    /// Variables with the values of those masked whose name marks them as secret.
    private static func masked(_ vars: ConfigValue) -> ConfigValue {
        guard let map = vars.map else { return vars }
        return .map(
            ConfigMap(
                map.map { ($0.name, $0.name.hasPrefix(EnvVars.secretPrefix) ? .string(SecretScrubber.mask) : $0.value) }))
    }

    /// Switches that are left out of `args` while they are off.
    private static let shownWhenOn: Set<String> = [
        "debug", "full_refresh", "fail_fast", "warn_error", "single_threaded", "log_cache_events", "store_failures",
        "use_experimental_parser",
    ]

    /// What dbt has for every command, whether or not it knows the flag.
    private static func fixed(_ command: String) -> [(String, ConfigValue)] {
        [("introspect", true), ("full_refresh", false), ("store_failures", false), ("strict_mode", false)]
    }

    /// The last word of a command: `generate` of `docs generate`; `list` for `ls`. Packages that look for it take `ci` for the build it is.
    private static func which(_ command: String) -> String {
        command == "ci" ? "build" : command == "ls" ? "list" : command.split(separator: " ").last.map(String.init) ?? command
    }
}
