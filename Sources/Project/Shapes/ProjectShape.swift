import Formats

/// The shape of `dbt_project.yml` (dbt 1.12's contract).
enum ProjectShape {
    static let project = ObjectShape(
        [
            ("name", .matching(#"^[^\d\W]\w*$"#, isName)),
            ("config-version", .optional(.integer)),
            ("version", .anyOf([.matching("", isVersion), .number, .null])),
            ("project-root", .optional(.string)),
            ("profile", .optional(.string)),
            ("target-path", .optional(.string)),
            ("log-path", .optional(.string)),
            ("packages-install-path", .optional(.string)),
            ("quoting", .optional(.object(quoting))),
            ("on-run-start", .optional(.strings)),
            ("on-run-end", .optional(.strings)),
            ("require-dbt-version", .anyOf([.strings, .string, .null])),
            ("dispatch", .list(.map)),
            ("vars", .optional(.map)),
            ("packages", .list(.any)),
            ("query-comment", .anyOf([.object(queryComment), .string, .null])),
            ("restrict-access", .bool),
            ("dbt-cloud", .optional(.map)),
            ("flags", .map),
            ("tests", .map),
        ]
            + pathKeys.map { ($0, .optional(.strings)) }
            + ConfigTreeKind.allCases.map { ($0.rawValue, .map) },
        required: ["name"])

    private static let pathKeys = [
        "model-paths", "source-paths", "macro-paths", "seed-paths", "data-paths", "test-paths", "analysis-paths", "docs-paths",
        "asset-paths", "function-paths", "osi-paths", "snapshot-paths", "clean-targets",
    ]

    private static let quoting = ObjectShape(
        ["schema", "database", "project", "identifier", "snowflake_ignore_case"].map { ($0, .optional(.bool)) })

    private static let queryComment = ObjectShape([("comment", .string), ("append", .bool), ("job-label", .bool)])

    /// A name: a letter or underscore, then letters, digits and underscores.
    @Sendable static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
        return text.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }

    /// Two or three numbers with dots, then what semantic versions may have.
    @Sendable static func isVersion(_ text: String) -> Bool {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        func isNumber(_ part: Substring) -> Bool {
            !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part == "0" || !part.hasPrefix("0"))
        }
        guard parts.count >= 2, isNumber(parts[0]) else { return false }
        return parts.count == 2 ? parts[1].first?.isNumber == true : isNumber(parts[1])
    }

    /// Names that would hide what templates rely on.
    static let reservedNames: Set<String> = [
        "_sql_results", "adapter", "api", "column", "config", "context", "database", "env", "env_var", "exceptions", "execute", "flags",
        "fromjson", "fromyaml", "graph", "invocation_id", "load_agate_table", "load_result", "log", "model", "modules", "post_hooks",
        "pre_hooks", "ref", "render", "return", "run_started_at", "schema", "source", "sql", "sql_now", "store_result", "store_raw_result",
        "target", "this", "tojson", "toyaml", "try_or_compiler_error", "var", "write",
    ]
}
