/// Every flag of every command, in the order `--help` shows them. The names, spellings, defaults and environment variables are dbt-core 1.12's.
let allFlags: [Flag] = [
    flag(
        "cache_selected_only", ["cache-selected-only"], .toggle, .bool(false), environment: .both,
        "Cache only the schemas of selected nodes."),
    flag("debug", ["debug"], .toggle, .bool(false), short: ["d"], environment: .both, "Show debug messages."),
    flag(
        "defer", ["defer"], .toggle, .bool(false), environment: .both, oldName: "DEFER_TO_STATE",
        "Resolve unselected nodes in the manifest of --state."),
    flag("defer_state", ["defer-state"], .path, .none, environment: .both, "The state folder for --defer alone."),
    flag("fail_fast", ["fail-fast"], .toggle, .bool(false), short: ["x"], environment: .both, "Stop at the first failure."),
    flag(
        "favor_state", ["favor-state"], .toggle, .bool(false), environment: .both, oldName: "FAVOR_STATE_MODE",
        "With --defer, prefer the relations of --state."),
    flag("hints_enabled", ["hints-enabled"], .toggle, .bool(true), environment: .engineOnly, "Accepted; hints stand under the messages."),
    flag(
        "indirect_selection", ["indirect-selection"], .choice(["eager", "cautious", "buildable", "empty"]), .text("eager"),
        environment: .both, "Which tests adjoining the selection run."),
    flag(
        "log_cache_events", ["log-cache-events"], .toggle, .bool(false), environment: .both,
        "Tell in the log what becomes known to exist."),
    flag(
        "log_file_max_bytes", ["log-file-max-bytes"], .integer, .int(10485760), environment: .both, hidden: true,
        "Size at which the log file is rotated."),
    flag(
        "log_format", ["log-format"], .choice(["text", "debug", "json", "default"]), .text("default"), environment: .both,
        "Format of messages on the terminal and in the log file."),
    flag(
        "log_format_file", ["log-format-file"], .choice(["text", "debug", "json", "default"]), .text("debug"), environment: .both,
        "Format of the log file."),
    flag(
        "log_level", ["log-level"], .choice(["debug", "info", "warn", "error", "none"]), .text("info"), environment: .both,
        "Least severity shown."),
    flag(
        "log_level_file", ["log-level-file"], .choice(["debug", "info", "warn", "error", "none"]), .text("debug"), environment: .both,
        "Least severity in the log file."),
    flag("log_path", ["log-path"], .path, .none, environment: .both, "Folder of the log file."),
    flag(
        "macro_debugging", ["macro-debugging"], .toggle, .bool(false), environment: .both, hidden: true,
        Flag.unsupported("Jinja is not turned into Python that could be looked at.")),
    flag(
        "maximum_seed_size_mib", ["maximum-seed-size-mib"], .integer, .int(1), environment: .engineOnly,
        "Size up to which a seed is hashed for state comparison; 0 for no limit."),
    flag("partial_parse", ["partial-parse"], .toggle, .bool(true), environment: .both, "Accepted; smelt always parses the whole project."),
    flag(
        "partial_parse_file_diff", ["partial-parse-file-diff"], .toggle, .bool(true), environment: .both, hidden: true,
        "Accepted; there is no partial parsing."),
    flag(
        "partial_parse_file_path", ["partial-parse-file-path"], .path, .none, environment: .both, hidden: true,
        "Accepted; there is no partial parsing."),
    flag("populate_cache", ["populate-cache"], .toggle, .bool(true), environment: .both, "Read the existing relations before the run."),
    flag("print", ["print"], .toggle, .bool(true), environment: .both, oldName: "NO_PRINT", "Show the output of print()."),
    flag("printer_width", ["printer-width"], .integer, .int(80), environment: .both, "Width of result lines."),
    flag("profile", ["profile"], .text, .none, environment: .both, "The profile to use."),
    flag("quiet", ["quiet"], .toggle, .bool(false), short: ["q"], environment: .both, "Show errors only."),
    flag("record_timing_info", ["record-timing-info"], .path, .none, short: ["r"], "Write time per stage and counts to a file."),
    flag(
        "send_anonymous_usage_stats", ["send-anonymous-usage-stats"], .toggle, .bool(true), environment: .both,
        "Accepted; smelt never sends anything."),
    flag(
        "show_resource_report", ["show-resource-report"], .toggle, .bool(false), environment: .both, hidden: true,
        "Show time and memory used at the end."),
    flag("single_threaded", ["single-threaded"], .toggle, .bool(false), environment: .both, hidden: true, "Run nodes one after another."),
    flag(
        "snowflake_projects_otel", ["snowflake-projects-otel"], .toggle, .bool(false), environment: .engineOnly,
        Flag.unsupported("smelt does not run in Snowflake, and sends nothing.")),
    flag(
        "show_all_deprecations", ["show-all-deprecations"], .toggle, .bool(false),
        "Show every deprecation, not the first of each kind alone."),
    flag("state", ["state"], .path, .none, environment: .both, oldName: "ARTIFACT_STATE_PATH", "Folder of the artifacts to compare with."),
    flag("static_parser", ["static-parser"], .toggle, .bool(true), environment: .both, "Accepted; parsing gives the same either way."),
    flag("target", ["target"], .text, .none, short: ["t"], environment: .both, "The target of the profile."),
    flag("use_colors", ["use-colors"], .toggle, .bool(true), environment: .both, "Colour on the terminal."),
    flag("use_colors_file", ["use-colors-file"], .toggle, .bool(true), environment: .both, "Colour in the log file."),
    flag(
        "use_experimental_parser", ["use-experimental-parser"], .toggle, .bool(false), environment: .both, "Accepted; there is one parser."),
    flag(
        "use_v2_parser", ["use-v2-parser"], .toggle, .bool(false), environment: .engineOnly,
        Flag.unsupported("smelt has one parser, its own.")),
    flag(
        "v2_parser", ["v2-parser"], .text, .text("dbt-core-experimental-parser parse"), environment: .engineOnly, hidden: true,
        "Accepted; there is one parser."),
    flag("version_check", ["version-check"], .toggle, .bool(true), environment: .both, "Check require-dbt-version."),
    flag("warn_error", ["warn-error"], .presence, .none, environment: .both, "Treat warnings as errors."),
    flag("warn_error_options", ["warn-error-options"], .yaml, .none, environment: .both, "Which warnings are errors, as YAML."),
    flag("write_json", ["write-json"], .toggle, .bool(true), environment: .both, "Write artifacts to the target folder."),
    flag(
        "use_fast_test_edges", ["use-fast-test-edges"], .toggle, .bool(false), environment: .both, hidden: true,
        "Accepted; test edges are always fast."),
    flag(
        "upload_to_artifacts_ingest_api", ["upload-to-artifacts-ingest-api"], .toggle, .bool(false), environment: .both,
        Flag.unsupported("smelt never sends anything.")),
    flag("compile", ["compile"], .toggle, .bool(true), commands: ["docs generate"], "Compile the selection first."),
    flag("static", ["static"], .presence, .bool(false), commands: ["docs generate"], "Write the site as static_index.html too."),
    flag(
        "format", ["format"], .choice(["html", "markdown", "dbml"]), .text("html"), commands: ["docs generate"],
        "Write a site, Markdown pages or the tables in DBML."),
    flag("split", ["split"], .presence, .bool(false), commands: ["docs generate"], "Write one small page a node."),
    flag("empty_catalog", ["empty-catalog"], .presence, .bool(false), commands: ["docs generate"], "Ask the database nothing."),
    flag(
        "empty", ["empty"], .toggle, .bool(false), environment: .both, commands: ["build", "compile", "run", "seed", "snapshot"],
        "Read no rows from refs and sources."),
    flag(
        "event_time_start", ["event-time-start"], .dateTime, .none, environment: .both, commands: ["build", "run"],
        "First moment that microbatch models are built for; needs --event-time-end."),
    flag(
        "event_time_end", ["event-time-end"], .dateTime, .none, environment: .both, commands: ["build", "run"],
        "First moment behind those that microbatch models are built for."),
    flag(
        "exclude", ["exclude"], .words, .words([]),
        commands: [
            "build", "check", "docs generate", "compile", "show", "ls", "run", "clone", "seed", "snapshot", "source freshness", "test",
            "lineage", "freshness",
        ],
        "Nodes to leave out."),
    flag(
        "export_saved_queries", ["export-saved-queries"], .toggle, .bool(false), environment: .both, commands: ["build"], hidden: true,
        "Accepted; saved queries are passed by as in dbt-core, which exports nothing itself."),
    flag(
        "full_refresh", ["full-refresh"], .presence, .bool(false), short: ["f"], environment: .both,
        commands: ["build", "compile", "show", "run", "retry", "clone", "seed"], "Rebuild incremental models from scratch."),
    flag(
        "include_saved_query", ["include-saved-query"], .toggle, .bool(false), environment: .both, commands: ["build"], hidden: true,
        "Accepted; saved queries are passed by as in dbt-core, which exports nothing itself."),
    flag("profiles_dir", ["profiles-dir"], .path, .none, environment: .both, "Folder of profiles.yml."),
    flag("project_dir", ["project-dir"], .path, .none, environment: .both, "Folder of dbt_project.yml."),
    flag(
        "resource_types", ["resource-types", "resource-type"], .choices(resourceTypes), .words([]), environment: .both,
        commands: ["build", "ls", "clone", "test"], "Only these kinds of resource."),
    flag(
        "exclude_resource_types", ["exclude-resource-types", "exclude-resource-type"], .choices(excludableTypes), .words([]),
        environment: .both, commands: ["build", "ls", "clone", "test"], "Not these kinds of resource."),
    flag(
        "sqlparse", ["sqlparse"], .yaml, .none, environment: .engineOnly,
        commands: ["build", "compile", "show", "run", "seed", "snapshot", "source freshness", "test"], hidden: true,
        "Limits for SQL that ephemeral models are put into, as YAML."),
    flag(
        "sample", ["sample"], .sample, .none, environment: .both, commands: ["build", "run"],
        "Read only a window of event time from refs and sources: '3 days', or '{start: …, end: …}'."),
    flag(
        "select", ["select", "models", "model"], .words, .words([]), short: ["s", "m"],
        commands: [
            "build", "check", "docs generate", "compile", "show", "run", "clone", "seed", "snapshot", "source freshness", "test", "lineage",
            "freshness",
        ],
        "Nodes to include."),
    flag("select", ["select"], .words, .words([]), short: ["s"], commands: ["ls"], "Nodes to include."),
    flag("models", ["models", "model"], .words, .words([]), short: ["m"], commands: ["ls"], "Models to include."),
    flag(
        "selector", ["selector"], .text, .none,
        commands: [
            "build", "check", "docs generate", "compile", "show", "ls", "run", "clone", "seed", "snapshot", "source freshness", "test",
            "lineage", "freshness",
        ],
        "A saved selector."),
    flag("show", ["show"], .presence, .bool(false), commands: ["build", "seed"], "Show some rows of each seed."),
    flag(
        "store_failures", ["store-failures"], .presence, .bool(false), environment: .both, commands: ["build", "test"],
        "Keep failing rows in the database."),
    flag(
        "target_path", ["target-path"], .path, .none, environment: .both,
        commands: [
            "build", "check", "docs generate", "docs serve", "docs open", "clean", "compile", "show", "ls", "parse", "run", "retry",
            "clone", "run-operation", "seed",
            "snapshot", "source freshness", "test",
        ], "Folder of artifacts."),
    flag(
        "threads", ["threads"], .integer, .none,
        commands: [
            "build", "docs generate", "compile", "show", "parse", "run", "retry", "clone", "run-operation", "seed", "snapshot",
            "source freshness", "test", "freshness",
        ],
        "How many nodes run at once."),
    flag(
        "until", ["until"], .text, .none, commands: ["build", "check", "ci", "compile", "ls", "run", "seed", "snapshot", "test"],
        "Up to this layer of smelt.yml, nothing behind it."),
    flag("vars", ["vars"], .yaml, .none, "Variables, as YAML."),
    flag(
        "clean_project_files_only", ["clean-project-files-only"], .toggle, .bool(true), environment: .both, commands: ["clean"],
        "Refuse to delete outside the project."),
    flag(
        "output", ["output"], .choice(["json", "text"]), .text("text"),
        commands: ["compile", "show", "lineage", "freshness", "quarantine ls", "quarantine show"],
        "Form of the output."),
    flag("output", ["output"], .choice(["json", "name", "path", "selector"]), .text("selector"), commands: ["ls"], "Form of the output."),
    flag("output", ["output"], .path, .none, short: ["o"], commands: ["source freshness"], "Where to write the results."),
    flag(
        "introspect", ["introspect"], .toggle, .bool(true), environment: .both, commands: ["compile", "show"],
        "Allow queries while compiling."),
    flag("inline", ["inline"], .text, .none, commands: ["compile", "show"], "SQL to use in place of a node."),
    flag(
        "inject_ephemeral_ctes", ["inject-ephemeral-ctes"], .toggle, .bool(true), commands: ["compile"], hidden: true,
        "Inline ephemeral models."),
    flag("limit", ["limit"], .integer, .int(5), commands: ["show"], "How many rows to show; -1 for all."),
    flag("limit", ["limit"], .integer, .int(20), commands: ["quarantine show"], "How many rows to show; -1 for all."),
    flag(
        "rule", ["rule"], .text, .none, commands: ["quarantine show", "quarantine release", "quarantine purge"],
        "Rows of this rule: the name of the test."),
    flag(
        "where", ["where"], .text, .none, commands: ["quarantine show", "quarantine release", "quarantine purge"],
        "Rows for which this condition of SQL holds."),
    flag("all", ["all"], .presence, .bool(false), commands: ["quarantine release", "quarantine purge"], "All rows."),
    flag("older_than", ["older-than"], .text, .none, commands: ["quarantine purge"], "Rows first seen longer ago than this: 12h, 30d."),
    flag(
        "released", ["released"], .presence, .bool(false), commands: ["quarantine purge"],
        "Forget released rows instead of throwing waiting ones away."),
    flag("inline_direct", ["inline-direct"], .text, .none, commands: ["show"], hidden: true, "SQL to run as it is."),
    flag("connection", ["connection"], .presence, .bool(false), commands: ["debug"], "Check the connection only."),
    flag("config_dir", ["config-dir"], .presence, .bool(false), commands: ["debug"], "Print the folder of profiles.yml."),
    flag(
        "source", ["source"], .choice(["hub", "git", "local"]), .text("hub"), commands: ["deps"],
        "Where the package of --add-package comes from."),
    flag("offline", ["offline"], .presence, .bool(false), commands: ["check"], "Ask the database nothing; needs sources.lock.yml."),
    flag("check", ["check"], .presence, .bool(false), commands: ["sources lock"], "Write nothing, compare with sources.lock.yml."),
    flag("lock", ["lock"], .presence, .bool(false), commands: ["deps"], "Write package-lock.yml, install nothing."),
    flag("upgrade", ["upgrade"], .presence, .bool(false), commands: ["deps"], "Settle the versions of all packages anew."),
    flag("add_package", ["add-package"], .text, .none, commands: ["deps"], "Add a package to packages.yml: NAME@VERSION."),
    flag("skip_profile_setup", ["skip-profile-setup"], .presence, .bool(false), short: ["s"], commands: ["init"], "Write no profile."),
    flag("skip_debug", ["skip-debug"], .presence, .bool(false), commands: ["init"], "Do not check the project once it is made."),
    flag("output_keys", ["output-keys"], .words, .words([]), commands: ["ls"], "Keys of JSON output."),
    flag(
        "base", ["base"], .text, .none, commands: ["ci"],
        "Build only what changed against it: git:REF, or a folder with an earlier manifest.json."),
    flag("junit", ["junit"], .path, .none, commands: reporting, "Write a JUnit XML report to a file."),
    flag("sarif", ["sarif"], .path, .none, commands: reporting, "Write a SARIF report to a file."),
    flag("codequality", ["codequality"], .path, .none, commands: reporting, "Write a GitLab code quality report to a file."),
    flag("summary", ["summary"], .path, .none, commands: reporting, "Write a Markdown summary to a file."),
    flag("args", ["args"], .yaml, .none, commands: ["run-operation"], "Arguments of the macro, as YAML."),
    flag("sql", ["sql"], .text, .none, commands: ["run-operation"], "SQL to run in place of a macro."),
    flag(
        "lock_wait", ["lock-wait"], .text, .none,
        commands: ["build", "run", "seed", "snapshot", "clone", "rollback", "quarantine release", "quarantine purge"],
        "How long to wait for another run on the target: 0, 90s, 10m, forever; needs smelt.yml."),
    flag("select", ["select", "models", "model"], .words, .words([]), short: ["s", "m"], commands: ["history"], "Nodes to include."),
    flag("exclude", ["exclude"], .words, .words([]), commands: ["history"], "Nodes to leave out."),
    flag("selector", ["selector"], .text, .none, commands: ["history"], "A saved selector."),
    flag("failures", ["failures"], .presence, .bool(false), commands: ["history"], "Show what fails at present, and since when."),
    flag("limit", ["limit"], .integer, .int(20), commands: ["history"], "How many runs to look at."),
    flag("output", ["output"], .choice(["text", "json"]), .text("text"), commands: ["history"], "Form of the output."),
    flag(
        "output", ["output"], .choice(["text", "json", "markdown"]), .text("text"), commands: ["quality", "docs coverage"],
        "Form of the output."),
    flag(
        "output", ["output"], .choice(["text", "markdown"]), .text("text"), commands: ["explain"],
        "Form of the output: markdown gives the page of all codes."),
    flag(
        "compare", ["compare"], .path, .none, commands: ["quality", "docs coverage"],
        "A report (--output json) that nothing may be worse than."),
    flag("port", ["port"], .integer, .int(8080), commands: ["docs serve"], "The port to listen on; 0 for one that is free."),
    flag("host", ["host"], .text, .text("127.0.0.1"), commands: ["docs serve"], "The name or address of this machine to listen on."),
    flag("browser", ["browser"], .toggle, .bool(true), commands: ["docs serve"], "Open the site in a browser."),
    flag("watch", ["watch"], .presence, .bool(false), commands: ["docs serve"], "Write the site anew when the project changes."),
    flag("min", ["min"], .integer, .none, commands: ["docs coverage"], "The percentage that must be reached; else that of smelt.yml."),
    flag("by", ["by"], .choice(["layer", "folder"]), .none, commands: ["docs coverage"], "What each line is about."),
    flag(
        "to", ["to"], .text, .none, commands: ["rollback"],
        "The run whose published state is brought back; by default the one before the last."),
    flag("list", ["list"], .presence, .bool(false), commands: ["rollback"], "Show the runs whose states before are kept."),
]

