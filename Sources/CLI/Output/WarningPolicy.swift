import Diagnostics
import Formats

/// What becomes of warnings: `--warn-error` makes all of them errors, `--warn-error-options` some of them, and silences others.
struct WarningPolicy: Sendable, Equatable {
    /// The word that names every deprecation at once.
    static let deprecations = "Deprecations"

    /// Whether every warning is an error that is not named elsewhere.
    var errorsAll = false
    /// Events that are errors.
    var errors: Set<String> = []
    /// Events that stay warnings.
    var warnings: Set<String> = []
    /// Events that are not shown.
    var silenced: Set<String> = []
    /// `--warn-error`: every warning is an error, whatever the options say.
    var isStrict = false

    /// What happens to a warning.
    enum Verdict: Sendable, Equatable {
        case show, silence, fail
    }

    /// Warnings stay warnings.
    init() {}

    /// The policy that options in their present form describe. Throws `UsageError`.
    init(options: ConfigMap, isStrict: Bool) throws {
        self.isStrict = isStrict
        switch options["error"]?.string {
        case "all", "*": errorsAll = true
        case .some: throw UsageError(message: "error must be one of ('all', '*') or a list of strings")
        case nil: errors = try Self.names(options["error"], "error")
        }
        warnings = try Self.names(options["warn"], "warn")
        silenced = try Self.names(options["silence"], "silence")
        if !warnings.isEmpty, !errorsAll, !errors.contains(Self.deprecations), !silenced.contains(Self.deprecations) {
            throw UsageError(
                message: "`warn` can only be specified if `error` is one of ('all', '*') or Deprecations is in `error` or silence.")
        }
    }

    /// Options with all three lists under their present names, as artifacts show them. Throws `UsageError` where old and new names stand
    /// together.
    static func normalized(_ options: ConfigMap) throws -> ConfigMap {
        func list(_ key: String, _ old: String?) throws -> ConfigValue {
            let value = options[key] ?? .null
            guard let old, let alternative = options[old] else { return value.isNull ? .list([]) : value }
            guard isEmpty(value) || isEmpty(alternative) else {
                throw UsageError(message: "Only `\(old)` or `\(key)` can be specified in `warn_error_options`, not both")
            }
            return alternative.isNull ? .list([]) : alternative
        }
        return ["error": try list("error", "include"), "warn": try list("warn", "exclude"), "silence": try list("silence", nil)]
    }

    private static func isEmpty(_ value: ConfigValue) -> Bool {
        value.isNull || value.list?.isEmpty == true || value.string?.isEmpty == true
    }

    /// The names in options that only dbt's second engine has, in alphabetical order.
    static func foreignNames(_ options: ConfigMap) -> [String] {
        Set(options.flatMap { $0.value.list ?? [] }.compactMap(\.string)).intersection(EventNames.otherEngine).sorted()
    }

    /// Options without some names.
    static func without(_ names: [String], _ options: ConfigMap) -> ConfigMap {
        ConfigMap(
            options.map { entry in
                guard let list = entry.value.list else { return (entry.name, entry.value) }
                return (entry.name, .list(list.filter { !names.contains($0.string ?? "") }))
            })
    }

    private static func names(_ value: ConfigValue?, _ key: String) throws -> Set<String> {
        guard let value, !value.isNull else { return [] }
        guard let list = value.list else { throw UsageError(message: "\(key) must be a list of names of warnings") }
        for name in list.map(PythonStyle.text) where name != deprecations && !EventNames.known.contains(name) {
            throw UsageError(
                message: "\(name) is not a valid dbt error name.", hint: DidYouMean.hint(name, among: EventNames.known.sorted()))
        }
        return Set(list.compactMap(\.string))
    }

    /// What happens to a warning of a name. Names of deprecations have codes that begin with `D`.
    func verdict(_ name: String, code: String) -> Verdict {
        if isStrict { return .fail }
        let isDeprecation = code.hasPrefix("D")
        let isNamedElsewhere = warnings.contains(name) || silenced.contains(name)
        let isDeprecationElsewhere = isDeprecation && (warnings.contains(Self.deprecations) || silenced.contains(Self.deprecations))
        if errors.contains(name), !isNamedElsewhere { return .fail }
        if isDeprecation && errors.contains(Self.deprecations) || errorsAll {
            if !isNamedElsewhere, !isDeprecationElsewhere { return .fail }
        }
        if silenced.contains(name) { return .silence }
        if isDeprecation, silenced.contains(Self.deprecations), !errors.contains(name), !warnings.contains(name) { return .silence }
        return .show
    }
}
