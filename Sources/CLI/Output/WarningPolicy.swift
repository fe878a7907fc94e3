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

    /// The policy that `--warn-error-options` describes: `error` (or `include`), `warn` (or `exclude`) and `silence`. Throws `UsageError`.
    init(options: ConfigMap, isStrict: Bool) throws {
        self.isStrict = isStrict
        let error = try Self.pick("error", "include", options)
        let warn = try Self.pick("warn", "exclude", options)
        switch error?.string {
        case "all", "*": errorsAll = true
        case .some: throw UsageError(message: "error must be one of ('all', '*') or a list of strings")
        case nil: errors = try Self.names(error, "error")
        }
        warnings = try Self.names(warn, "warn")
        silenced = try Self.names(options["silence"], "silence")
        if !warnings.isEmpty, !errorsAll, !errors.contains(Self.deprecations), !silenced.contains(Self.deprecations) {
            throw UsageError(
                message: "`warn` can only be specified if `error` is one of ('all', '*') or Deprecations is in `error` or silence.")
        }
    }

    /// Options with all three lists under their present names, as artifacts show them.
    static func normalized(_ options: ConfigMap) -> ConfigMap {
        func list(_ key: String, _ old: String?) -> ConfigValue {
            let value = options[key] ?? old.flatMap { options[$0] } ?? .null
            return value.isNull ? .list([]) : value
        }
        return ["error": list("error", "include"), "warn": list("warn", "exclude"), "silence": list("silence", nil)]
    }

    private static func pick(_ key: String, _ old: String, _ options: ConfigMap) throws -> ConfigValue? {
        let (value, alternative) = (options[key], options[old])
        if let value, let alternative, !isEmpty(value), !isEmpty(alternative) {
            throw UsageError(message: "Only `\(old)` or `\(key)` can be specified in `warn_error_options`, not both")
        }
        return alternative ?? value
    }

    private static func isEmpty(_ value: ConfigValue) -> Bool {
        value.isNull || value.list?.isEmpty == true || value.string?.isEmpty == true
    }

    private static func names(_ value: ConfigValue?, _ key: String) throws -> Set<String> {
        guard let value, !value.isNull else { return [] }
        guard let list = value.list else { throw UsageError(message: "\(key) must be a list of names of warnings") }
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
