/// The commands in the order `--help` lists them.
let commandNames = [
    "build", "run", "test", "seed", "snapshot", "compile", "parse", "ls", "show", "source freshness", "retry", "clone", "run-operation",
    "docs generate", "lineage", "quarantine ls", "quarantine show", "quarantine release", "quarantine purge", "deps", "debug", "clean",
    "init",
]

/// Other names of commands.
let commandAliases = ["list": "ls", "source snapshot-freshness": "source freshness"]

/// Commands of two words.
let commandGroups: [String: [String]] = [
    "docs": ["generate"], "source": ["freshness", "snapshot-freshness"], "quarantine": ["ls", "show", "release", "purge"],
]

/// Commands of dbt that are not there yet.
let missingCommands = ["docs serve"]

/// Commands that take an argument without a dash: its name in `--help`, and whether it may be left out.
let commandArguments: [String: (name: String, isOptional: Bool)] = [
    "run-operation": ("MACRO", true), "init": ("NAME", true), "lineage": ("NODE", true),
    "quarantine show": ("MODEL", false), "quarantine release": ("MODEL", false), "quarantine purge": ("MODEL", false),
]