/// Which environment variables set a flag: `DBT_ENGINE_NAME` and `DBT_NAME`, the first alone, or none.
enum FlagEnvironment {
    case none, engineOnly, both
}

/// The commands that write reports.
private let reporting: Set<String> = ["ci", "build", "run", "test", "check"]

/// The words `--exclude-resource-type` takes.
private let excludableTypes = [
    "metric", "semantic_model", "saved_query", "source", "analysis", "model", "test", "unit_test", "exposure", "snapshot", "seed",
    "function",
    "default",
]

/// The words `--resource-type` takes.
private let resourceTypes = excludableTypes + ["all"]

private func flag(
    _ name: String, _ long: [String], _ kind: Flag.Kind, _ fallback: FlagValue, short: [Character] = [],
    environment: FlagEnvironment = .none,
    oldName: String? = nil, commands: Set<String> = [], hidden: Bool = false, _ help: String
) -> Flag {
    let upper = name.uppercased()
    let variables =
        switch environment {
        case .none: [String]()
        case .engineOnly: ["DBT_ENGINE_" + upper]
        case .both: ["DBT_ENGINE_" + upper, "DBT_" + upper]
        }
    return Flag(
        name: name, long: long, short: short, kind: kind, environment: variables,
        oldEnvironment: oldName.map { ["DBT_ENGINE_" + $0, "DBT_" + $0] } ?? [], fallback: fallback, commands: commands, help: help,
        isHidden: hidden)
}
