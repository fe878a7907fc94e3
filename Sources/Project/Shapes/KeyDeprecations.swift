public import Diagnostics

/// dbt's deprecations of keys: names, fields and what its messages say.
extension Diagnostic {
    /// A key of the user's own in a configuration.
    public static func customConfigKey(_ key: String, in file: String, at path: String, _ span: SourceSpan?) -> Diagnostic {
        let place = path.isEmpty ? "" : " at path `\(path)`"
        let message =
            "Custom key `\(key)` found in `config`\(place) in file `\(file)`. Custom config keys should move into the `config.meta`."
        return .warning("custom-config-key", message, at: span).with(["key": .text(key), "file": .text(file), "key_path": .text(path)])
    }

    /// A key that the object it stands in does not have.
    public static func customKey(_ key: String, in file: String, at path: String, _ span: SourceSpan?, hint: String? = nil) -> Diagnostic {
        let message = "Custom key `\(key)` found at `\(path)` in file `\(file)`. It may be a typo: the object has no such key."
        return .warning("unknown-key", message, at: span, hint: hint)
            .with(["key": .text(key), "file": .text(file), "key_path": .text(path)])
    }

    /// A key beside `config` that belongs into it.
    public static func propertyMoved(_ key: String, in file: String, at path: String, _ span: SourceSpan?) -> Diagnostic {
        let message =
            "Found `\(key)` as a top-level property of `\(path)` in file `\(file)`. The `\(key)` top-level property should be moved into the "
            + "`config` of `\(path)`."
        return .warning("property-moved-to-config", message, at: span)
            .with(["key": .text(key), "file": .text(file), "key_path": .text(path)])
    }

    /// A key at the top of a properties file that dbt does not know.
    public static func customTopLevelKey(_ key: String, in file: String, _ span: SourceSpan?, hint: String?) -> Diagnostic {
        let text = "Unexpected top-level key \(key)"
        return .warning("custom-top-level-key", "\(text) in file `\(file)`", at: span, hint: hint)
            .with(["msg": .text(text), "file": .text(file)])
    }

    /// `overrides` of a source.
    public static func sourceOverride(_ source: String, in file: String, _ span: SourceSpan?) -> Diagnostic {
        let message =
            "The source property `overrides` is deprecated but was found on source `\(source)` in file `\(file)`. Instead, `enabled` should be "
            + "used to disable the unwanted source."
        return .warning("source-override", message, at: span).with(["source_name": .text(source), "file": .text(file)])
    }

    /// A configuration of `dbt_project.yml` without its `+`.
    public static func missingPlus(_ key: String, in file: String, at path: String, _ span: SourceSpan?) -> Diagnostic {
        let message =
            "Missing '+' prefix on `\(key)` found at `\(path)` in file `\(file)`. Hierarchical config values without a '+' prefix are "
            + "deprecated in dbt_project.yml."
        return .warning("missing-plus", message, at: span, hint: "write `+\(key)`")
            .with(["key": .text(key), "file": .text(file), "key_path": .text(path)])
    }
}
